"""How the output answers to each input: backpropagation through time in NumPy.

The reverse of `lstm_core.forward`, gate by gate (Hochreiter & Schmidhuber 1997; Werbos 1990 for the
unrolling). A clamped gate passes no gradient, a silenced unit none through its hidden state, and
nothing flows back past a reset. Everything is float64.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_core.forward import ACTIVATIONS, UNTOUCHED, GateTrace, Layer, gates, layers_of, slope
from lstm_core.intervene import Intervention
from lstm_core.settings import NetworkSettings

# Gates of more windows at once would leave the processor's cache and, for long windows, the memory.
CHUNK_NUMBERS = 100_000


def input_gradients(
    weights: Sequence[np.ndarray],
    x: np.ndarray,
    network: NetworkSettings,
    output: int = 0,
    intervention: Intervention = UNTOUCHED,
) -> np.ndarray:
    """∂ŷ/∂x, scaled output with respect to scaled input, for each window: (n, timesteps, features).

    weights: as in `Run.weights`. x: (n, timesteps, features) scaled. output: which output, 0-based.
    Raises IndexError when there is no such output, SettingsError when the intervention does not fit the network.
    """
    x = np.asarray(x, dtype=float)
    layers = layers_of(weights, network, intervention)
    start = weights[-2][:, output].astype(float)
    rows = max(1, CHUNK_NUMBERS // (x.shape[1] * network.units))
    result = np.empty(x.shape)
    # An exploding net is a thing to show, not to warn about.
    with np.errstate(over="ignore", invalid="ignore"):
        for first in range(0, len(x), rows):
            chunk = x[first : first + rows]
            traces = gates(weights, chunk, network, intervention)
            above = np.zeros((chunk.shape[1], len(chunk), network.units)).swapaxes(0, 1)
            above[:, -1] = start
            for layer, traced in zip(reversed(layers), reversed(traces), strict=True):
                above = _back(layer, traced, above, network.activation, intervention.reset_at)
            result[first : first + rows] = above
    return result


def _back(layer: Layer, traced: GateTrace, above: np.ndarray, activation: str, reset_at: int | None) -> np.ndarray:
    """∂ŷ/∂(layer's input) (n, timesteps, inputs) from `above` = ∂ŷ/∂(its hidden states) as read by the layer above."""
    shown = ACTIVATIONS[activation](traced.cell)
    to_cell = traced.output * slope(activation, shown)
    before = np.zeros_like(traced.cell)
    before[:, 1:] = traced.cell[:, :-1]
    if reset_at is not None:
        before[:, reset_at] = 0.0
    # What each gate's pre-activation does to the cell state (i, f, c̃) or to the hidden state (o).
    local = {
        "input": traced.candidate * slope("sigmoid", traced.input),
        "forget": before * slope("sigmoid", traced.forget),
        "candidate": traced.input * slope(activation, traced.candidate),
        "output": shown * slope("sigmoid", traced.output),
    }
    for kind, clamps in layer.change.clamps.items():
        for unit, _ in clamps:
            local[kind][..., slice(None) if unit is None else unit] = 0.0
    n, timesteps, units = above.shape
    pre = np.empty((timesteps, n, 4 * units)).swapaxes(0, 1)
    hidden, cell = np.zeros((n, units)), np.zeros((n, units))
    for t in reversed(range(timesteps)):
        hidden += above[:, t]
        hidden[:, layer.change.silenced] = 0.0
        cell += hidden * to_cell[:, t]
        z = pre[:, t]
        z[:, :units] = cell * local["input"][:, t]
        z[:, units : 2 * units] = cell * local["forget"][:, t]
        z[:, 2 * units : 3 * units] = cell * local["candidate"][:, t]
        z[:, 3 * units :] = hidden * local["output"][:, t]
        if t == reset_at:
            hidden, cell = np.zeros((n, units)), np.zeros((n, units))
        else:
            hidden, cell = z @ layer.recurrent.T, cell * traced.forget[:, t]
    return pre @ layer.kernel.T
