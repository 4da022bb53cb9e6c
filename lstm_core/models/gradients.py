"""How the output answers to each input: backpropagation through time in NumPy, the reverse of `models.forward`.

Everything is float64.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_core.models.backbones import RECURRENT
from lstm_core.models.forward import UNTOUCHED, gates, layers_of
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
                direct = weights[-2][:, output].astype(float)
                above = RECURRENT[network.kind].back(weights, traces[-1]["hidden"], direct)
            for layer, traced in zip(reversed(layers), reversed(traces), strict=True):
                above = layer.cell.back(layer, traced, above, intervention.reset_at)
            result[first : first + rows] = above
    return result
