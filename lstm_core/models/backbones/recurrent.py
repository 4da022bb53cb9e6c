"""Backbones of stacked recurrent layers whose every gate can be looked into: LSTM, GRU, SimpleRNN."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.models.backbones.base import Backbone, Cost, LayerSize, Shape, weights_in
from lstm_core.models.cells import GRU, LSTM, RNN, Cell
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

USES = frozenset({"units", "layers", "dropout", "activation", "input_dropout", "recurrent_dropout"})


class Recurrent(Backbone):
    """Stacked recurrent layers of one kind of cell; the dense layer reads the last hidden state.

    layer: what one of its layers is called, here and in Keras. reads: what the dense layer reads of each unit, in its
    order. reads_all: whether that takes the hidden states of all steps.
    """

    uses = USES
    every_step = True
    cell: Cell
    layer: str
    reads: tuple[str, ...] = ("h",)
    reads_all: bool = False

    def layer_name(self, layer: int) -> str:
        """Keras' name of a layer, counted from 0: ``lstm_1``."""
        return f"{self.layer.lower()}_{layer + 1}"

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """An LSTM layer has 4·(u·(u + f) + u) weights, a GRU's 3·(u·(u + f) + 2u), a SimpleRNN's u·(u + f) + u."""
        u = network.units
        inputs = [features, *[u] * (network.layers - 1)]
        return [
            LayerSize(self.layer_name(n), f, u, layer_shapes(self.cell, u, f), self.layer) for n, f in enumerate(inputs)
        ]

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """See `Backbone.build`."""
        return self.build_steps(network, window, whole=False)

    def build_steps(
        self, network: NetworkSettings, window: keras.KerasTensor, *, whole: bool = True
    ) -> keras.KerasTensor:
        """The hidden states of the last layer at every step, (n, timesteps, units); not whole: the last one alone."""
        signal = window
        for layer in range(network.layers):
            all_steps = whole or layer < network.layers - 1
            signal = keras_layer(self.layer, network, self.layer_name(layer), whole=all_steps)(signal)
        return signal

    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """See `Backbone.cost`."""
        return walking_cost(self.layers(network, timesteps, features), network, timesteps)

    def masks(self, network: NetworkSettings) -> int:
        """See `Backbone.masks`."""
        return gate_masks(self.cell, network)

    def read(self, weights: Sequence[np.ndarray], hidden: np.ndarray) -> np.ndarray:
        """What the dense layer reads, (n, width), of the last layer's hidden states (n, timesteps, units).

        weights: as in `Run.weights`. Where not `reads_all`, the last step may stand alone.
        """
        return hidden[:, -1]

    def back(self, weights: Sequence[np.ndarray], hidden: np.ndarray, direct: np.ndarray) -> np.ndarray:
        """∂ŷ/∂(hidden states of the last layer), (n, timesteps, units); direct: ∂ŷ/∂(what `read` gives), (width,)."""
        n, timesteps, units = hidden.shape
        above = np.zeros((timesteps, n, units)).swapaxes(0, 1)
        above[:, -1] = direct[-units:]
        return above

    def attention(self, weights: Sequence[np.ndarray], hidden: np.ndarray) -> np.ndarray | None:
        """How much each step counts in what is read, (n, timesteps), where that is shared out by weights."""
        return None

    def fused(
        self, model: keras.Model, cells: list[keras.layers.LSTMCell], x: tf.Tensor, *, every_step: bool
    ) -> tf.Tensor:
        """See `Backbone.fused`."""
        import tensorflow as tf

        from lstm_core.models.fused import one_way

        signal = tf.transpose(x, [1, 0, 2])
        for cell in cells:
            signal = one_way(cell, signal)
        return tf.transpose(signal, [1, 0, 2]) if every_step else self.read_fused(model, signal)

    def read_fused(self, model: keras.Model, hidden: tf.Tensor) -> tf.Tensor:
        """`read` in TensorFlow; hidden (timesteps, n, units)."""
        return hidden[-1]


class Lstm(Recurrent):
    """Long short-term memory (Hochreiter & Schmidhuber 1997)."""

    title = layer = "LSTM"
    cell = LSTM
    uses = USES | {"forget_bias"}
    fusable = True


class Gru(Recurrent):
    """Gated recurrent units (Cho et al. 2014)."""

    title = layer = "GRU"
    cell = GRU


class SimpleRnn(Recurrent):
    """One squashed state (Elman 1990)."""

    title = layer = "SimpleRNN"
    cell = RNN


def gate_masks(cell: Cell, network: NetworkSettings) -> int:
    """Masks of input dropout: beside recurrent dropout Keras draws one per block of weights."""
    return len(cell.order) if network.recurrent_dropout else 1


def walking_cost(layers: Sequence[LayerSize], network: NetworkSettings, timesteps: int) -> Cost:
    """What layers cost that walk through the window step by step."""
    steps = timesteps * network.layers
    return Cost(steps, timesteps * weights_in(layers), 16 * network.units * steps, 0.2 * network.layers)


def layer_shapes(cell: Cell, units: int, inputs: int) -> tuple[Shape, ...]:
    """Shapes of kernel, recurrent kernel and bias."""
    columns = len(cell.order) * units
    return (inputs, columns), (units, columns), (cell.bias_rows, columns) if cell.bias_rows > 1 else (columns,)


def keras_layer(layer: str, network: NetworkSettings, name: str, *, whole: bool) -> keras.layers.Layer:
    """A recurrent layer in Keras. layer: its class; whole: it passes on the hidden states of all steps."""
    import keras

    return getattr(keras.layers, layer)(
        network.units,
        activation=network.activation,
        dropout=network.input_dropout,
        recurrent_dropout=network.recurrent_dropout,
        return_sequences=whole,
        name=name,
    )
