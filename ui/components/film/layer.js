// A chart that is part of a film. Plotly takes 15 to 50 ms to draw one, more than a frame has. So it draws each chart
// once, with what is still to come in pale; what moves lies above that, in a few paths of our own.

import { inTurn } from "../live/road.js";
import { label, widened } from "../live_chart/feed.js";
import { reelOf } from "./reel.js";

const PALE = 0.3;
const MARK = "film"; // on a layout that is drawn for a film, and on its pale curves
const SOME_MARKS = 16; // as along a dense prediction that stands still
const DASHES = { dot: [1, 1], dash: [3, 3], dashdot: [3, 1, 1, 1] };
const SVG = "http://www.w3.org/2000/svg";

export const inFilm = ({ key }) => reelOf(key).at !== null;

// Figure, height and words of a chart for the epoch at which the film's head stands. part: key of the film; curves, the
// places of traces that grow with the epochs; line, that of a prediction or null; alt, its words.
export function filmed(figure, { key, curves, line, alt }, height) {
  const reel = reelOf(key), data = [...figure.data], layout = { ...figure.layout, meta: MARK };
  for (const at of curves) {
    // Without points it still stands in the legend.
    data[at] = { ...figure.data[at], y: figure.data[at].y.map(() => null) };
    data.push({ ...figure.data[at], opacity: PALE, showlegend: false, meta: MARK });
  }
  if (line !== null) {
    const trace = figure.data[line], n = trace.x.length;
    const shot = reel.resting ? reel.shots.get(reel.shown) : undefined;
    data[line] = { ...trace, y: shot?.length === n ? shot.map((value) => (Number.isFinite(value) ? value : null)) : Array(n).fill(null) };
    layout.yaxis = { ...layout.yaxis, range: spanned(layout.yaxis.range, reel) };
  }
  return [{ data, layout }, height, label(alt, reel.columns, reel.epoch)];
}

// One axis for all epochs, at most three times as long as that of the last one.
function spanned(range, reel) {
  const size = range[1] - range[0], ends = [];
  for (const shot of reel.shots.values()) {
    const finite = shot.filter(Number.isFinite);
    if (finite.length) ends.push(Math.min(...finite), Math.max(...finite));
  }
  const widest = widened(range, ends);
  return [Math.max(widest[0], range[0] - size), Math.min(widest[1], range[1] + size)];
}

// Draws what moves of a chart whenever its film does, and the chart itself, by `draw`, when the film begins, rests or
// ends. Returns how to leave.
export function goAlong(place, part, draw) {
  const reel = reelOf(part.key), layer = new Layer(place, part, reel);
  const turn = () => place.isConnected && layer.here && draw();
  const mode = () => (reel.at === null ? "" : reel.resting ? `rests ${reel.epoch}` : "moves");
  let drawn = mode();
  const leave = reel.hear(() => {
    layer.draw();
    if (mode() === drawn) return;
    drawn = mode();
    inTurn(turn);
  });
  return () => {
    leave();
    layer.end();
  };
}

class Layer {
  constructor(place, part, reel) {
    Object.assign(this, { place, part, reel, here: true });
    this.renew = () => {
      this.measured = false;
      this.draw();
    };
    // Once the first drawing is there.
    place.drawing = Promise.resolve(place.drawing).then(() => this.here && this.#listen());
  }

  #listen() {
    if (this.listens || !this.place.on) return;
    this.listens = true;
    this.place.on("plotly_afterplot", this.renew);
    this.renew();
  }

  draw() {
    this.#listen();
    const { place, reel } = this;
    const drawn = place.layout?.meta === MARK;
    // What the film has drawn last stays until the chart itself has the same.
    if (!place._fullLayout || (reel.at === null && !drawn)) return this.svg?.setAttribute("display", "none");
    if (place.sight?.away) return;
    if (!this.measured || !this.svg?.isConnected) this.#measure();
    this.svg.setAttribute("display", "inline");
    this.curves.forEach((curve) => curve(reel.at ?? reel.newest));
    this.line?.();
  }

