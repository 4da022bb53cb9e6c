"""An LSTM with attention (Luong et al. 2015, dot score with one learned scale s).

Beside the last hidden state the dense layer reads an average of all hidden states of the last layer, weighted by how
well they answer the last one:

    a_t = softmax_t(s · h_T·h_t)      context = Σ_t a_t h_t      ŷ = [context, h_T]·W + b
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.models.backbones.base import LayerSize
from lstm_core.models.backbones.recurrent import Lstm
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


class AttentionLstm(Lstm):
    """See the module's formula; s stands before the dense layer's weights."""

    title = "LSTM with attention"
    every_step = False
    reads = ("context", "h")
    reads_all = True

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """See `Backbone.layers`."""
        u = network.units
        does = "an average over the steps beside the last one; 1 weight, its scale"
        return [*super().layers(network, timesteps, features), LayerSize("attention", u, 2 * u, ((),), "", does)]

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """See `Backbone.build`."""
        import keras

        signal = self.build_steps(network, window)
        last = signal[:, -1:]
        context = keras.layers.Attention(use_scale=True, name="attention")([last, signal])
        return keras.layers.Flatten(name="read")(keras.layers.Concatenate(name="join")([context, last]))

    def read(self, weights: Sequence[np.ndarray], hidden: np.ndarray) -> np.ndarray:
        """See `Recurrent.read`."""
        context = (attention(weights, hidden)[:, :, None] * hidden).sum(axis=1)
        return np.concatenate([context, hidden[:, -1]], axis=1)

    def back(self, weights: Sequence[np.ndarray], hidden: np.ndarray, direct: np.ndarray) -> np.ndarray:
        """See `Recurrent.back`."""
        above, units = super().back(weights, hidden, direct), hidden.shape[2]
        scale, weight, last = float(weights[-3]), attention(weights, hidden), hidden[:, -1]
        worth = hidden @ direct[:units]
        # The softmax passes on how much better than the average a step is.
        to_score = scale * weight * (worth - (weight * worth).sum(axis=1, keepdims=True))
        above += weight[:, :, None] * direct[:units] + to_score[:, :, None] * last[:, None]
        above[:, -1] += (to_score[:, :, None] * hidden).sum(axis=1)
        return above

    def attention(self, weights: Sequence[np.ndarray], hidden: np.ndarray) -> np.ndarray:
        """See `Recurrent.attention`."""
        return attention(weights, hidden)

    def read_fused(self, model: keras.Model, hidden: tf.Tensor) -> tf.Tensor:
        """See `Recurrent.read_fused`."""
        import tensorflow as tf

        read = hidden[-1]
        context = model.get_layer("attention")([read[:, None], tf.transpose(hidden, [1, 0, 2])])
        return tf.concat([context[:, 0], read], axis=1)


def attention(weights: Sequence[np.ndarray], hidden: np.ndarray) -> np.ndarray:
    """Attention weights (n, timesteps) of an attention network; they are positive and sum to 1."""
    score = float(weights[-3]) * (hidden @ hidden[:, -1, :, None])[..., 0]
    weight = np.exp(score - score.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True)
