"""Backbones of recurrent layers: LSTM, GRU, SimpleRNN, an LSTM with attention, and one that also reads backwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.models.backbones.base import Backbone, Cost, LayerSize, Shape, Twin, weights_in
from lstm_core.models.cells import Layer, LayerIntervention, cell_of, walk
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras

USES = frozenset({"units", "layers", "dropout", "activation", "input_dropout", "recurrent_dropout"})


class Recurrent(Backbone):
    """Stacked recurrent layers; the dense layer reads the last hidden state, with attention an average beside it."""

    def __init__(self, kind: str, title: str, layer_title: str = "") -> None:
        """kind: as `NetworkSettings.kind`. layer_title: what one of its layers is called, where not as the network."""
        self.kind, self.title, self.layer_title = kind, title, layer_title or title
        self.uses = USES | ({"forget_bias"} if "forget" in cell_of(kind).names else set())

    def layer_name(self, layer: int) -> str:
        """Keras' name of a layer, counted from 0: ``lstm_1``."""
        return f"{self.layer_title.lower()}_{layer + 1}"

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """An LSTM layer has 4·(u·(u + f) + u) weights, a GRU's 3·(u·(u + f) + 2u), a SimpleRNN's u·(u + f) + u."""
        u = network.units
        inputs = [features, *[u] * (network.layers - 1)]
        sizes = [LayerSize(self.layer_name(n), f, u, _shapes(self.kind, u, f)) for n, f in enumerate(inputs)]
        return [*sizes, LayerSize("attention", u, 2 * u, ((),))] if self.kind == "attention" else sizes

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """See `Backbone.build`."""
        import keras

        if self.kind != "attention":
            return self.build_steps(network, window, whole=False)
        signal = self.build_steps(network, window)
        last = signal[:, -1:]
        context = keras.layers.Attention(use_scale=True, name="attention")([last, signal])
        return keras.layers.Flatten(name="read")(keras.layers.Concatenate(name="join")([context, last]))

    def build_steps(
        self, network: NetworkSettings, window: keras.KerasTensor, *, whole: bool = True
    ) -> keras.KerasTensor:
        """The hidden states of the last layer at every step, (n, timesteps, units); not whole: the last one alone."""
        signal = window
        for layer in range(network.layers):
            all_steps = whole or layer < network.layers - 1
            signal = _keras_layer(self.kind, network, self.layer_name(layer), whole=all_steps)(signal)
        return signal

    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """See `Backbone.cost`."""
        return _walking_cost(self.layers(network, timesteps, features), network, timesteps)


class Bidirectional(Twin):
    """Two LSTM layers side by side, one from the first step to the last, one from the last to the first.

    The dense layer reads where each of them ends (Schuster & Paliwal 1997). Nothing looks beyond the window.
    """

    title = "Bidirectional LSTM"
    uses = USES | {"forget_bias"}

    def layer_name(self, layer: int) -> str:
        """Keras' name of a layer, counted from 0."""
        return f"bidirectional_{layer + 1}"

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """See `Backbone.layers`."""
        u = network.units
        inputs = [features, *[2 * u] * (network.layers - 1)]
        return [LayerSize(self.layer_name(n), f, 2 * u, 2 * _shapes("lstm", u, f)) for n, f in enumerate(inputs)]

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """See `Backbone.build`."""
        import keras

        signal = window
        for layer in range(network.layers):
            way = _keras_layer("lstm", network, "lstm", whole=layer < network.layers - 1)
            signal = keras.layers.Bidirectional(way, name=self.layer_name(layer))(signal)
        return signal

    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """See `Backbone.cost`."""
        one = _walking_cost(self.layers(network, timesteps, features), network, timesteps)
        return Cost(2 * one.in_turn, one.products, 2 * one.held, 2 * one.building)

    def read(self, weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
        """See `Twin.read`."""
        signal = x
        for layer in range(network.layers):
            there, back = (weights[6 * layer + 3 * way : 6 * layer + 3 * way + 3] for way in range(2))
            hidden = _hidden(there, signal, network), _hidden(back, signal[:, ::-1], network)
            ends = np.concatenate([states[:, -1] for states in hidden], axis=1)
            signal = np.concatenate([hidden[0], hidden[1][:, ::-1]], axis=2)
        return ends


def _walking_cost(layers: Sequence[LayerSize], network: NetworkSettings, timesteps: int) -> Cost:
    steps = timesteps * network.layers
    return Cost(steps, timesteps * weights_in(layers), 16 * network.units * steps, 0.2 * network.layers)


def _shapes(kind: str, units: int, inputs: int) -> tuple[Shape, ...]:
    columns = len(cell_of(kind).order) * units
    return (inputs, columns), (units, columns), (2, columns) if kind == "gru" else (columns,)


def _keras_layer(kind: str, network: NetworkSettings, name: str, *, whole: bool) -> keras.layers.Layer:
    import keras

    kinds = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU, "rnn": keras.layers.SimpleRNN}
    return kinds.get(kind, keras.layers.LSTM)(
        network.units,
        activation=network.activation,
        dropout=network.input_dropout,
        recurrent_dropout=network.recurrent_dropout,
        return_sequences=whole,
        name=name,
    )


def _hidden(weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
    """Hidden states (n, timesteps, units) of one LSTM layer that walks over x."""
    kernel, recurrent, bias = weights
    layer = Layer(cell_of("lstm"), kernel, recurrent, bias, network.activation, LayerIntervention({}, []))
    return np.stack([states[0]["hidden"] for states in walk([layer], x)], axis=1)
