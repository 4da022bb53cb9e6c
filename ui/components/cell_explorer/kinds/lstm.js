// The LSTM cell as data; `kinds.js` says what each entry means.

export const LSTM = {
  names: ["forget", "input", "candidate", "output", "cell", "hidden"],
  blocks: ["input", "forget", "candidate", "output"],
  openings: ["forget", "input", "output"],
  shades: ["cell", "hidden", "forget", "input", "candidate", "output"],
  tells: ["forget", "input", "candidate", "output", "cell", "hidden"],
  memory: "cell",
  operations: 4,
  guides: {
    wide: {
      height: 440,
      x: { left: 56, forget: 206, input: 338, middle: 398, candidate: 458, output: 606, right: 724 },
      y: { road: 44, squash: 100, meet: 150, show: 178, gate: 262, previous: 356, x: 408 },
    },
    narrow: {
      height: 470,
      x: { left: 32, forget: 116, input: 188, middle: 223, candidate: 258, output: 328, right: 388 },
      y: { road: 36, squash: 96, meet: 150, show: 178, gate: 276, previous: 382, x: 440 },
    },
  },
  nodes: {
    x: { shape: "pill", at: ["left", "x"], meaning: "data", label: "x(t)", strip: true, operation: 0 },
    previous: { shape: "pill", at: ["left", "previous"], meaning: "hidden", label: "h(t−1)", strip: true, operation: 0, recalls: true },
    before: { shape: "pill", at: ["left", "road"], meaning: "cell", label: "C(t−1)", operation: 0, recalls: true },
    forget: { shape: "gate", at: ["forget", "gate"], meaning: "forget", sign: "σ", operation: 1, recalls: true },
    kept: { shape: "ring", at: ["forget", "road"], meaning: "cell", label: "⊙", operation: 1, recalls: true },
    input: { shape: "gate", at: ["input", "gate"], meaning: "input", sign: "σ", operation: 2, recalls: true },
    candidate: { shape: "gate", at: ["candidate", "gate"], meaning: "candidate", sign: "{g}", centred: true, operation: 2, recalls: true },
    added: { shape: "ring", at: ["middle", "meet"], meaning: "candidate", label: "⊙", operation: 2 },
    cell: { shape: "ring", at: ["middle", "road"], meaning: "cell", label: "+", operation: 3, recalls: true },
    squashed: { shape: "ring", at: ["output", "squash"], meaning: "cell", label: "{g}", wide: true, operation: 4 },
    output: { shape: "gate", at: ["output", "gate"], meaning: "output", sign: "σ", operation: 4, recalls: true },
    hidden: { shape: "ring", at: ["output", "show"], meaning: "hidden", label: "⊙", operation: 4 },
    cellEnd: { shape: "pill", at: ["right", "road"], meaning: "cell", label: "C(t)", shows: "cell", operation: 3 },
    hiddenEnd: { shape: "pill", at: ["right", "show"], meaning: "hidden", label: "h(t)", shows: "hidden", operation: 4 },
  },
  wires: [
    { value: "before", meaning: "cell", full: "cell", from: "before.right", to: "kept.left" },
    { value: "kept", meaning: "cell", full: "cell", from: "kept.right", to: "cell.left", label: "above" },
    { value: "cell", meaning: "cell", full: "cell", from: "cell.right", to: "cellEnd.left" },
    { value: "forget", meaning: "forget", full: 1, from: "forget.top", to: "kept.bottom" },
    { value: "input", meaning: "input", full: 1, from: "input.top", to: "added.left" },
    { value: "candidate", meaning: "candidate", full: "candidate", from: "candidate.top", to: "added.right" },
    { value: "added", meaning: "candidate", full: "cell", from: "added.top", to: "cell.bottom", label: "right" },
    { value: "cell", meaning: "cell", full: "cell", from: ["output", "road"], to: "squashed.top" },
    { value: "squashed", meaning: "cell", full: "hidden", from: "squashed.bottom", to: "hidden.top", label: "left" },
    { value: "output", meaning: "output", full: 1, from: "output.top", to: "hidden.bottom" },
    { value: "hidden", meaning: "hidden", full: "hidden", from: "hidden.right", to: "hiddenEnd.left" },
  ],
  roads: [
    { letter: "x", from: "x", side: 1, meaning: "data", feeds: { forget: "forget", input: "input", candidate: "candidate", output: "output" } },
    { letter: "h", from: "previous", side: -1, meaning: "hidden", feeds: { forget: "forget", input: "input", candidate: "candidate", output: "output" } },
  ],
  sums: {
    forget: { block: "forget", around: "σ", parts: [{ read: "xh", rows: [0], b: "b" }] },
    input: { block: "input", around: "σ", parts: [{ read: "xh", rows: [0], b: "b" }] },
    candidate: { block: "candidate", around: "g", parts: [{ read: "xh", rows: [0], b: "b" }] },
    output: { block: "output", around: "σ", parts: [{ read: "xh", rows: [0], b: "b" }] },
  },
  derived(now, g) {
    const squashed = g(now.cell);
    return { kept: now.forget * now.before, added: now.input * now.candidate, squashed, own: now.output * squashed };
  },
  formulas: {
    kept: { symbols: "f · C(t−1)", of: ["forget", "before"], result: ([f, c]) => f * c, write: "{0} · {1}" },
    added: { symbols: "i · c", of: ["input", "candidate"], result: ([i, c]) => i * c, write: "{0} · {1}" },
    cell: {
      symbols: "C(t) = f · C(t−1) + i · c", of: ["forget", "before", "input", "candidate"],
      result: ([f, before, i, c]) => f * before + i * c, write: "{0} · {1} + {2} · {3}",
    },
    squashed: { symbols: "{g}(C(t))", of: ["cell"], result: ([c], g) => g(c), write: "{g}({0})" },
    hidden: { symbols: "h(t) = o · {g}(C(t))", of: ["output", "cell"], result: ([o, c], g) => o * g(c), write: "{0} · {g}({1})" },
  },
};
