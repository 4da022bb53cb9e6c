"""A temporal convolutional network (Bai, Kolter & Koltun 2018): dilated causal convolutions in residual blocks.

    conv(x)_t = Σ_k x_(t − (K−1−k)·d) · W_k + b      block(x) = relu(relu(conv(relu(conv(x)))) + x)

with kernels of K = 3 steps and the dilation d = 1, 2, 4, … doubled from block to block, as many blocks as it takes
until the last step sees the whole window. Where a block's input has another width, a convolution of one step brings it
along. The dense layer reads the last step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.models.backbones.base import Cost, LayerSize, Shape, Twin, weights_in
from lstm_core.models.cells import relu
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras

KERNEL = 3


def dilations(timesteps: int) -> list[int]:
    """The dilation of each block; two convolutions per block look 2·(K − 1)·d steps further back."""
    found = [1]
    while 1 + 2 * (KERNEL - 1) * sum(found) < timesteps:
        found.append(2 * found[-1])
    return found


class Tcn(Twin):
    """`units` filters in every convolution; the window decides how many blocks there are."""

    title = "TCN"
    uses = frozenset({"units", "dropout"})
    units = "filters"

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """See `Backbone.layers`."""
        u, found = network.units, []
        for number in range(1, len(dilations(timesteps)) + 1):
            f = features if number == 1 else u
            shapes: list[Shape] = [(KERNEL, f, u), (u,), (KERNEL, u, u), (u,)]
            if f != u:
                shapes += [(1, f, u), (u,)]
            does = "two convolutions over three steps that end here, further apart in each block"
            found.append(LayerSize(f"block_{number}", f, u, tuple(shapes), does=does))
        return found

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """See `Backbone.build`."""
        import keras

        signal = window
        for number, dilation in enumerate(dilations(window.shape[1]), 1):
            found = signal
            for half in ("a", "b"):
                found = keras.layers.Conv1D(
                    network.units, KERNEL, padding="causal", dilation_rate=dilation, activation="relu",
                    name=f"block_{number}{half}",
                )(found)  # fmt: skip
            if signal.shape[-1] != network.units:
                signal = keras.layers.Conv1D(network.units, 1, name=f"block_{number}_along")(signal)
            signal = keras.layers.ReLU(name=f"block_{number}")(found + signal)
        return signal[:, -1]

    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """See `Backbone.cost`."""
        layers = self.layers(network, timesteps, features)
        held = 6 * timesteps * network.units * len(layers)
        return Cost(16 * len(layers), timesteps * weights_in(layers), held, 0.2 * len(layers))

    def read(self, weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
        """See `Twin.read`."""
        signal, left = x, list(weights)

        def take() -> tuple[np.ndarray, np.ndarray]:
            return left.pop(0), left.pop(0)

        for dilation in dilations(x.shape[1]):
            found = signal
            for _ in range(2):
                found = relu(_convolve(found, *take(), dilation))
            if signal.shape[-1] != network.units:
                signal = _convolve(signal, *take(), 1)
            signal = relu(found + signal)
        return signal[:, -1]


def _convolve(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray, dilation: int) -> np.ndarray:
    """Causal convolution over the steps of x (n, timesteps, inputs); kernel (steps, inputs, filters)."""
    n, timesteps, _ = x.shape
    found = np.broadcast_to(bias, (n, timesteps, len(bias))).copy()
    for place, weight in enumerate(kernel):
        back = (len(kernel) - 1 - place) * dilation
        if back < timesteps:
            found[:, back:] += x[:, : timesteps - back] @ weight
    return found
