// The drawing of one cell: built once per size, then only values change.

const SVG = "http://www.w3.org/2000/svg";
const NARROW_BELOW = 560; // pixels

// Dresses a new element and hangs it up; the text never becomes markup.
function dressed(made, attributes, parent, text) {
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  parent?.append(made);
  return made;
}

function svg(name, attributes = {}, parent = null, text = "") {
  return dressed(document.createElementNS(SVG, name), attributes, parent, text);
}

class CellDrawing {
  // open(name): a node was chosen. count: how many units and inputs the strips show.
  constructor(stage, isNarrow, look, open) {
    this.at = isNarrow ? NARROW : WIDE;
    this.look = look;
    this.root = svg("svg", { viewBox: `0 0 ${this.at.width} ${this.at.height}`, class: "cell", role: "group" });
    this.root.style.setProperty("--text", `${this.at.text}px`);
    this.root.style.setProperty("--small", `${this.at.small}px`);
    const road = svg("g", { class: "wires" }, this.root);
    this.wires = wires(this.at).map((wire) => this.#wire(road, wire));
    this.ends = Object.entries(ends(this.at)).map(([name, end]) => this.#end(name, end, open));
    this.nodes = Object.entries(nodes(this.at)).map(([name, node]) => this.#node(name, node, open));
    stage.replaceChildren(this.root);
  }

  color(meaning) {
    return this.look.colors[meaning];
  }

  #wire(parent, wire) {
    const group = svg("g", { class: "wire", style: `--color:${this.color(wire.meaning)}` }, parent);
    const d = path(wire.points);
    // Where two roads cross, the later one passes over the earlier.
    if (wire.bus) svg("path", { d, class: "ground" }, group);
    const line = svg("path", { d, class: "line" }, group);
    const pulse = svg("path", { d, class: "pulse", pathLength: 100 }, group);
    if (!wire.bus) svg("polygon", { points: head(wire.points), class: "head" }, group);
    if (wire.branch) svg("circle", { cx: wire.points[0][0], cy: wire.points[0][1], r: 3.5, class: "head" }, group);
    const label = wire.label && svg("text", { x: wire.label[0], y: wire.label[1], style: `text-anchor: ${wire.label[2]}`, class: "small number" }, group);
    return { ...wire, group, line, pulse, text: label };
  }

  #pill(group, { x, y, label }, lower) {
    const [width, height] = this.at.pill;
    svg("rect", { x: x - width / 2, y: y - height / 2 + (lower ? 4 : 0), width, height: height - (lower ? 8 : 0), rx: 12, class: "body" }, group);
    svg("text", { x, y: y - 5, class: "label" }, group, label);
    return svg("text", { x, y: y + 16, class: "number" }, group);
  }

  #end(name, end, open) {
    const group = svg("g", { class: "node end", style: `--color:${this.color(end.meaning)}`, "aria-hidden": "true" }, this.root);
    const text = this.#pill(group, end);
    group.onclick = () => open(name);
    return { name, value: name, operation: OPERATION[name], group, text };
  }

