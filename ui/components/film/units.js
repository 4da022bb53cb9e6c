// A network's units over the epochs, as the server tells of them (`ui/web/units.py`).

import { bytes } from "../live/road.js";

const GAP = 255, ZERO = 127;

// Places of one byte and the largest size of each row → rows of numbers; NaN where one is not finite.
function rows(text, sizes) {
  const places = new Uint8Array(bytes(text)), most = new Float32Array(bytes(sizes)), size = places.length / most.length;
  return Array.from(most, (end, row) =>
    Array.from(places.subarray(row * size, (row + 1) * size), (place) => (place === GAP ? NaN : ((place - ZERO) / ZERO) * end)),
  );
}

// Epoch → { states and signs of each layer, weights into the first layer and out of the last where they are drawn }.
export function unitsOf({ epochs, states, most, signs, into, into_most: intoMost, out, out_most: outMost }) {
  const all = rows(states, most), counts = new Uint16Array(bytes(signs)), layers = all.length / epochs.length;
  const kernels = into && [rows(into, intoMost), rows(out, outMost)];
  const one = (at) => {
    const own = [...Array(layers).keys()].map((layer) => at * layers + layer);
    return {
      states: own.map((row) => all[row]), signs: own.map((row) => [counts[2 * row], counts[2 * row + 1]]),
      into: kernels?.[0][at], out: kernels?.[1][at],
    };
  };
  return new Map(epochs.map((epoch, at) => [epoch, one(at)]));
}

// At each step of the window: the states of each layer.
export function stepsOf({ steps, steps_most: most }, layers) {
  const all = rows(steps, most);
  return [...Array(all.length / layers).keys()].map((step) => all.slice(step * layers, (step + 1) * layers));
}
