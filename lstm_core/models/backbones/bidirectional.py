"""Two LSTM layers side by side, one from the first step to the last, one from the last to the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.models.backbones.base import Cost, LayerSize, Twin
from lstm_core.models.backbones.recurrent import USES, gate_masks, keras_layer, layer_shapes, walking_cost
from lstm_core.models.cells import LSTM, Layer, LayerIntervention, walk
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


class Bidirectional(Twin):
    """The dense layer reads where each of both ways ends (Schuster & Paliwal 1997); nothing looks beyond the window."""

    title = "Bidirectional LSTM"
    uses = USES | {"forget_bias"}
    fusable = True

    def layer_name(self, layer: int) -> str:
        """Keras' name of a layer, counted from 0."""
        return f"bidirectional_{layer + 1}"

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """See `Backbone.layers`."""
        u = network.units
        inputs = [features, *[2 * u] * (network.layers - 1)]
        does = "one walks forward, one backward through the window"
        return [
            LayerSize(self.layer_name(n), f, 2 * u, 2 * layer_shapes(LSTM, u, f), "LSTM pair", does)
            for n, f in enumerate(inputs)
        ]

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """See `Backbone.build`."""
        import keras

        signal = window
        for layer in range(network.layers):
            way = keras_layer("LSTM", network, "lstm", whole=layer < network.layers - 1)
            signal = keras.layers.Bidirectional(way, name=self.layer_name(layer))(signal)
        return signal

    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """See `Backbone.cost`."""
        one = walking_cost(self.layers(network, timesteps, features), network, timesteps)
        return Cost(2 * one.in_turn, one.products, 2 * one.held, 2 * one.building)

    def masks(self, network: NetworkSettings) -> int:
        """See `Backbone.masks`."""
        return gate_masks(LSTM, network)

    def read(self, weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
        """See `Twin.read`."""
        signal = x
        for layer in range(network.layers):
            there, back = (weights[6 * layer + 3 * way : 6 * layer + 3 * way + 3] for way in range(2))
            hidden = _hidden(there, signal, network), _hidden(back, signal[:, ::-1], network)
            ends = np.concatenate([states[:, -1] for states in hidden], axis=1)
            signal = np.concatenate([hidden[0], hidden[1][:, ::-1]], axis=2)
        return ends

    def fused(
        self, model: keras.Model, cells: list[keras.layers.LSTMCell], x: tf.Tensor, *, every_step: bool
    ) -> tf.Tensor:
        """See `Backbone.fused`."""
        import tensorflow as tf

        from lstm_core.models.fused import both_ways

        return both_ways(cells, tf.transpose(x, [1, 0, 2]))


def _hidden(weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
    """Hidden states (n, timesteps, units) of one LSTM layer that walks over x."""
    kernel, recurrent, bias = weights
    layer = Layer(LSTM, kernel, recurrent, bias, network.activation, LayerIntervention({}, []))
    return np.stack([states[0]["hidden"] for states in walk([layer], x)], axis=1)
