// The SimpleRNN cell as data; `kinds.js` says what each entry means.

export const RNN = {
  names: ["hidden"],
  blocks: ["sum"],
  openings: [],
  shades: ["hidden"],
  tells: ["sum", "squashed", "hidden"],
  memory: "hidden",
  operations: 3,
  guides: {
    wide: {
      height: 280,
      x: { left: 56, sum: 300, squashed: 510, right: 724 },
      y: { bias: 40, road: 122, x: 226 },
    },
    narrow: {
      height: 300,
      x: { left: 32, sum: 150, squashed: 264, right: 388 },
      y: { bias: 40, road: 136, x: 250 },
    },
  },
  nodes: {
    x: { shape: "pill", at: ["left", "x"], meaning: "data", label: "x(t)", strip: true, operation: 0 },
    previous: { shape: "pill", at: ["left", "road"], meaning: "hidden", label: "h(t−1)", strip: true, operation: 0, recalls: true },
    sum: { shape: "ring", at: ["sum", "road"], meaning: "data", label: "+", operation: 1, recalls: true },
    squashed: { shape: "gate", at: ["squashed", "road"], meaning: "hidden", letter: "{g}", centred: true, full: "hidden", operation: 2 },
    hidden: { shape: "pill", at: ["right", "road"], meaning: "hidden", label: "h(t)", operation: 3 },
  },
  wires: [
    { value: "x>sum", meaning: "data", full: 4, from: "x.right", to: "sum.bottom", label: "right" },
    { value: "h>sum", meaning: "hidden", full: 4, from: "previous.right", to: "sum.left", label: "above" },
    { value: "b>sum", meaning: "muted", full: 4, from: ["sum", "bias"], to: "sum.top", label: "right", prefix: "b " },
    { value: "sum", meaning: "data", full: 4, from: "sum.right", to: "squashed.left", label: "above" },
    { value: "squashed", meaning: "hidden", full: "hidden", from: "squashed.right", to: "hidden.left" },
  ],
  roads: [],
  sums: { sum: { block: "sum", around: "", parts: [{ read: "xh", rows: [0], b: "b" }] } },
  derived(now, g) {
    const squashed = g(now.sum);
    return { squashed, own: squashed };
  },
  formulas: {
    squashed: { symbols: "{g}(sum)", of: ["sum"], result: ([z], g) => g(z), write: "{g}({0})" },
    hidden: { symbols: "h(t) = {g}(W·x(t) + U·h(t−1) + b)", of: ["sum"], result: ([z], g) => g(z), write: "{g}({0})" },
  },
};
