// From a kind's nodes and wires to points: how large the parts are, where they stand, which way the wires take.

const SIZES = {
  wide: { width: 780, box: [94, 76], pill: [92, 54], ring: 19, lead: 16, text: 15, small: 13 },
  narrow: { width: 420, box: [63, 84], pill: [60, 54], ring: 18, lead: 12, text: 15, small: 13 },
};
const PART_FULL = 4; // what x or h adds to a sum, at which its branch is widest

// The drawing of a kind at a size: { width, height, …, nodes, wires }, with points in place of guides.
export function layOut(kind, size) {
  const sizes = SIZES[size];
  const guides = kind.guides[size];
  const point = ([x, y]) => [guides.x[x], guides.y[y]];
  const nodes = Object.fromEntries(Object.entries(kind.nodes).map(([name, node]) => {
    const [x, y] = point(node.at);
    return [name, { ...node, name, value: node.shows ?? name, x, y, half: halfSize(node, sizes) }];
  }));
  const operation = (name) => kind.nodes[name]?.operation ?? 0;
  const wires = kind.wires.map((wire) => {
    const [end, side] = wire.to.split(".");
    const branch = Array.isArray(wire.from);
    const points = branch ? straight(point(wire.from), port(nodes[end], side), side) : between(nodes, wire.from, wire.to);
    const part = wire.value.includes(">");
    return {
      ...wire, branch, points, part, moves: wire.moves ?? [operation(end)],
      operation: part ? operation(end) : operation(wire.value), label: wire.label && beside(points, wire.label),
    };
  });
  return { ...sizes, height: guides.height, nodes: Object.values(nodes), wires: [...wires, ...roads(kind, nodes, sizes)] };
}

function halfSize({ shape, strip, wide }, { box, pill, ring }) {
  if (shape === "ring") return [ring + (wide ? 10 : 0), ring];
  const [width, height] = shape === "gate" ? box : pill;
  return [width / 2, height / 2 - (strip ? 4 : 0)];
}

function port({ x, y, half: [width, height] }, side) {
  return { left: [x - width, y], right: [x + width, y], top: [x, y - height], bottom: [x, y + height] }[side];
}

const isUpright = (side) => side === "top" || side === "bottom";

// The way from side to side: straight in the line of the first, or round one corner.
function between(nodes, from, to) {
  const [[start, out], [end, into]] = [from.split("."), to.split(".")];
  const [a, b] = [port(nodes[start], out), port(nodes[end], into)];
  if (isUpright(out) === isUpright(into)) return straight(a, b, into);
  return [a, isUpright(out) ? [a[0], b[1]] : [b[0], a[1]], b];
}

function straight(from, to, side) {
  return [from, isUpright(side) ? [from[0], to[1]] : [to[0], from[1]]];
}

// Where a number stands beside the last stretch of a wire: [x, y, text-anchor].
function beside(points, where) {
  const [[ax, ay], [bx, by]] = points.slice(-2);
  const [x, y] = [(ax + bx) / 2, (ay + by) / 2];
  return { above: [x, y - 12, "middle"], right: [x + 11, y + 5, "start"], left: [x - 10, y + 5, "end"] }[where];
}

// x and h come in once; from each of the two roads one branch leads up to everything that reads it.
function roads(kind, nodes, { lead }) {
  const found = [];
  const y = kind.roads.map((road) => nodes[road.from].y);
  for (const { letter, from, side, meaning, feeds } of kind.roads) {
    const start = port(nodes[from], "right");
    const branches = Object.entries(feeds).map(([name, block]) => {
      const [node, bottom] = [nodes[name], port(nodes[name], "bottom")[1]];
      const x = node.x + (node.shape === "gate" ? side * lead : 0);
      // The number of x stands between the two roads, that of h above both.
      const at = (side > 0 ? (y[0] + y[1]) / 2 : (bottom + start[1]) / 2) + 5;
      return {
        value: `${letter}>${block}`, part: true, branch: true, meaning, full: PART_FULL, operation: node.operation,
        moves: [node.operation], points: [[x, start[1]], [x, bottom]], label: [x + side * 8, at, side > 0 ? "start" : "end"],
      };
    });
    const last = Math.max(...branches.map((branch) => branch.points[0][0]));
    const moves = [...new Set(branches.flatMap((branch) => branch.moves))];
    found.push({ value: letter, bus: true, meaning, operation: 0, moves, points: [start, [last, start[1]]] }, ...branches);
  }
  return found;
}

// A line through points, with round corners.
export function path(points) {
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
export function head(points) {
  const end = points.at(-1);
  const [bx, by] = towards(end, points.at(-2), 8);
  const [dx, dy] = [(end[0] - bx) / 2, (end[1] - by) / 2];
  return `${end} ${[bx - dy, by + dx]} ${[bx + dy, by - dx]}`;
}
