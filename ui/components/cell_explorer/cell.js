// The drawing of one cell: built once per kind and size, then only values change.

import { brief, fill, signed, subscript } from "./numbers.js";
import { head, layOut, path } from "./layout.js";

const SVG = "http://www.w3.org/2000/svg";
export const NARROW_BELOW = 560; // pixels

// Dresses a new element and hangs it up; the text never becomes markup.
export function dressed(made, attributes, parent, text) {
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  parent?.append(made);
  return made;
}

export function svg(name, attributes = {}, parent = null, text = "") {
  return dressed(document.createElementNS(SVG, name), attributes, parent, text);
}

export class CellDrawing {
  // open(name): a node was chosen.
  constructor(stage, { kind, g }, isNarrow, look, open) {
    this.at = layOut(kind, isNarrow ? "narrow" : "wide");
    this.look = look;
    this.open = open;
    this.root = svg("svg", { viewBox: `0 0 ${this.at.width} ${this.at.height}`, class: "cell", role: "group" });
    this.root.style.setProperty("--text", `${this.at.text}px`);
    this.root.style.setProperty("--small", `${this.at.small}px`);
    const road = svg("g", { class: "wires" }, this.root);
    this.wires = this.at.wires.map((wire) => this.#wire(road, wire));
    this.nodes = this.at.nodes.map((node) => this.#node(node));
    for (const node of this.nodes) this.#write(node, { g, unit: "" });
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
    const text = wire.label && svg("text", { x: wire.label[0], y: wire.label[1], style: `text-anchor: ${wire.label[2]}`, class: "small number" }, group);
    return { ...wire, group, line, pulse, text };
  }

  // A second place for a node's value is for the eyes and the pointer only.
  #node(node) {
    const part = node.shows ? { class: "node end", "aria-hidden": "true" }
      : { class: `node ${node.shape}`, role: "button", tabindex: 0, "data-node": node.name };
    const group = svg("g", { ...part, style: `--color:${this.color(node.meaning)}` }, this.root);
    const made = { ...node, group };
    ({ pill: () => this.#pill(made), gate: () => this.#gate(made), ring: () => this.#ring(made) })[node.shape]();
    group.onclick = () => this.open(node.value);
    group.onkeydown = (event) => {
      if (event.key === "Enter") { this.open(node.value); event.preventDefault(); }
    };
    return made;
  }

  #body(made, rx, parent = made.group, look = "body") {
    const { x, y, half: [width, height] } = made;
    return svg("rect", { x: x - width, y: y - height, width: 2 * width, height: 2 * height, rx, ...(look && { class: look }) }, parent);
  }

  #pill(made) {
    const { x, y, group, strip } = made;
    this.#body(made, 12);
    made.labelText = svg("text", { x, y: y - 5, class: "label" }, group);
    made.text = svg("text", { x, y: y + 16, class: "number" }, group);
    if (strip) made.cells = svg("g", {}, group);
  }

  #ring(made) {
    this.#body(made, made.half[1]);
    made.labelText = svg("text", { x: made.x, y: made.y + 6, class: "sign" }, made.group);
  }

