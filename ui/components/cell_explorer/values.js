// The message as numbers: every gate, unit and step of one window, and the weights behind them.

const GATES = ["forget", "input", "candidate", "output"];
// The gates' order in Keras' kernels.
const COLUMN = { input: 0, forget: 1, candidate: 2, output: 3 };
const ACTIVATIONS = {
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  sigmoid: (z) => 0.5 * (1 + Math.tanh(0.5 * z)),
};

function unpack(packed) {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}

// Steps, units and layers count from 0 here, and from 1 in everything that is shown.
class Values {
  constructor(data) {
    this.data = data;
    this.units = data.units;
    this.steps = data.steps;
    this.x = unpack(data.x);
    this.features = this.x.length / data.steps;
    this.layers = data.layers.map((packed) =>
      Object.fromEntries(Object.entries(packed).map(([name, text]) => [name, unpack(text)])));
    this.dense = unpack(data.dense.kernel);
    this.mostInput = largest(this.x) || 1;
    this.scales = this.layers.map((layer) => ({
      cell: largest(layer.cell ?? []), candidate: largest(layer.candidate ?? []), hidden: largest(layer.hidden),
      forget: 1, input: 1, output: 1,
    }));
  }

  // A large network arrives piece by piece.
  has({ layer }) {
    return "cell" in this.layers[layer];
  }

  hasWeights({ layer, unit }) {
    return "kernel" in this.layers[layer] && (this.data.only ?? unit) === unit;
  }

  get(kind, { layer, unit, step }) {
    return this.layers[layer][kind][step * this.units + unit];
  }

  // Largest size of a kind of value in this layer and window, so that widths and shades compare.
  scale(kind, layer) {
    return this.scales[layer][kind] || 1;
  }

  startsEmpty(step) {
    return step === 0 || step === this.data.changed.reset;
  }

  before(place) {
    return this.startsEmpty(place.step) ? 0 : this.get("cell", { ...place, step: place.step - 1 });
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

  // The cell activation, and the sign it goes by.
  squash(z) {
    return ACTIVATIONS[this.data.activation](z);
  }

  get g() {
    return this.data.activation === "sigmoid" ? "σ" : this.data.activation;
  }

  activation(gate) {
    return ACTIVATIONS[gate === "candidate" ? this.data.activation : "sigmoid"];
  }

  isClamped(gate, { layer, unit }) {
    return this.data.changed.clamps.some(([l, u, kind]) => l === layer && (u ?? unit) === unit && kind === gate);
  }

  isSilenced({ layer, unit }) {
    return this.data.changed.silenced.some(([l, u]) => l === layer && u === unit);
  }

  // What each input adds to a gate before its activation: [{ name, source, weight, value }], and the bias.
  terms(gate, place) {
    const { kernel, recurrent, bias } = this.layers[place.layer];
    const whole = this.data.only === null;
    const width = whole ? 4 * this.units : 4;
    const column = whole ? COLUMN[gate] * this.units + place.unit : COLUMN[gate];
    const read = (values, weights, source, name) => Array.from(values, (value, i) =>
      ({ name: name(i), source, weight: weights[i * width + column], value }));
    return {
      bias: bias[column],
      terms: [
        ...read(this.inputs(place), kernel, "x", (i) => this.inputName(place.layer, i)),
        ...read(this.previous(place), recurrent, "h", (i) => `h${subscript(i + 1)}(t−1)`),
      ],
    };
  }

  inputName(layer, i) {
    return layer > 0 ? `h${subscript(i + 1)} layer ${layer}` : this.data.features[i] ?? `x${subscript(i + 1)}`;
  }

  // The prediction of the first output, scaled: from the last step of the last layer.
  outputTerms() {
    const row = this.hiddenRow(this.layers.length - 1, this.steps - 1);
    return {
      bias: this.data.dense.bias,
      terms: Array.from(row, (value, i) => ({ name: `h${subscript(i + 1)}`, source: "h", weight: this.dense[i], value })),
    };
  }

  // Everything that the drawing of a cell shows, by the name of its node or wire.
  cell(place) {
    const now = Object.fromEntries([...GATES, "cell", "hidden"].map((kind) => [kind, this.get(kind, place)]));
    const before = this.before(place);
    const shown = { ...now, before, kept: now.forget * before, added: now.input * now.candidate, squashed: this.squash(now.cell) };
    if (!this.hasWeights(place)) return shown;
    for (const gate of GATES) {
      const { terms } = this.terms(gate, place);
      shown[`x>${gate}`] = total(terms.filter((t) => t.source === "x"));
      shown[`h>${gate}`] = total(terms.filter((t) => t.source === "h"));
    }
    return shown;
  }
}

function total(terms) {
  return terms.reduce((sum, { weight, value }) => sum + weight * value, 0);
}

function largest(values) {
  let found = 0;
  for (const value of values) if (Math.abs(value) > found) found = Math.abs(value);
  return found;
}
