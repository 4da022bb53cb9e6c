// The message as numbers: every gate, unit and step of one window, and the weights behind them.

import { KINDS } from "./kinds.js";
import { subscript } from "./numbers.js";

const sigmoid = (z) => 0.5 * (1 + Math.tanh(0.5 * z));
const ACTIVATIONS = { tanh: Math.tanh, relu: (z) => Math.max(0, z), sigmoid };

function unpack(packed) {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}

// Steps, units and layers count from 0 here, and from 1 in everything that is shown.
export class Values {
  constructor(data) {
    this.data = data;
    this.kind = KINDS[data.cell];
    this.units = data.units;
    this.steps = data.steps;
    this.x = unpack(data.x);
    this.features = this.x.length / data.steps;
    this.layers = data.layers.map((packed) =>
      Object.fromEntries(Object.entries(packed).map(([name, text]) => [name, unpack(text)])));
    this.dense = unpack(data.dense.kernel);
    this.mostInput = largest(this.x) || 1;
    this.scales = this.layers.map((layer) => Object.fromEntries(this.kind.names.map((name) =>
      [name, this.kind.openings.includes(name) ? 1 : largest(layer[name] ?? [])])));
    this.attention = data.attention && new Attention(this, data.attention);
  }

  // A large network arrives piece by piece.
  has({ layer }) {
    return this.kind.names.every((name) => name in this.layers[layer]);
  }

  hasWeights({ layer, unit }) {
    return "kernel" in this.layers[layer] && (this.data.only ?? unit) === unit;
  }

  get(name, { layer, unit, step }) {
    return this.layers[layer][name][step * this.units + unit];
  }

  // Largest size of a value in this layer and window, so that widths and shades compare.
  scale(name, layer) {
    return this.scales[layer][name] || 1;
  }

  // The end of a value's colour scale, that of the page's heat maps: openings go from 0 to 1, all else as far below 0 as
  // above it and never less than 1, the candidate and the hidden state alike.
  span(name, layer) {
    const { names, openings } = this.kind;
    if (openings.includes(name)) return 1;
    const alike = name === "cell" ? ["cell"] : names.filter((other) => other !== "cell" && !openings.includes(other));
    return Math.max(1, ...alike.map((other) => this.scale(other, layer)));
  }

  startsEmpty(step) {
    return step === 0 || step === this.data.changed.reset;
  }

  before(place) {
    return this.startsEmpty(place.step) ? 0 : this.get(this.kind.memory, { ...place, step: place.step - 1 });
  }

  inputs({ layer, step }) {
    if (layer > 0) return this.hiddenRow(layer - 1, step);
    return this.x.subarray(step * this.features, (step + 1) * this.features);
  }

  previous({ layer, step }) {
    return this.startsEmpty(step) ? new Float32Array(this.units) : this.hiddenRow(layer, step - 1);
  }

  hiddenRow(layer, step) {
    return this.layers[layer].hidden.subarray(step * this.units, (step + 1) * this.units);
  }

  // The sign that the cell activation goes by.
  get g() {
    return this.data.activation === "sigmoid" ? "σ" : this.data.activation;
  }

  // The function round a sum: "σ", "g" for the cell activation, "" for none.
  activation(around) {
    return { "σ": sigmoid, g: ACTIVATIONS[this.data.activation], "": (z) => z }[around];
  }

  isClamped(gate, { layer, unit }) {
    return this.data.changed.clamps.some(([l, u, kind]) => l === layer && (u ?? unit) === unit && kind === gate);
  }

  isSilenced({ layer, unit }) {
    return this.data.changed.silenced.some(([l, u]) => l === layer && u === unit);
  }

