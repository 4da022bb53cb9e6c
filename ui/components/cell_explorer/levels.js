// Above the cell: a layer as a grid of units, the network as its layers.

import { brief, full, percent, total } from "./numbers.js";
import { dressed, readable, setClass, setText, shade, shadeOf, svg } from "./cell.js";

const ROOM_FOR_VALUE = 24; // units, up to which each shows its number
const ROOM_FOR_NUMBER = 100; // units, up to which each shows which one it is

export function element(name, attributes = {}, parent = null, text = "") {
  return dressed(document.createElement(name), attributes, parent, text);
}

export class LayerDrawing {
  // choose(unit): a unit was chosen. look(unit): its number is asked for, by pointer or focus.
  constructor(stage, units, look, choose) {
    this.look = look;
    this.seen = null;
    const many = units > ROOM_FOR_NUMBER ? "crowd" : units <= ROOM_FOR_VALUE ? "few" : "many";
    this.root = element("div", { class: `units ${many}` });
    // As many columns as make the squares fill the stage.
    const columns = Math.ceil(Math.sqrt((units * stage.clientWidth) / Math.max(200, stage.clientHeight)));
    const most = Math.floor(stage.clientWidth / { few: 56, many: 34, crowd: 20 }[many]);
    this.columns = Math.ceil(units / Math.ceil(units / Math.max(1, Math.min(columns, most))));
    this.root.style.setProperty("--columns", this.columns);
    const row = stage.clientHeight / Math.ceil(units / this.columns) - 12;
    this.root.style.gridAutoRows = `${Math.min(88, Math.max({ few: 60, many: 36, crowd: 24 }[many], row))}px`;
    this.readout = element("p", { class: "readout" });
    this.buttons = Array.from({ length: units }, (_, unit) => {
      const button = element("button", { type: "button", class: "unit", "data-unit": unit + 1 }, this.root);
      if (many !== "crowd") element("b", {}, button, String(unit + 1));
      if (many === "few") button.value_ = element("span", {}, button);
      button.onclick = () => choose(unit);
      button.onpointerenter = button.onfocus = () => { this.seen = unit; this.#read(); };
      button.onkeydown = (event) => this.#walk(event, unit);
      return button;
    });
    stage.replaceChildren(this.root, this.readout);
  }

  show(values, place, shadeBy) {
    this.now = { values, place, shadeBy };
    const known = values.has(place);
    this.buttons.forEach((button, unit) => {
      const value = known || shadeBy === "hidden" ? values.get(shadeBy, { ...place, unit }) : 0;
      const ground = shadeOf(value, shadeBy, place.layer, values, this.look);
      button.style.background = ground;
      button.style.color = readable(ground);
      setClass(button, "chosen", unit === place.unit);
      if (button.value_) setText(button.value_, brief(value));
      button.tabIndex = unit === place.unit ? 0 : -1;
      button.setAttribute("aria-label", `Unit ${unit + 1}, ${this.look.letters[shadeBy]} ${brief(value)}`);
    });
    this.#read();
  }

  #read() {
    const { values, place, shadeBy } = this.now;
    const unit = this.seen ?? place.unit;
    if (!values.has(place) && shadeBy !== "hidden") return;
    setText(this.readout, `Unit ${unit + 1}: ${this.look.letters[shadeBy]} = ${full(values.get(shadeBy, { ...place, unit }))}`);
  }

  #walk(event, unit) {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns }[event.key];
    if (!by) return;
    this.buttons[unit + by]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}

function count(n, one) {
  return `${n} ${one}${n === 1 ? "" : "s"}`;
}

export class NetworkDrawing {
  // choose(layer): a layer was chosen. open(name): the prediction's formula is asked for.
  constructor(stage, values, look, choose, open) {
    this.look = look;
    this.root = element("div", { class: "network" });
    const input = this.#card("div", "Input x(t)", values.features);
    this.cards = [input];
    for (let layer = 0; layer < values.layers.length; layer++) {
      const card = this.#card("button", `Layer ${layer + 1}`, values.units);
      card.root.onclick = () => choose(layer);
      this.cards.push(card);
    }
    if (values.attention) this.#attention(values, open);
    this.prediction = this.#card("button", "Prediction ŷ", 0);
    this.prediction.root.dataset.node = "prediction";
    this.prediction.root.onclick = () => open("prediction");
    stage.replaceChildren(this.root);
  }

  #card(tag, title, many) {
    if (this.root.childElementCount) element("span", { class: "arrow", "aria-hidden": "true" }, this.root, "→");
    const root = element(tag, { class: "card" }, this.root);
    if (tag === "button") root.type = "button";
    element("b", {}, root, title);
    // A single number stands as itself.
    if (many < 2) return { root, cells: [], caption: element("span", { class: "one" }, root) };
    const columns = Math.ceil(Math.sqrt(many * 1.6));
    const grid = svg("svg", { viewBox: `0 0 ${columns} ${Math.ceil(many / columns)}`, "aria-hidden": "true" }, root);
    const cells = Array.from({ length: many }, (_, i) =>
      svg("rect", { x: (i % columns) + 0.05, y: Math.floor(i / columns) + 0.05, width: 0.9, height: 0.9, rx: 0.14 }, grid));
    return { root, cells, caption: element("span", {}, root) };
  }

  // One bar per step of the window: how much of its hidden state the prediction reads.
  #attention({ attention, steps }, open) {
    const { root, caption } = this.#card("button", "Attention a(t)", 0);
    root.dataset.node = "attention";
    root.onclick = () => open("attention");
    const chart = svg("svg", { viewBox: `0 0 ${steps} 40`, preserveAspectRatio: "none", class: "bars", "aria-hidden": "true" });
    root.insertBefore(chart, caption);
    caption.className = "";
    this.bars = Array.from(attention.weights, (weight, step) => {
      const height = Math.max(0.5, (40 * weight) / attention.most);
      return svg("rect", { x: step + 0.1, y: 40 - height, width: 0.8, height, fill: this.look.colors.hidden }, chart);
    });
    this.attention = caption;
  }

  #showAttention({ attention }, step) {
    this.bars.forEach((bar, i) => setClass(bar, "here", i === step));
    setText(this.attention, `step ${step + 1}: ${percent(attention.weights[step])}`);
  }

  show(values, { step }, text) {
    if (values.attention) this.#showAttention(values, step);
    this.cards.forEach((card, i) => {
      const row = values.inputs({ layer: i, step });
      card.cells.forEach((cell, j) => {
        cell.style.fill = i ? shadeOf(row[j], "hidden", i - 1, values, this.look) : shade(row[j] / values.mostInput, this.look.shades);
      });
      setText(card.caption, i ? count(values.units, "unit") : row.length === 1 ? brief(row[0]) : count(row.length, "feature"));
    });
    const answers = values.answersAt(step);
    setClass(this.prediction.root, "later", !answers);
    const [{ terms, bias }] = values.outputSum(step).parts;
    setText(this.prediction.caption, answers ? brief(total(terms) + bias) : "·");
    this.prediction.root.title = answers ? "" : text.notes.later;
  }
}
