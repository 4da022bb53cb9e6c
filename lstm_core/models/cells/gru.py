"""The GRU cell as Keras computes it, after Cho et al. 2014.

    z = σ(x·W_z + h·U_z + b_z)      r = σ(x·W_r + h·U_r + b_r)      h ← z ⊙ h + (1 − z) ⊙ h̃
    reset after the product (Keras' default):   h̃ = g(x·W_h + b_h + r ⊙ (h·U_h + b_u))
    reset before it (Cho et al.):               h̃ = g(x·W_h + b_h + (r ⊙ h)·U_h)

Gates in the order z (update), r (reset), h̃ (candidate). The bias tells the two apart: (2, 3·units), one row for what
comes in and one for what is recalled, with the reset after the product; (3·units,) before it.
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


class Gru(Cell):
    """See the module's formulas."""

    names = ("update", "reset", "candidate", "hidden")
    openings = ("update", "reset")
    gates = ("update", "reset", "candidate")
    order = ("update", "reset", "candidate")
    bias_rows = 2

    def step(self, x: np.ndarray, state: State | None, layer: Layer) -> State:
        """See `Cell.step`."""
        units, (outer, inner) = layer.units, _biases(layer)
        u_zr, u_h = layer.recurrent[:, : 2 * units], layer.recurrent[:, 2 * units :]
        h = np.zeros((len(x), units)) if state is None else state["hidden"]
        ahead = x @ layer.kernel + outer
        z, r = np.split(sigmoid(ahead[:, : 2 * units] + h @ u_zr + inner[: 2 * units]), 2, axis=1)
        gate = {"update": z, "reset": r}
        layer.change.hold(gate)
        told = r * (h @ u_h + inner[2 * units :]) if _reset_after(layer) else (r * h) @ u_h
        gate["candidate"] = ACTIVATIONS[layer.activation](ahead[:, 2 * units :] + told)
        layer.change.hold(gate)
        h = z * h + (1 - z) * gate["candidate"]
        h[:, layer.change.silenced] = 0.0
        return {**gate, "hidden": h}

    def back(self, layer: Layer, traced: LayerTrace, above: np.ndarray, reset_at: int | None) -> np.ndarray:
        """See `Cell.back`."""
        units, after = layer.units, _reset_after(layer)
        u_zr, u_h = layer.recurrent[:, : 2 * units], layer.recurrent[:, 2 * units :]
        z, r, candidate = traced["update"], traced["reset"], traced["candidate"]
        before = shifted(traced["hidden"], reset_at)
        # What the candidate reads of the hidden state, before r lets a part of it through.
        recalled = before @ u_h + _biases(layer)[1][2 * units :] if after else before
        local = {
            "update": (before - candidate) * slope("sigmoid", z),
            "reset": recalled * slope("sigmoid", r),
            "candidate": (1 - z) * slope(layer.activation, candidate),
        }
        pass_nothing(layer.change, local)
        pre = empty_pre(above, 3 * units)
        d_h = np.zeros(above[:, 0].shape)
        for t in reversed(range(above.shape[1])):
            d_h = d_h + above[:, t]
            d_h[:, layer.change.silenced] = 0.0
            p = pre[:, t]
            p[:, :units] = d_h * local["update"][:, t]
            p[:, 2 * units :] = d_h * local["candidate"][:, t]
            # What reaches r ⊙ recalled: directly with the reset after the product, through U_h before it.
            told = p[:, 2 * units :] if after else p[:, 2 * units :] @ u_h.T
            p[:, units : 2 * units] = told * local["reset"][:, t]
            if t == reset_at:
                d_h = np.zeros_like(d_h)
                continue
            through = (told * r[:, t]) @ u_h.T if after else told * r[:, t]
            d_h = d_h * z[:, t] + through + p[:, : 2 * units] @ u_zr.T
        return pre @ layer.kernel.T


def _reset_after(layer: Layer) -> bool:
    return layer.bias.ndim == 2


def _biases(layer: Layer) -> tuple[np.ndarray, np.ndarray]:
    """Bias of what comes in, and of what is recalled; each (3·units,)."""
    return (layer.bias[0], layer.bias[1]) if _reset_after(layer) else (layer.bias, np.zeros_like(layer.bias))
