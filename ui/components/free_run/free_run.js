// One free-running forecast, prediction by prediction: the window slides on, and what was predicted enters it.

import { CONFIG, oneStop } from "../live/drawing.js";
import { plotly } from "../plotly.js";

const WHOLE = 15_000; // milliseconds that a whole play takes at most
const SLOWEST = 500, FASTEST = 90; // milliseconds per prediction

class FreeRun {
  constructor(parent) {
    this.find = (selector) => parent.querySelector(selector);
    this.chart = this.find(".free-run-chart");
    this.range = this.find("input");
    this.range.oninput = () => { this.pause(); this.go(Number(this.range.value)); };
    this.find(".play").onclick = () => (this.timer ? this.pause() : this.play());
  }

  // A redraw of the page with the same forecast leaves the learner where they are.
  take(data) {
    this.chart.setAttribute("aria-label", data.alt);
    this.chart.style.height = `${data.height}px`;
    const { figure, ...path } = data;
    const same = this.path === JSON.stringify(path);
    this.path = JSON.stringify(path);
    this.data = data;
    if (!same) {
      this.pause();
      this.step = data.steps;
    }
    this.range.max = data.steps;
    const layout = { ...figure.layout, height: data.height };
    // On a touch screen a finger on a chart scrolls the page.
    if (matchMedia("(hover: none)").matches) layout.dragmode = false;
    this.queue((Plotly) => Plotly.react(this.chart, figure.data, layout, CONFIG).then(() => oneStop(this.chart)));
    this.go(this.step);
  }

  // One drawing after the other: Plotly breaks when one cuts into another.
  queue(draw) {
    this.drawing = Promise.resolve(this.drawing).then(plotly).then((Plotly) => this.chart.isConnected && draw(Plotly));
  }

  play() {
    if (this.step === this.data.steps) this.go(1);
    this.find(".play").textContent = "Pause";
    // While it plays, a screen reader would never come to rest.
    this.find("output").setAttribute("aria-live", "off");
    const wait = Math.min(SLOWEST, Math.max(FASTEST, WHOLE / this.data.steps));
    this.timer = setInterval(() => {
      this.go(this.step + 1);
      if (this.step === this.data.steps) this.pause();
    }, wait);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.find(".play").textContent = "Play";
    this.find("output").setAttribute("aria-live", "polite");
  }

  // Show the window that prediction `step`, counted from 1, is made from.
  go(step) {
    this.step = step;
    const { x, y, window, moving, words } = this.data;
    const predicted = Math.min(step - 1, window), end = window + step;
    const first = end - 1 - window, known = window - predicted;
    const part = (from, to) => ({ x: x.slice(from, to), y: y.slice(from, to) });
    const marks = [part(first, first + known), part(first + known, end - 1), part(window, end), part(end - 1, end)];
    this.queue((Plotly) => Plotly.restyle(
      this.chart, { x: marks.map((mark) => mark.x), y: marks.map((mark) => mark.y) }, moving,
    ));
    this.range.value = step;
    const numbers = { step, steps: this.data.steps, predicted, known, share: Math.round(100 * predicted / window) };
    const told = words.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
    this.find("output").textContent = told;
    this.range.setAttribute("aria-valuetext", told);
  }

  end() {
    this.pause();
    this.queue(() => {});
    this.drawing.then(() => window.Plotly?.purge(this.chart));
  }
}

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".free-run");
  place.player ??= new FreeRun(parentElement);
  place.player.take(data);
  return () => place.player.end();
}