  // Where the weights of one block of a unit stand in a row of weights, and how long a row is.
  #column(block, unit) {
    const { blocks } = this.kind;
    const at = blocks.indexOf(block);
    return this.data.only === null ? [at * this.units + unit, blocks.length * this.units] : [at, blocks.length];
  }

  // What is read as "x" or "h", and the weights it meets.
  #read(letter, place) {
    const { kernel, recurrent } = this.layers[place.layer];
    return letter === "x" ? [this.inputs(place), kernel] : [this.previous(place), recurrent];
  }

  // What x or h adds to a block of weights: a number.
  part(letter, block, place) {
    const [column, width] = this.#column(block, place.unit);
    const [row, weights] = this.#read(letter, place);
    let sum = 0;
    for (let i = 0; i < row.length; i++) sum += row[i] * weights[i * width + column];
    return sum;
  }

  // The same, input by input: [{ name, source, weight, value }].
  #terms(letter, block, place) {
    const [column, width] = this.#column(block, place.unit);
    const [row, weights] = this.#read(letter, place);
    const name = letter === "x" ? (i) => this.inputName(place.layer, i) : (i) => `h${subscript(i + 1)}(t−1)`;
    return Array.from(row, (value, i) => ({ name: name(i), source: letter, weight: weights[i * width + column], value }));
  }

  bias(block, rows, { layer, unit }) {
    const [column, width] = this.#column(block, unit);
    return rows.reduce((sum, row) => sum + this.layers[layer].bias[row * width + column], 0);
  }

  // A sum of the kind term by term: { around, parts: [{ terms, bias, b, times }] }.
  sum(name, place) {
    const { block, around, parts } = this.kind.sums[name];
    return {
      around,
      parts: parts.map(({ read, rows, b, times }) => ({
        terms: [...read].flatMap((letter) => this.#terms(letter, block, place)),
        bias: this.bias(block, rows, place), b, times, by: times ? this.get(times, place) : 1,
      })),
    };
  }

  // What a sum comes to after its activation, whatever is held.
  ofSum(name, place) {
    const { block, around, parts } = this.kind.sums[name];
    let z = 0;
    for (const { read, rows, times } of parts) {
      const inner = [...read].reduce((sum, letter) => sum + this.part(letter, block, place), this.bias(block, rows, place));
      z += (times ? this.get(times, place) : 1) * inner;
    }
    return this.activation(around)(z);
  }

  inputName(layer, i) {
    return layer > 0 ? `h${subscript(i + 1)} layer ${layer}` : this.data.features[i] ?? `x${subscript(i + 1)}`;
  }

  // Whether the output layer reads at this step: at the last one, or at every one.
  answersAt(step) {
    return this.data.every_step || step === this.steps - 1;
  }

  // The prediction of the first output, scaled: from the last layer where it answers, and the context before it.
  outputSum(step) {
    const row = this.hiddenRow(this.layers.length - 1, this.answersAt(step) ? step : this.steps - 1);
    const context = this.attention ? this.attention.context() : [];
    const read = [
      ...Array.from(context, (value, i) => ({ name: `context${subscript(i + 1)}`, source: "context", value })),
      ...Array.from(row, (value, i) => ({ name: `h${subscript(i + 1)}${this.attention ? "(T)" : ""}`, source: "h", value })),
    ];
    const terms = read.map((term, i) => ({ ...term, weight: this.dense[i] }));
    return { around: "", parts: [{ terms, bias: this.data.dense.bias, b: "b", by: 1 }] };
  }

  // Everything that the drawing of a cell shows, by name; what needs weights that are not there yet is not a number.
  cell(place) {
    const key = [place.layer, place.unit, place.step].join();
    if (this.last?.key === key) return this.last.now;
    const { names, blocks, sums, derived } = this.kind;
    const now = { before: this.before(place) };
    for (const name of names) now[name] = this.get(name, place);
    if (this.hasWeights(place)) {
      for (const block of blocks) {
        for (const letter of "xh") now[`${letter}>${block}`] = this.part(letter, block, place);
        now[`b>${block}`] = this.bias(block, [0], place);
      }
      for (const name in sums) now[name] ??= this.ofSum(name, place);
    }
    Object.assign(now, derived(now, this.activation("g")));
    this.last = { key, now };
    return now;
  }
}

// How much of each step's hidden state the prediction reads besides the last: softmax of s · h(T)·h(t).
class Attention {
  constructor(values, { weights, scale }) {
    this.values = values;
    this.weights = unpack(weights);
    this.scale = scale;
    this.most = largest(this.weights) || 1;
  }

  #row(step) {
    return this.values.hiddenRow(this.values.layers.length - 1, step);
  }

  // h(T)·h(t)
  product(step) {
    const last = this.#row(this.values.steps - 1);
    return this.#row(step).reduce((sum, value, i) => sum + value * last[i], 0);
  }

  // s · h(T)·h(t)
  scores() {
    return Array.from(this.weights, (_, step) => this.scale * this.product(step));
  }

  // The average of all hidden states of the last layer by these weights.
  context() {
    if (this.average) return this.average;
    const sum = new Float64Array(this.values.units);
    this.weights.forEach((weight, step) => this.#row(step).forEach((value, i) => { sum[i] += weight * value; }));
    this.average = sum;
    return sum;
  }
}

function largest(values) {
  let found = 0;
  for (const value of values) if (Math.abs(value) > found) found = Math.abs(value);
  return found;
}
