"""Networks that read the window as one long row of numbers: a linear layer, and a multilayer perceptron (MLP)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.models.backbones.base import Cost, LayerSize, Twin, weights_in
from lstm_core.models.cells import relu
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras


class Linear(Twin):
    """The window itself: the dense layer then weights every step of every feature, ŷ = W·x + b.

    With one feature and one output this is an AR model of the window's order, fitted by gradient descent; see Zeng et
    al. 2023, "Are Transformers effective for time series forecasting?".
    """

    title = "Linear layer"
    # A weighted sum has one best answer, whatever the start; from random weights it would only take longer.
    dense_start = "zeros"

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """See `Backbone.layers`."""
        return [_row(timesteps, features)]

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """See `Backbone.build`."""
        import keras

        return keras.layers.Flatten(name="flatten")(window)

    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """See `Backbone.cost`."""
        return Cost(1, 0, timesteps * features, 0.0)

    def read(self, weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
        """See `Twin.read`."""
        return x.reshape(len(x), -1)


class Mlp(Twin):
    """Hidden layers of `units` neurons, h ← max(0, h·W + b), on the window as one row (Rumelhart et al. 1986)."""

    title = "MLP on the window"
    uses = frozenset({"units", "layers", "dropout"})
    units = "neurons"

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """See `Backbone.layers`."""
        u, row = network.units, timesteps * features
        widths = [row, *[u] * network.layers]
        does = "each neuron: a weighted sum, and 0 where it is negative"
        hidden = [
            LayerSize(f"hidden_{number}", inputs, u, ((inputs, u), (u,)), does=does)
            for number, inputs in enumerate(widths[:-1], 1)
        ]
        return [_row(timesteps, features), *hidden]

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """See `Backbone.build`."""
        import keras

        signal = keras.layers.Flatten(name="flatten")(window)
        for number in range(1, network.layers + 1):
            signal = keras.layers.Dense(network.units, activation="relu", name=f"hidden_{number}")(signal)
        return signal

    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """See `Backbone.cost`."""
        weights = weights_in(self.layers(network, timesteps, features))
        held = timesteps * features + 2 * network.units * network.layers
        return Cost(network.layers, weights, held, 0.1 * network.layers)

    def read(self, weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
        """See `Twin.read`."""
        signal = x.reshape(len(x), -1)
        for number in range(network.layers):
            kernel, bias = weights[2 * number : 2 * number + 2]
            signal = relu(signal @ kernel + bias)
        return signal


def _row(timesteps: int, features: int) -> LayerSize:
    """What puts the window into one row."""
    return LayerSize("flatten", features, timesteps * features, (), "One row", "all numbers of the window side by side")
