"""Settings → a Keras network, and its size in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.cells import cell_of, start_bias
from lstm_core.errors import SettingsError
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras

# Kind of network → how it is called. A new kind also needs its cell in `lstm_core.cells`.
TITLES = {"lstm": "LSTM", "gru": "GRU", "rnn": "SimpleRNN", "attention": "LSTM with attention"}
# Kind → what one of its recurrent layers is called.
LAYER_TITLES = {**TITLES, "attention": "LSTM"}


@dataclass(frozen=True)
class LayerSize:
    """One layer of the network: what goes in, what comes out, how many weights.

    name: as in Keras, such as "lstm_1", "gru_2", "attention", "dropout", "dense". inputs, outputs: numbers per time
    step. parameters: with u units and f inputs 4·(u·(u + f) + u) for an LSTM layer (four gates, each with u·(u + f)
    weights and u biases), 3·(u·(u + f) + 2u) for a GRU layer (Keras keeps two biases per gate), u·(u + f) + u for a
    SimpleRNN layer, 1 for attention, inputs·outputs + outputs for the dense one.
    """

    name: str
    inputs: int
    outputs: int
    parameters: int


def layer_sizes(network: NetworkSettings, features: int, outputs: int) -> list[LayerSize]:
    """The layers with their parameter counts, without building the network."""
    u, read = network.units, read_width(network)
    sizes = []
    for layer in range(network.layers):
        f = features if layer == 0 else u
        parameters = sum(int(np.prod(shape)) for shape in _recurrent_shapes(network, f))
        sizes.append(LayerSize(layer_name(network, layer), f, u, parameters))
    if network.kind == "attention":
        sizes.append(LayerSize("attention", u, read, 1))
    if network.dropout:
        sizes.append(LayerSize("dropout", read, read, 0))
    sizes.append(LayerSize("dense", read, outputs, read * outputs + outputs))
    return sizes


def weight_shapes(network: NetworkSettings, features: int, outputs: int) -> list[tuple[int, ...]]:
    """Shapes of `Run.weights`, in order."""
    shapes: list[tuple[int, ...]] = []
    for layer in range(network.layers):
        shapes += _recurrent_shapes(network, features if layer == 0 else network.units)
    scale: list[tuple[int, ...]] = [()] if network.kind == "attention" else []
    return [*shapes, *scale, (read_width(network), outputs), (outputs,)]


def layer_name(network: NetworkSettings, layer: int) -> str:
    """Keras' name of a recurrent layer, counted from 0: ``lstm_1``."""
    return f"{LAYER_TITLES[network.kind].lower()}_{layer + 1}"


def read_width(network: NetworkSettings) -> int:
    """How many numbers the dense layer reads: the last hidden state, with attention the average beside it."""
    return network.units * (2 if network.kind == "attention" else 1)


def _recurrent_shapes(network: NetworkSettings, inputs: int) -> list[tuple[int, ...]]:
    u, columns = network.units, len(cell_of(network.kind).order) * network.units
    return [(inputs, columns), (u, columns), (2, columns) if network.kind == "gru" else (columns,)]


def can_fuse(network: NetworkSettings) -> bool:
    """Whether its recurrent layers run through TensorFlow's fused LSTM kernel: plain LSTM layers with tanh."""
    plain = network.activation == "tanh" and not network.input_dropout and not network.recurrent_dropout
    return plain and "forget" in cell_of(network.kind).names


def refuse_every_step(network: NetworkSettings) -> None:
    """Raises SettingsError when this network cannot answer at every step of a window."""
    if network.kind == "attention":
        raise SettingsError([
            "network=attention reads a window from its end and answers once, and this series wants an answer at every "
            "step: choose lstm, gru or rnn."
        ])  # fmt: skip


def build(
    network: NetworkSettings, timesteps: int, features: int, outputs: int, seed: int, *, every_step: bool = False
) -> keras.Model:
    """The Keras network for windows (n, timesteps, features) and targets (n, outputs).

    every_step: it has one output and answers at every step, (n, timesteps). Raises SettingsError for a network that
    cannot. Sets Keras' global seed, so that the same settings and seed always start from the same weights.
    """
    import keras

    if every_step:
        refuse_every_step(network)
    keras.utils.set_random_seed(seed)
    window = keras.Input((timesteps, features), name="window")
    signal = window
    for layer in range(network.layers):
        whole = every_step or network.kind == "attention" or layer < network.layers - 1
        signal = _recurrent(network, layer, whole)(signal)
    if network.kind == "attention":
        last = signal[:, -1:]
        context = keras.layers.Attention(use_scale=True, name="attention")([last, signal])
        signal = keras.layers.Flatten(name="read")(keras.layers.Concatenate(name="join")([context, last]))
    if network.dropout:
        signal = keras.layers.Dropout(network.dropout, name="dropout")(signal)
    answer = keras.layers.Dense(outputs, name="dense")(signal)
    if every_step:
        answer = keras.layers.Reshape((timesteps,), name="steps")(answer)
    model = keras.Model(window, answer, name="network")
    if "forget" in cell_of(network.kind).names:
        for layer in range(network.layers):
            rng = np.random.default_rng(seed + layer)
            bias = start_bias(network.forget_bias, network.units, timesteps, rng)
            model.get_layer(layer_name(network, layer)).cell.bias.assign(bias)
    return model


def _recurrent(network: NetworkSettings, layer: int, whole: bool) -> keras.layers.Layer:
    import keras

    kinds = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU, "rnn": keras.layers.SimpleRNN}
    return kinds.get(network.kind, keras.layers.LSTM)(
        network.units,
        activation=network.activation,
        dropout=network.input_dropout,
        recurrent_dropout=network.recurrent_dropout,
        return_sequences=whole,
        name=layer_name(network, layer),
    )
