"""The LSTM cell as Keras computes it, after Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000.

    i = σ(x·W_i + h·U_i + b_i)      f = σ(x·W_f + h·U_f + b_f)      o = σ(x·W_o + h·U_o + b_o)
    c̃ = g(x·W_c + h·U_c + b_c)      c ← f ⊙ c + i ⊙ c̃              h ← o ⊙ g(c)

with g the cell activation; no peepholes, gates in the order i, f, c, o.
"""

from __future__ import annotations

import numpy as np

from lstm_core.models.cells.base import (
    ACTIVATIONS,
    Cell,
    Layer,
    LayerTrace,
    State,
    empty_pre,
    pass_nothing,
    shifted,
    sigmoid,
    slope,
)


class Lstm(Cell):
    """See the module's formulas; its bias is (4·units,)."""

    names = ("forget", "input", "candidate", "output", "cell", "hidden")
    openings = ("forget", "input", "output")
    gates = ("forget", "input", "candidate", "output")
    order = ("input", "forget", "candidate", "output")

    def step(self, x: np.ndarray, state: State | None, layer: Layer) -> State:
        """See `Cell.step`."""
        g = ACTIVATIONS[layer.activation]
        z = x @ layer.kernel + layer.bias
        if state is not None:
            z += state["hidden"] @ layer.recurrent
        z_i, z_f, z_c, z_o = np.split(z, 4, axis=1)
        gate = {"forget": sigmoid(z_f), "input": sigmoid(z_i), "candidate": g(z_c), "output": sigmoid(z_o)}
        layer.change.hold(gate)
        c = gate["input"] * gate["candidate"]
        if state is not None:
            c += gate["forget"] * state["cell"]
        h = gate["output"] * g(c)
        h[:, layer.change.silenced] = 0.0
        return {**gate, "cell": c, "hidden": h}

    def back(self, layer: Layer, traced: LayerTrace, above: np.ndarray, reset_at: int | None) -> np.ndarray:
        """See `Cell.back`."""
        activation, units = layer.activation, layer.units
        shown = ACTIVATIONS[activation](traced["cell"])
        to_cell = traced["output"] * slope(activation, shown)
        # What each gate's pre-activation does to the cell state (i, f, c̃) or to the hidden state (o).
        local = {
            "input": traced["candidate"] * slope("sigmoid", traced["input"]),
            "forget": shifted(traced["cell"], reset_at) * slope("sigmoid", traced["forget"]),
            "candidate": traced["input"] * slope(activation, traced["candidate"]),
            "output": shown * slope("sigmoid", traced["output"]),
        }
        pass_nothing(layer.change, local)
        pre = empty_pre(above, 4 * units)
        hidden, cell = np.zeros(above[:, 0].shape), np.zeros(above[:, 0].shape)
        for t in reversed(range(above.shape[1])):
            hidden += above[:, t]
            hidden[:, layer.change.silenced] = 0.0
            cell += hidden * to_cell[:, t]
            z = pre[:, t]
            z[:, :units] = cell * local["input"][:, t]
            z[:, units : 2 * units] = cell * local["forget"][:, t]
            z[:, 2 * units : 3 * units] = cell * local["candidate"][:, t]
            z[:, 3 * units :] = hidden * local["output"][:, t]
            if t == reset_at:
                hidden, cell = np.zeros_like(hidden), np.zeros_like(cell)
            else:
                hidden, cell = z @ layer.recurrent.T, cell * traced["forget"][:, t]
        return pre @ layer.kernel.T
