// Where the parts of a cell stand and which wires join them; one table for wide places, one for narrow ones.

const WIDE = {
  width: 780, height: 440, box: [94, 76], pill: [92, 54], ring: 19, lead: 16, text: 15, small: 13,
  left: 56, forget: 206, input: 338, candidate: 458, output: 606, right: 724,
  road: 44, meet: 150, gate: 262, squash: 100, show: 178, previous: 356, x: 408,
};
const NARROW = {
  width: 420, height: 470, box: [63, 84], pill: [60, 54], ring: 18, lead: 12, text: 15, small: 13,
  left: 32, forget: 116, input: 188, candidate: 258, output: 328, right: 388,
  road: 36, meet: 150, gate: 276, squash: 96, show: 178, previous: 382, x: 440,
};

const OPERATIONS = 4;
// The operation in which a value comes to be; 0 is there from the start.
const OPERATION = {
  before: 0, previous: 0, x: 0, forget: 1, kept: 1, input: 2, candidate: 2, added: 2, cell: 3,
  output: 4, squashed: 4, hidden: 4,
};

// In the order in which a cell computes, which is also the order of the Tab key.
function nodes(at) {
  const middle = (at.input + at.candidate) / 2;
  return {
    x: { shape: "pill", x: at.left, y: at.x, meaning: "data", label: "x(t)", strip: true },
    previous: { shape: "pill", x: at.left, y: at.previous, meaning: "hidden", label: "h(t−1)", strip: true },
    before: { shape: "pill", x: at.left, y: at.road, meaning: "cell", label: "C(t−1)" },
    forget: { shape: "gate", x: at.forget, y: at.gate, meaning: "forget" },
    kept: { shape: "ring", x: at.forget, y: at.road, meaning: "cell", label: "⊙" },
    input: { shape: "gate", x: at.input, y: at.gate, meaning: "input" },
    candidate: { shape: "gate", x: at.candidate, y: at.gate, meaning: "candidate" },
    added: { shape: "ring", x: middle, y: at.meet, meaning: "candidate", label: "⊙" },
    cell: { shape: "ring", x: middle, y: at.road, meaning: "cell", label: "+" },
    squashed: { shape: "ring", x: at.output, y: at.squash, meaning: "cell", label: "g", wide: true },
    output: { shape: "gate", x: at.output, y: at.gate, meaning: "output" },
    hidden: { shape: "ring", x: at.output, y: at.show, meaning: "hidden", label: "⊙" },
  };
}

// The two ends of the cell: they show what `cell` and `hidden` have become.
function ends(at) {
  return {
    cell: { x: at.right, y: at.road, meaning: "cell", label: "C(t)" },
    hidden: { x: at.right, y: at.show, meaning: "hidden", label: "h(t)" },
  };
}

// value: the name of what runs through the wire. moves: the operations in which it does.
// full: the size at which the wire is widest ("cell", "hidden", "candidate": the largest of the window).
function wires(at) {
  const [, boxHeight] = at.box;
  const top = at.gate - boxHeight / 2;
  const bottom = at.gate + boxHeight / 2;
  const middle = (at.input + at.candidate) / 2;
  const start = at.left + at.pill[0] / 2;
  const end = at.right - at.pill[0] / 2;
  const r = at.ring;
  const found = [
    { value: "before", meaning: "cell", full: "cell", moves: [1], points: [[start, at.road], [at.forget - r, at.road]] },
    { value: "kept", meaning: "cell", full: "cell", moves: [3], points: [[at.forget + r, at.road], [middle - r, at.road]], label: [(at.forget + middle) / 2, at.road - 12, "middle"] },
    { value: "cell", meaning: "cell", full: "cell", moves: [3], points: [[middle + r, at.road], [end, at.road]] },
    { value: "forget", meaning: "forget", full: 1, moves: [1], points: [[at.forget, top], [at.forget, at.road + r]] },
    { value: "input", meaning: "input", full: 1, moves: [2], points: [[at.input, top], [at.input, at.meet], [middle - r, at.meet]] },
    { value: "candidate", meaning: "candidate", full: "candidate", moves: [2], points: [[at.candidate, top], [at.candidate, at.meet], [middle + r, at.meet]] },
    { value: "added", meaning: "candidate", full: "cell", moves: [3], points: [[middle, at.meet - r], [middle, at.road + r]], label: [middle + 11, (at.meet + at.road) / 2 + 5, "start"] },
    { value: "cell", branch: true, meaning: "cell", full: "cell", moves: [4], points: [[at.output, at.road], [at.output, at.squash - r]] },
    { value: "squashed", meaning: "cell", full: "hidden", moves: [4], points: [[at.output, at.squash + r], [at.output, at.show - r]], label: [at.output - 10, (at.squash + at.show) / 2 + 5, "end"] },
    { value: "output", meaning: "output", full: 1, moves: [4], points: [[at.output, top], [at.output, at.show + r]] },
    { value: "hidden", meaning: "hidden", full: "hidden", moves: [4], points: [[at.output + r, at.show], [end, at.show]] },
  ];
  // x and h come in once; from each of the two roads one branch leads up to every gate.
  for (const [letter, y, side, meaning] of [["x", at.x, 1, "data"], ["h", at.previous, -1, "hidden"]]) {
    const moves = [1, 2, 4];
    found.push({ value: letter, bus: true, meaning, moves, points: [[start, y], [at.output + side * at.lead, y]] });
    for (const gate of GATES) {
      const x = at[gate] + side * at.lead;
      const where = side > 0 ? (at.x + at.previous) / 2 + 5 : (bottom + at.previous) / 2 + 5;
      found.push({
        value: `${letter}>${gate}`, gate, branch: true, meaning, full: 4, moves: [OPERATION[gate]],
        points: [[x, y], [x, bottom]], label: [x + side * 8, where, side > 0 ? "start" : "end"],
      });
    }
  }
  return found.map((wire) => ({ ...wire, operation: OPERATION[wire.gate ?? wire.value] ?? 0 }));
}

// A line through points, with round corners.
function path(points) {
  const [first, ...others] = points;
  let d = `M${first}`;
  others.forEach((point, i) => {
    const next = others[i + 1];
    if (!next) { d += `L${point}`; return; }
    const last = i ? others[i - 1] : first;
    d += `L${towards(point, last, 10)}Q${point} ${towards(point, next, 10)}`;
  });
  return d;
}

function towards([x, y], [toX, toY], by) {
  const length = Math.hypot(toX - x, toY - y) || 1;
  return [x + ((toX - x) / length) * by, y + ((toY - y) / length) * by];
}

// A small arrow head at the end of a wire.
function head(points) {
  const end = points.at(-1);
  const [bx, by] = towards(end, points.at(-2), 8);
  const [dx, dy] = [(end[0] - bx) / 2, (end[1] - by) / 2];
  return `${end} ${[bx - dy, by + dx]} ${[bx + dy, by - dx]}`;
}
