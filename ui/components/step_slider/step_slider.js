// The page's slider over the steps of a window, with the step as a number to type. It shares its place with an explorer:
// each moves with the other at once, and the page hears of it at rest.

import { accompany, standing, steer } from "../cell_explorer/places.js";
import { fill } from "../cell_explorer/numbers.js";

const REST = 400; // milliseconds without a move after which the server hears of the new step
const instances = new WeakMap();

class StepSlider {
  constructor(parent, key) {
    const find = (selector) => parent.querySelector(selector);
    this.label = find(".label");
    this.range = find(".range");
    this.number = find(".number");
    this.refused = find(".refused");
    this.key = key;
    this.range.oninput = () => this.#choose(this.range.valueAsNumber - 1);
    this.number.oninput = () => { this.typing = true; };
    this.number.onchange = () => this.#take();
    // A number that is typed and not yet taken stays; while it is moved by its arrows, it is taken at once.
    this.number.onkeydown = (event) => { if (event.key === "Escape") this.#show(this.step); };
    this.leave = accompany(key, (step) => this.#show(step));
  }

  update(data, send) {
    this.data = data;
    this.send = send;
    this.label.textContent = data.label;
    this.range.setAttribute("aria-label", data.label);
    this.number.setAttribute("aria-label", `Number: ${data.label}`);
    for (const field of [this.range, this.number]) field.max = data.steps;
    if (this.timer) return; // a hand is further than this redraw
    this.#show(Math.min(standing(this.key, data.step), data.steps - 1), { kept: this.typing });
  }

  #show(step, { kept = false } = {}) {
    this.step = step;
    this.range.value = step + 1;
    this.range.setAttribute("aria-valuetext", `step ${step + 1} of ${this.data.steps}`);
    this.range.style.setProperty("--share", this.data.steps > 1 ? step / (this.data.steps - 1) : 1);
    if (kept) return;
    this.typing = false;
    this.number.value = step + 1;
  }

  #take() {
    const typed = this.number.valueAsNumber;
    const fits = Number.isInteger(typed) && typed >= 1 && typed <= this.data.steps;
    const empty = this.number.value === "" && !this.number.validity.badInput;
    this.refused.textContent = fits || empty ? "" : fill(this.data.refused, { typed: this.number.value || "This", value: this.step + 1 });
    if (fits) this.#choose(typed - 1);
    else this.#show(this.step);
  }

  #choose(step) {
    this.refused.textContent = "";
    this.#show(step);
    clearTimeout(this.timer);
    this.timer = null;
    // Where no explorer stands on the page, nobody else tells it.
    if (!steer(this.key, step)) this.timer = setTimeout(() => { this.timer = null; this.send(step); }, REST);
  }

  destroy() {
    clearTimeout(this.timer);
    this.leave();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let slider = instances.get(parentElement);
  if (!slider) {
    slider = new StepSlider(parentElement, data.key);
    instances.set(parentElement, slider);
  }
  slider.update(data, (step) => setTriggerValue("pick", step));
  return () => {
    slider.destroy();
    instances.delete(parentElement);
  };
}
