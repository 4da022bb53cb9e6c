// Kind of cell → the cell as data. The drawing, the values and the panel know no kind; they read these entries:
//
// names: what is sent of each step. blocks: the blocks of weights of a unit, in Keras' order. openings: those names
// that lie between 0 and 1. shades: what the squares of a layer can show. tells: what the line of values says.
// memory: the name whose value of the step before is `before`. operations: how many make a step.
//
// guides: per width the height of the drawing and the lines, x and y, on which nodes stand.
// nodes, in the order in which the cell computes (also that of the Tab key): shape ("pill", "ring", "gate"), at (two
//   guides), meaning (its colour), operation (the one in which its value comes to be; 0: there from the start);
//   label, sign, letter: with {g} the cell activation, {unit} as subscript; centred: fills from its middle; full: the
//   name whose largest value fills it, where it is not its own; strip: shows a row of values; recalls: reads the step
//   before; shows: a second place for another node's value.
// wires: value runs from a side of a node ("node.side") or from a point on another wire (two guides) to a side of a
//   node. full: the size at which it is widest, a number or a name whose largest value counts. moves: the operations
//   in which it runs, by default that of the node where it ends.
// roads: x or h comes in once, on the line of the node `from`; from it one branch leads to each node of `feeds` (node
//   → block of weights). The branches carry `x>block`, `h>block`: what is read times its weights.
// sums: node → sum of weight · value, through an activation ("σ", "g" or none). Each part reads x, h or both, adds the
//   bias in these rows, called b, and is let through by the gate `times`.
// derived: what follows from the names sent, `before` and the sums without a name; `own`: h(t) before it is silenced.
// formulas: node → its formula in symbols, the values it reads, its result, and how it is written with numbers.

import { LSTM } from "./kinds/lstm.js";
import { GRU } from "./kinds/gru.js";
import { RNN } from "./kinds/rnn.js";

export const KINDS = { lstm: LSTM, gru: GRU, rnn: RNN };