  #gate(made) {
    const { x, y, half: [, height], name, group } = made;
    const clip = `clip-${name}`;
    this.#body(made, 10, svg("clipPath", { id: clip }, group), "");
    this.#body(made, 10);
    made.level = this.#body(made, 0, group, "level");
    made.level.setAttribute("clip-path", `url(#${clip})`);
    this.#body(made, 10, group, "frame");
    const top = y - height + (made.sign ? 0 : 12);
    made.letterText = svg("text", { x, y: top + 24, class: "letter" }, group);
    made.text = svg("text", { x, y: top + 45, class: "number" }, group);
    made.signText = svg("text", { x, y: y + height - 10, class: "small quiet" }, group);
  }

  // Show a place after an operation; what is not computed yet is faint and has no number.
  show(values, place, operation, text, chosen) {
    const now = values.cell(place);
    const scale = (full) => (typeof full === "number" ? full : values.scale(full, place.layer));
    const words = { g: values.g, unit: subscript(place.unit + 1) };
    for (const wire of this.wires) this.#showWire(wire, now[wire.value], operation, scale);
    for (const node of this.nodes) {
      this.#showNode(node, now[node.value], operation, chosen);
      this.#write(node, words);
      if (node.shape === "gate") {
        setClass(node.group, "held", values.isClamped(node.name, place));
        this.#fillLevel(node, node.known ? now[node.name] / values.scale(node.full ?? node.name, place.layer) : 0);
      }
      if (node.cells) this.#strip(node, node.name === "x" ? values.inputs(place) : values.previous(place), values, place);
      if (!node.shows) setAttribute(node.group, "aria-label", nodeLabel(node, fill(text.nodes[node.name].title, words)));
    }
  }

  #showWire(wire, value, operation, scale) {
    const known = wire.operation <= operation && (wire.bus || !isMissing(value));
    const share = wire.bus ? 0.4 : known ? Math.min(1, Math.abs(value) / scale(wire.full)) : 0;
    setClass(wire.group, "later", !known);
    setClass(wire.group, "negative", known && value < 0);
    wire.line.style.strokeWidth = (1.4 + 5.2 * share).toFixed(2);
    wire.group.style.setProperty("--strength", (0.4 + 0.6 * share).toFixed(2));
    if (wire.text) setText(wire.text, !known ? "" : `${wire.prefix ?? ""}${wire.part ? signed(value) : brief(value)}`);
  }

  #showNode(node, value, operation, chosen) {
    node.known = node.operation <= operation && (Boolean(node.cells) || !isMissing(value));
    setClass(node.group, "later", !node.known);
    setClass(node.group, "fresh", node.operation === operation && operation > 0);
    setClass(node.group, "chosen", node.value === chosen);
    if (node.text && !node.cells) setWord(node.text, node.known ? brief(value) : "·");
  }

  #write(node, words) {
    if (node.labelText) {
      const label = fill(node.label, words);
      setWord(node.labelText, label);
      setClass(node.labelText, "small", 8 * label.length > 2 * node.half[0]);
    }
    if (node.letterText) setWord(node.letterText, node.letter ? fill(node.letter, words) : this.look.letters[node.name]);
    if (node.signText) setWord(node.signText, fill(node.sign ?? "", words));
  }

  // A gate fills like a tank; a candidate from its middle, up or down.
  #fillLevel({ level, y, centred, half: [, height] }, share) {
    const low = centred ? y : y + height;
    const reach = Math.max(-1, Math.min(1, share)) * (centred ? height : 2 * height);
    level.setAttribute("y", Math.min(low, low - reach));
    level.setAttribute("height", Math.abs(reach));
  }

  // One small shade per number; a single number as itself.
  #strip(node, row, values, place) {
    setText(node.text, row.length === 1 ? brief(row[0]) : "");
    if (row.length === 1) return;
    const width = this.at.pill[0] - 16;
    if (node.cells.childElementCount !== row.length) {
      node.cells.replaceChildren(...Array.from(row, (_, i) => svg("rect", {
        x: node.x - width / 2 + (i * width) / row.length, y: node.y + 3, width: width / row.length + 0.2, height: 12,
      })));
    }
    const layer = node.name === "x" ? place.layer - 1 : place.layer;
    const most = layer < 0 ? values.mostInput : values.scale("hidden", layer);
    row.forEach((value, i) => { node.cells.children[i].style.fill = shade(value / most, this.look.shades); });
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

export function isMissing(value) {
  return value === undefined || Number.isNaN(value);
}

// What is written on it comes first: whoever speaks to the page says what they see.
function nodeLabel(node, title) {
  node.texts ??= [...node.group.querySelectorAll("text")];
  return `${node.texts.map((text) => text.textContent).join("").trim()}: ${title}. Open its formula.`;
}

// One of several words of a drawing that are read one after the other.
const setWord = (element, word) => setText(element, word && `${word} `);

// Touch the page only where something changed: that keeps the frames short.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function setClass(element, name, on) {
  if (element.classList.contains(name) !== on) element.classList.toggle(name, on);
}

// A value in the colour that the page's heat maps give it.
export function shadeOf(value, name, layer, values, look) {
  if (values.kind.openings.includes(name)) return shade(2 * value - 1, look.opening);
  return shade(value / values.span(name, layer), look.shades);
}

// −1 … 0 … 1 between the three colours of a scale.
export function shade(share, [low, zero, high]) {
  const part = Math.min(1, Math.abs(share));
  const [a, b] = [channels(zero), channels(share < 0 ? low : high)];
  return `rgb(${a.map((v, i) => Math.round(v + (b[i] - v) * part)).join(",")})`;
}

// Black or white, whichever is easier to read on a ``rgb(r,g,b)``: the contrast is 4.5 at least (WCAG 2, 1.4.3).
export function readable(ground) {
  const [r, g, b] = ground.match(/\d+/g).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return (light + 0.05) ** 2 > 1.05 * 0.05 ? "#000" : "#fff";
}

const parsed = new Map();

// "#rrggbb" as three numbers.
function channels(hex) {
  if (!parsed.has(hex)) parsed.set(hex, [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  return parsed.get(hex);
}
