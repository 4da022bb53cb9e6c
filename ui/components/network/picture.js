// The network as a drawing: features, units layer by layer, outputs; and the lines between them where they are few.

const SVG = "http://www.w3.org/2000/svg";
// As `ui/train/network.py` lays it out.
const IN_A_ROW = 16, PITCH = 16, LEFT = 84, WIDTH = 344;
const TYPE = 16; // pixels of the page's type for which that is
const MOST_ENDS = 8; // features or outputs that are drawn
const SMALLEST = 1.6, LARGEST = 7; // half the size of a dot
const THINNEST = 0.4, THICKEST = 2.4;
const CROSS = "M-4-4L4 4M-4 4L4-4";
const shapes = new Map();

export class Picture {
  constructor(place, plan) {
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${plan.height}`, preserveAspectRatio: "xMinYMin", role: "img", tabindex: 0 });
    this.svg.style.height = `${plan.height / TYPE}rem`;
    place.replaceChildren(this.svg);
    const { features, layers, outputs, lined, ink } = plan;
    this.ink = ink;
    const ends = [features, outputs].map((end) => spread(Math.min(end.count, MOST_ENDS), end.top));
    const dots = layers.map(({ shown, top }) => spread(shown, top));
    // Lines first: dots lie on them.
    this.into = lined ? this.#lines(ends[0], dots[0]) : [];
    this.out = lined ? this.#lines(dots.at(-1), ends[1]) : [];
    for (const [at, end] of [features, outputs].entries()) {
      this.#name([end.name], end.top);
      for (const [x, y] of ends[at]) element("rect", { x: x - 4, y: y - 4, width: 8, height: 8, fill: at ? ink.out : ink.quiet }, this.svg);
      if (end.count > MOST_ENDS) element("text", { x: ends[at].at(-1)[0] + 10, y: ends[at].at(-1)[1] + 4 }, this.svg).textContent = "…";
    }
    this.dots = layers.map(({ name, top }, layer) => {
      this.#name(name, top);
      return dots[layer].map(([x, y]) => element("path", { class: "unit", transform: `translate(${x} ${y})` }, this.svg));
    });
    this.empty();
  }

  #name(lines, top) {
    lines.forEach((line, at) => {
      element("text", { x: 0, y: top + 12 + 15 * at, class: at || lines.length === 1 ? "more" : "name" }, this.svg).textContent = line;
    });
  }

  #lines(from, to) {
    return from.flatMap(([x1, y1]) => to.map(([x2, y2]) => element("line", { x1, y1, x2, y2, opacity: 0.75, display: "none" }, this.svg)));
  }

  // Rings, where no state is known.
  empty() {
    for (const dot of this.dots.flat()) set(dot, { d: circle(4.5), fill: "none", stroke: this.ink.quiet });
    for (const line of [...this.into, ...this.out]) set(line, { display: "none" });
  }

  // states: of each layer; ends: the state of each layer that has the full colour; scale: below zero, zero, above.
  states(states, ends, scale) {
    this.dots.forEach((dots, layer) => dots.forEach((dot, unit) => {
      const state = states[layer][unit], share = state / ends[layer];
      const known = Number.isFinite(state), half = Math.round(10 * (SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(Math.abs(share)))) / 10;
      set(dot, known ? { d: state < 0 ? square(half) : circle(half), fill: mixed(scale, share), stroke: this.ink.quiet } : { d: CROSS, fill: "none", stroke: this.ink.text });
      dot.dataset.state = state;
    }));
  }

  // weights: into the first layer and out of the last; most: the sizes that are drawn thickest.
  weights(into, out, most, scale) {
    for (const [at, [lines, weights]] of [[this.into, into], [this.out, out]].entries()) {
      lines.forEach((line, place) => {
        const weight = weights[place], width = THINNEST + (THICKEST - THINNEST) * Math.abs(weight / most[at]);
        if (!Number.isFinite(weight)) return set(line, { display: "none" });
        set(line, {
          display: "inline", stroke: scale[weight < 0 ? 0 : 2], "stroke-width": width.toFixed(2),
          "stroke-dasharray": weight < 0 ? "3 3" : "none",
        });
      });
    }
  }
}

// Places of so many dots below each other in rows, few of them spread over one row.
function spread(count, top) {
  const step = count < IN_A_ROW ? (IN_A_ROW * PITCH) / count : PITCH;
  return [...Array(count).keys()].map((at) => [LEFT + step * ((at % IN_A_ROW) + 0.5), top + PITCH * (Math.floor(at / IN_A_ROW) + 0.5)]);
}

function shape(name, half, make) {
  const key = `${name}${half}`;
  if (!shapes.has(key)) shapes.set(key, make(half));
  return shapes.get(key);
}

const circle = (half) => shape("o", half, (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`);
// As large as the circle to the eye.
const square = (half) => shape("#", half, (r) => ((s) => `M${-s} ${-s}h${2 * s}v${2 * s}h${-2 * s}z`)(Math.round(8.86 * r) / 10));

const channels = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

function mixed([low, zero, high], share) {
  const to = channels(share < 0 ? low : high), part = Math.min(1, Math.abs(share));
  return `rgb(${channels(zero).map((from, at) => Math.round(from + part * (to[at] - from))).join(" ")})`;
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent?.append(made);
  return made;
}
