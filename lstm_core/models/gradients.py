"""How the output answers to each input: backpropagation through time in NumPy, the reverse of `models.forward`.

Everything is float64.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_core.models.forward import UNTOUCHED, attention, gates, layers_of
from lstm_core.models.interventions import Intervention
from lstm_core.runtime.errors import DataError
from lstm_core.settings import NetworkSettings

# Gates of more windows at once would leave the processor's cache and, for long windows, the memory.
CHUNK_NUMBERS = 100_000


def input_gradients(
    weights: Sequence[np.ndarray],
    x: np.ndarray,
    network: NetworkSettings,
    output: int = 0,
    intervention: Intervention = UNTOUCHED,
    *,
    every_step: bool = False,
) -> np.ndarray:
    """∂ŷ/∂x, scaled output with respect to scaled input, for each window: (n, timesteps, features).

    weights: as in `Run.weights`. x: (n, timesteps, features) scaled. output: which output, 0-based; which step's answer
    for a network that answers at every step.
    Raises DataError when there is no such output, SettingsError when the intervention does not fit the network.
    """
    outputs = x.shape[1] if every_step else len(weights[-1])
    if not 0 <= output < outputs:
        raise DataError(f"There is no output {output}: this network has {outputs}, counted from 0.")
    x = np.asarray(x, dtype=float)
    layers = layers_of(weights, network, intervention)
    rows = max(1, CHUNK_NUMBERS // (x.shape[1] * network.units))
    result = np.empty(x.shape)
    # An exploding net is a thing to show, not to warn about.
    with np.errstate(over="ignore", invalid="ignore"):
        for first in range(0, len(x), rows):
            chunk = x[first : first + rows]
            traces = gates(weights, chunk, network, intervention)
            if every_step:
                above = np.zeros_like(traces[-1]["hidden"])
                above[:, output] = weights[-2][:, 0]
            else:
                above = _into_hidden(weights, network, traces[-1]["hidden"], output)
            for layer, traced in zip(reversed(layers), reversed(traces), strict=True):
                above = layer.cell.back(layer, traced, above, intervention.reset_at)
            result[first : first + rows] = above
    return result


def _into_hidden(
    weights: Sequence[np.ndarray], network: NetworkSettings, hidden: np.ndarray, output: int
) -> np.ndarray:
    """∂ŷ/∂(hidden states of the last layer), (n, timesteps, units), as the read-out of `forward` reads them."""
    direct = weights[-2][:, output].astype(float)
    n, timesteps, units = hidden.shape
    above = np.zeros((timesteps, n, units)).swapaxes(0, 1)
    above[:, -1] = direct[-units:]
    if network.kind != "attention":
        return above
    scale, weight, last = float(weights[-3]), attention(weights, hidden), hidden[:, -1]
    worth = hidden @ direct[:units]
    # The softmax passes on how much better than the average a step is.
    to_score = scale * weight * (worth - (weight * worth).sum(axis=1, keepdims=True))
    above += weight[:, :, None] * direct[:units] + to_score[:, :, None] * last[:, None]
    above[:, -1] += (to_score[:, :, None] * hidden).sum(axis=1)
    return above
