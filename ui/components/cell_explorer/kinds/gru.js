// The GRU cell as data, the reset gate after the product as Keras does it; `kinds.js` says what each entry means.

export const GRU = {
  names: ["update", "reset", "candidate", "hidden"],
  blocks: ["update", "reset", "candidate"],
  openings: ["update", "reset"],
  shades: ["hidden", "update", "reset", "candidate"],
  tells: ["update", "reset", "candidate", "hidden"],
  memory: "hidden",
  operations: 3,
  guides: {
    wide: {
      height: 512,
      x: { left: 56, update: 196, flipped: 306, reset: 366, middle: 436, told: 536, candidate: 562, right: 724 },
      y: { road: 44, meet: 122, candidate: 212, gate: 304, recalled: 366, previous: 430, x: 480 },
    },
    narrow: {
      height: 520,
      x: { left: 32, update: 106, flipped: 162, reset: 188, middle: 240, told: 272, candidate: 296, right: 388 },
      y: { road: 36, meet: 112, candidate: 206, gate: 300, recalled: 362, previous: 430, x: 488 },
    },
  },
  nodes: {
    x: { shape: "pill", at: ["left", "x"], meaning: "data", label: "x(t)", strip: true, operation: 0 },
    previous: { shape: "pill", at: ["left", "previous"], meaning: "hidden", label: "h(t−1)", strip: true, operation: 0, recalls: true },
    before: { shape: "pill", at: ["left", "road"], meaning: "hidden", label: "h{unit}(t−1)", operation: 0, recalls: true },
    update: { shape: "gate", at: ["update", "gate"], meaning: "update", sign: "σ", operation: 1, recalls: true },
    reset: { shape: "gate", at: ["reset", "gate"], meaning: "reset", sign: "σ", operation: 1, recalls: true },
    recalled: { shape: "ring", at: ["told", "recalled"], meaning: "hidden", label: "+", operation: 2, recalls: true },
    told: { shape: "ring", at: ["told", "gate"], meaning: "hidden", label: "⊙", operation: 2, recalls: true },
    candidate: { shape: "gate", at: ["candidate", "candidate"], meaning: "candidate", sign: "{g}", centred: true, operation: 2, recalls: true },
    kept: { shape: "ring", at: ["update", "road"], meaning: "hidden", label: "⊙", operation: 3, recalls: true },
    flipped: { shape: "ring", at: ["flipped", "meet"], meaning: "update", label: "1−z", operation: 3 },
    added: { shape: "ring", at: ["middle", "meet"], meaning: "candidate", label: "⊙", operation: 3 },
    hidden: { shape: "ring", at: ["middle", "road"], meaning: "hidden", label: "+", operation: 3, recalls: true },
    hiddenEnd: { shape: "pill", at: ["right", "road"], meaning: "hidden", label: "h(t)", shows: "hidden", operation: 3 },
  },
  wires: [
    // The unit's own number out of the row that all units showed.
    { value: "before", meaning: "hidden", full: "hidden", from: "previous.top", to: "before.bottom", moves: [3] },
    { value: "before", meaning: "hidden", full: "hidden", from: "before.right", to: "kept.left" },
    { value: "kept", meaning: "hidden", full: "hidden", from: "kept.right", to: "hidden.left", label: "above" },
    { value: "hidden", meaning: "hidden", full: "hidden", from: "hidden.right", to: "hiddenEnd.left" },
    { value: "update", meaning: "update", full: 1, from: "update.top", to: "kept.bottom" },
    { value: "update", meaning: "update", full: 1, from: ["update", "meet"], to: "flipped.left" },
    { value: "flipped", meaning: "update", full: 1, from: "flipped.right", to: "added.left", label: "above" },
    { value: "candidate", meaning: "candidate", full: "candidate", from: "candidate.top", to: "added.right" },
    { value: "added", meaning: "candidate", full: "hidden", from: "added.top", to: "hidden.bottom", label: "right" },
    { value: "reset", meaning: "reset", full: 1, from: "reset.right", to: "told.left" },
    { value: "recalled", meaning: "hidden", full: 4, from: "recalled.top", to: "told.bottom", label: "left" },
    { value: "told", meaning: "hidden", full: 4, from: "told.top", to: "candidate.bottom", label: "left" },
  ],
  roads: [
    { letter: "x", from: "x", side: 1, meaning: "data", feeds: { update: "update", reset: "reset", candidate: "candidate" } },
    { letter: "h", from: "previous", side: -1, meaning: "hidden", feeds: { update: "update", reset: "reset", recalled: "candidate" } },
  ],
  sums: {
    update: { block: "update", around: "σ", parts: [{ read: "xh", rows: [0, 1], b: "b" }] },
    reset: { block: "reset", around: "σ", parts: [{ read: "xh", rows: [0, 1], b: "b" }] },
    candidate: {
      block: "candidate", around: "g",
      parts: [{ read: "x", rows: [0], b: "b" }, { read: "h", rows: [1], b: "b′", times: "reset" }],
    },
    recalled: { block: "candidate", around: "", parts: [{ read: "h", rows: [1], b: "b′" }] },
  },
  derived(now) {
    const flipped = 1 - now.update;
    const [kept, added] = [now.update * now.before, flipped * now.candidate];
    return { told: now.reset * now.recalled, flipped, kept, added, own: kept + added };
  },
  formulas: {
    told: { symbols: "r · (U·h(t−1) + b′)", of: ["reset", "recalled"], result: ([r, u]) => r * u, write: "{0} · {1}" },
    flipped: { symbols: "1 − z", of: ["update"], result: ([z]) => 1 - z, write: "1 − {0}" },
    kept: { symbols: "z · h(t−1)", of: ["update", "before"], result: ([z, h]) => z * h, write: "{0} · {1}" },
    added: { symbols: "(1 − z) · h̃", of: ["update", "candidate"], result: ([z, c]) => (1 - z) * c, write: "(1 − {0}) · {1}" },
    hidden: {
      symbols: "h(t) = z · h(t−1) + (1 − z) · h̃", of: ["update", "before", "candidate"],
      result: ([z, h, c]) => z * h + (1 - z) * c, write: "{0} · {1} + (1 − {0}) · {2}",
    },
  },
};