  #node(name, node, open) {
    const group = svg("g", {
      class: `node ${node.shape}`, style: `--color:${this.color(node.meaning)}`, role: "button", tabindex: 0, "data-node": name,
    }, this.root);
    const made = { ...node, name, operation: OPERATION[name], group };
    if (node.shape === "pill") {
      made.text = this.#pill(group, node, node.strip);
      if (node.strip) made.cells = svg("g", {}, group);
    } else if (node.shape === "gate") this.#gate(made);
    else {
      const r = this.at.ring;
      const half = r + (node.wide ? 10 : 0);
      svg("rect", { x: node.x - half, y: node.y - r, width: 2 * half, height: 2 * r, rx: r, class: "body" }, group);
      made.label = svg("text", { x: node.x, y: node.y + 6, class: "sign" }, group, node.label);
    }
    group.onclick = () => open(name);
    group.onkeydown = (event) => {
      if (event.key === "Enter") { open(name); event.preventDefault(); }
    };
    return made;
  }

  #gate(made) {
    const [width, height] = this.at.box;
    const [x, y] = [made.x - width / 2, made.y - height / 2];
    const clip = `clip-${made.name}`;
    svg("rect", { x, y, width, height, rx: 10 }, svg("clipPath", { id: clip }, made.group));
    svg("rect", { x, y, width, height, rx: 10, class: "body" }, made.group);
    made.level = svg("rect", { x, y, width, height, class: "level", "clip-path": `url(#${clip})` }, made.group);
    svg("rect", { x, y, width, height, rx: 10, class: "frame" }, made.group);
    svg("text", { x: made.x, y: y + 24, class: "letter" }, made.group, this.look.letters[made.name]);
    made.text = svg("text", { x: made.x, y: y + 45, class: "number" }, made.group);
    made.sign = svg("text", { x: made.x, y: y + height - 10, class: "small quiet" }, made.group);
  }

  // Show a place after an operation; what is not computed yet is faint and has no number.
  show(values, place, operation, text, chosen) {
    const now = values.cell(place);
    const scale = (full) => (typeof full === "number" ? full : values.scale(full, place.layer));
    for (const wire of this.wires) this.#showWire(wire, now[wire.value], operation, scale);
    for (const part of [...this.nodes, ...this.ends]) this.#showNode(part, now, values, place, operation, text, chosen);
  }

  #showWire(wire, value, operation, scale) {
    const known = wire.operation <= operation && (wire.bus || value !== undefined);
    const share = wire.bus ? 0.4 : known ? Math.min(1, Math.abs(value) / scale(wire.full)) : 0;
    setClass(wire.group, "later", !known);
    setClass(wire.group, "negative", known && value < 0);
    wire.line.style.strokeWidth = (1.4 + 5.2 * share).toFixed(2);
    wire.group.style.setProperty("--strength", (0.4 + 0.6 * share).toFixed(2));
    if (wire.text) setText(wire.text, !known ? "" : wire.gate ? signed(value) : brief(value));
  }

  #showNode(part, now, values, place, operation, text, chosen) {
    const known = part.operation <= operation;
    const value = now[part.name];
    setClass(part.group, "later", !known);
    setClass(part.group, "fresh", part.operation === operation && operation > 0);
    setClass(part.group, "chosen", part.name === chosen);
    if (part.text && !part.cells) setText(part.text, known ? brief(value) : "·");
    if (part.name === "squashed") setText(part.label, values.g);
    if (part.shape === "gate") {
      setText(part.sign, part.name === "candidate" ? values.g : "σ");
      setClass(part.group, "held", values.isClamped(part.name, place));
      this.#fillLevel(part, known ? value / values.scale(part.name, place.layer) : 0);
    }
    if (part.cells) this.#strip(part, part.name === "x" ? values.inputs(place) : values.previous(place), values, place);
    if (part.shape) part.group.setAttribute("aria-label", nodeLabel(part.name, text, known ? value : undefined));
  }

  // A gate fills like a tank; a candidate from its middle, up or down.
  #fillLevel(part, share) {
    const height = this.at.box[1];
    const low = part.name === "candidate" ? part.y : part.y + height / 2;
    const reach = Math.max(-1, Math.min(1, share)) * (part.name === "candidate" ? height / 2 : height);
    part.level.setAttribute("y", Math.min(low, low - reach));
    part.level.setAttribute("height", Math.abs(reach));
  }

  // One small shade per number; a single number as itself.
  #strip(part, row, values, place) {
    setText(part.text, row.length === 1 ? brief(row[0]) : "");
    if (row.length === 1) return;
    const width = this.at.pill[0] - 16;
    if (part.cells.childElementCount !== row.length) {
      part.cells.replaceChildren(...Array.from(row, (_, i) => svg("rect", {
        x: part.x - width / 2 + (i * width) / row.length, y: part.y + 3, width: width / row.length + 0.2, height: 12,
      })));
    }
    const layer = part.name === "x" ? place.layer - 1 : place.layer;
    const most = layer < 0 ? values.mostInput : values.scale("hidden", layer);
    row.forEach((value, i) => { part.cells.children[i].style.fill = shade(value / most, this.look.shades); });
  }

  // What runs through the wires of an operation; null: nothing runs.
  pulse(operation, progress) {
    for (const wire of this.wires) {
      const runs = operation !== null && wire.moves.includes(operation);
      setClass(wire.group, "runs", runs);
      if (runs) wire.pulse.style.strokeDashoffset = (12 - 112 * progress).toFixed(1);
    }
  }
}

function nodeLabel(name, text, value) {
  return `${text.nodes[name].title}${value === undefined ? "" : `, ${brief(value)}`}. Open its formula.`;
}

// Touch the page only where something changed: that keeps the frames short.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function setClass(element, name, on) {
  if (element.classList.contains(name) !== on) element.classList.toggle(name, on);
}

// −1 … 0 … 1 between the three colours of the diverging scale.
function shade(share, [low, zero, high]) {
  const part = Math.min(1, Math.abs(share));
  const [a, b] = [channels(zero), channels(share < 0 ? low : high)];
  return `rgb(${a.map((v, i) => Math.round(v + (b[i] - v) * part)).join(",")})`;
}

const parsed = new Map();

// "#rrggbb" as three numbers.
function channels(hex) {
  if (!parsed.has(hex)) parsed.set(hex, [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  return parsed.get(hex);
}