  // What stays the same until the chart is drawn anew: where it stands, its curves as paths.
  #measure() {
    const { place, part } = this, { xaxis, yaxis } = place._fullLayout;
    this.svg?.remove();
    this.svg = element("svg", { class: "film-layer", "aria-hidden": "true" }, place.querySelector(".svg-container"));
    Object.assign(this.svg.style, { left: `${xaxis._offset}px`, top: `${yaxis._offset}px` });
    this.svg.setAttribute("width", xaxis._length);
    this.svg.setAttribute("height", yaxis._length);
    const pale = place.data.filter((trace) => trace.meta === MARK);
    const seen = (at) => place._fullData[at]?.visible === true;
    this.curves = part.curves.map((at, i) => (seen(at) ? this.#curve(pale[i] ?? place.data[at], place._fullData[at].line) : () => {}));
    this.line = part.line !== null && seen(part.line) ? this.#line(place._fullData[part.line]) : null;
    this.measured = true;
  }

  #curve({ x, y }, { color, width, dash }) {
    const { xaxis, yaxis } = this.place._fullLayout;
    const points = x.map((value, i) => [xaxis.d2p(value), y[i] === null ? NaN : yaxis.d2p(y[i])]);
    const veil = element("svg", { height: yaxis._length }, this.svg);
    const dashes = (DASHES[dash] ?? []).map((part) => part * Math.max(width, 3));
    element("path", { d: path(points), fill: "none", "stroke-linejoin": "round", stroke: color, "stroke-width": width, "stroke-dasharray": dashes.join(" ") || "none" }, veil);
    const dot = element("circle", { r: 4.5, fill: color }, this.svg);
    return (epoch) => {
      const later = x.findIndex((value) => value > epoch);
      const from = Math.max(0, (later < 0 ? x.length : later) - 1), next = Math.min(from + 1, x.length - 1);
      // On a point itself there need be none after it.
      const share = Math.max(0, epoch - x[from]) / (x[next] - x[from] || 1);
      const [left, up] = points[from].map((value, i) => (share ? value + share * (points[next][i] - value) : value));
      veil.setAttribute("width", Math.max(0, left));
      dot.setAttribute("display", Number.isFinite(up) ? "inline" : "none");
      if (!Number.isFinite(up)) return;
      dot.setAttribute("cx", left);
      dot.setAttribute("cy", up);
    };
  }

  #line({ x, line: { color, width }, marker }) {
    const { xaxis, yaxis } = this.place._fullLayout;
    const across = Array.from(x, (value) => xaxis.d2p(value));
    const drawn = element("path", { fill: "none", "stroke-linejoin": "round", stroke: color, "stroke-width": width }, this.svg);
    const marks = element("path", { fill: color }, this.svg);
    const every = marker.maxdisplayed ? Math.ceil(across.length / SOME_MARKS) : 1, r = 0.65 * marker.size;
    let shown;
    return () => {
      const { reel } = this;
      if (reel.shown === shown) return;
      shown = reel.shown;
      const shot = reel.shots.get(shown);
      const points = shot?.length === across.length ? across.map((value, i) => [value, yaxis.d2p(shot[i])]) : [];
      drawn.setAttribute("d", path(points));
      const some = points.filter(([, up], i) => i % every === 0 && Number.isFinite(up));
      marks.setAttribute("d", some.map(([left, up]) => `M${left} ${up - r}l${r} ${r}l${-r} ${r}l${-r} ${-r}z`).join(""));
    };
  }

  end() {
    this.here = false;
    this.place.removeListener?.("plotly_afterplot", this.renew);
    this.svg?.remove();
  }
}

// A line through points, with a gap where there is none.
function path(points) {
  let gap = true, d = "";
  for (const [x, y] of points) {
    if (Number.isFinite(y)) d += `${gap ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    gap = !Number.isFinite(y);
  }
  return d;
}

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}
