// Charts that are drawn in place: by Plotly.react, which keeps zoom and legend, one after the other, and only where
// somebody sees them.
import { plotly } from "../plotly.js";

// Nothing that a learner draws is offered to another host.
export const CONFIG = { displaylogo: false, responsive: true, showSendToCloud: false };

// Notes whether the learner sees the chart, and draws what it missed meanwhile.
function watch(place) {
  if (place.sight) return;
  const sight = (place.sight = { away: false, missed: null });
  sight.observer = new IntersectionObserver(([entry]) => {
    sight.away = !entry.isIntersecting;
    if (sight.away || !sight.missed) return;
    place.drawing = place.drawing.then(sight.missed);
    sight.missed = null;
  });
  sight.observer.observe(place);
}

// Margins that never shrink while the chart keeps its width: labels of another length would move the picture, and
// Plotly would draw it twice.
function roomy(place, margin = {}) {
  const taken = place._fullLayout?._size;
  const same = place.room === place.clientWidth;
  place.room = place.clientWidth;
  if (!taken || !same) return margin;
  return Object.fromEntries(["l", "r", "t", "b"].map((side) => [side, Math.max(margin[side] ?? 0, taken[side])]));
}

// Pixels of type and of lines that are read from the last row, and of the lowest chart that has room for them; marks grow.
const LARGE = 20, THICK = 3, LOWEST = 280, GROWN = 1.5;

const type = (font) => ({ ...font, size: Math.max(LARGE, font?.size ?? 0) });

// A figure in the presenter's look.
function large({ data, layout }) {
  const axes = Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name));
  const title = (one) => (one?.text ? { ...one, font: type(one.font) } : one);
  const grown = {
    font: type(layout.font), annotations: layout.annotations?.map((note) => ({ ...note, font: type(note.font) })),
    ...Object.fromEntries(axes.map((name) => [name, { ...layout[name], tickfont: type(layout[name].tickfont), title: title(layout[name].title) }])),
  };
  const thick = (trace) => ({
    ...trace,
    // The edge of a band is no line.
    ...(trace.line && trace.line.width !== 0 && { line: { ...trace.line, width: Math.max(THICK, trace.line.width ?? 0) } }),
    ...(typeof trace.marker?.size === "number" && { marker: { ...trace.marker, size: GROWN * trace.marker.size } }),
  });
  return { data: data.map((trace) => (trace.type === "scatter" ? thick(trace) : trace)), layout: { ...layout, ...grown } };
}

function draw(place, wanted, asked) {
  const presents = window.labPresent?.on;
  const figure = presents ? large(wanted) : wanted, height = presents ? Math.max(LOWEST, asked) : asked;
  place.style.height = `${height}px`;
  // What a cursor that moves leaves alone: where only the shapes are others, drawing them takes a tenth of the time.
  const { shapes = [], ...rest } = figure.layout;
  const still = JSON.stringify([figure.data, rest, height]);
  return (Plotly) => {
    if (!place.isConnected || place.wanted !== wanted) return;
    const marks = JSON.stringify(shapes);
    const moved = place.marks !== marks;
    place.marks = marks;
    if (place.still === still) return moved && Plotly.relayout(place, { shapes });
    place.still = still;
    const layout = { uirevision: "stay", ...figure.layout, height };
    layout.margin = roomy(place, layout.margin);
    // On a touch screen a finger on a chart scrolls the page.
    if (matchMedia("(hover: none)").matches) layout.dragmode = false;
    return Plotly.react(place, figure.data, layout, CONFIG).then(() => oneStop(place));
  };
}

// One stop for the keyboard in a chart's tool bar: arrows walk on from there.
export function oneStop(place) {
  const bar = place.querySelector(".modebar");
  const tools = [...(bar?.querySelectorAll(".modebar-btn") ?? [])];
  if (!tools.length) return;
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Tools of the chart");
  const here = tools.find((tool) => tool.tabIndex === 0 && tool === document.activeElement) ?? tools[0];
  tools.forEach((tool) => (tool.tabIndex = tool === here ? 0 : -1));
  bar.onkeydown = ({ key }) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const next = by && tools[tools.indexOf(document.activeElement) + by];
    if (!next) return;
    tools.forEach((tool) => (tool.tabIndex = tool === next ? 0 : -1));
    next.focus();
  };
}

// Draws a figure in an element; the newest one wins.
export function show(place, figure, height, alt) {
  watch(place);
  place.unhear?.();
  place.unhear = window.labPresent?.hear(() => show(place, figure, height, alt));
  // A newer redraw may overtake one that still waits for plotly.js.
  place.wanted = figure;
  const drawn = draw(place, figure, height);
  // One drawing after the other, and the purge after the last: Plotly breaks when one cuts into another.
  place.drawing = Promise.resolve(place.drawing).then(plotly).then((Plotly) => {
    if (place.wanted === figure) place.setAttribute("aria-label", alt);
    // Once drawn, a chart that nobody sees waits until it is scrolled to: the others answer sooner. In a closed tab it
    // has no width to be drawn in.
    if ((place.still && place.sight.away) || !place.clientWidth) place.sight.missed = () => drawn(Plotly);
    else return drawn(Plotly);
  });
}

// Tells which point of a chart is clicked, once the chart is drawn.
export function answer(place, tell) {
  place.drawing = place.drawing.then(() => {
    if (!place.removeAllListeners) return;
    place.removeAllListeners("plotly_click");
    place.on("plotly_click", ({ points: [point] }) => tell({ x: point.x, y: point.y, name: point.data.name ?? "" }));
  });
}

const RESTS = 80; // milliseconds between two moves of a mark: several charts move at the same time

// Other shapes over what is drawn, and nothing else of the chart; the newest win. A chart that nobody sees stays.
export function remark(place, shapes) {
  const waits = Boolean(place.shapes);
  place.shapes = shapes;
  if (waits) return;
  place.drawing = Promise.resolve(place.drawing).then(() => new Promise((done) => setTimeout(done, RESTS))).then(() => {
    const newest = place.shapes;
    place.shapes = null;
    if (!place.still || !place.isConnected || place.sight.away) return;
    place.marks = JSON.stringify(newest);
    return window.Plotly.relayout(place, { shapes: newest });
  });
}

// The element leaves the page.
export function end(place) {
  place.unhear?.();
  return Promise.resolve(place.drawing).then(() => window.Plotly?.purge(place));
}
