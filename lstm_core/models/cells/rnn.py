"""The SimpleRNN cell (Elman 1990): h ← g(x·W + h·U + b). Its hidden state is all the memory it has."""

from __future__ import annotations

import numpy as np

from lstm_core.models.cells.base import ACTIVATIONS, Cell, Layer, LayerTrace, State, empty_pre, slope


class SimpleRnn(Cell):
    """See the module's formula; its bias is (units,)."""

    names = ("hidden",)
    openings = ()
    gates = ()
    order = ("hidden",)

    def step(self, x: np.ndarray, state: State | None, layer: Layer) -> State:
        """See `Cell.step`."""
        z = x @ layer.kernel + layer.bias
        if state is not None:
            z += state["hidden"] @ layer.recurrent
        h = ACTIVATIONS[layer.activation](z)
        h[:, layer.change.silenced] = 0.0
        return {"hidden": h}

    def back(self, layer: Layer, traced: LayerTrace, above: np.ndarray, reset_at: int | None) -> np.ndarray:
        """See `Cell.back`."""
        local = slope(layer.activation, traced["hidden"])
        pre = empty_pre(above, layer.units)
        d_h = np.zeros(above[:, 0].shape)
        for t in reversed(range(above.shape[1])):
            d_h = d_h + above[:, t]
            d_h[:, layer.change.silenced] = 0.0
            pre[:, t] = d_h * local[:, t]
            d_h = np.zeros_like(d_h) if t == reset_at else pre[:, t] @ layer.recurrent.T
        return pre @ layer.kernel.T
