"""Settings → a Keras network, and its size in numbers."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.models.backbones import BACKBONES, RECURRENT, LayerSize, weights_in
from lstm_core.models.cells import start_bias
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras

# Kind of network → how it is called.
TITLES = {kind: backbone.title for kind, backbone in BACKBONES.items()}
# Kind with cells → what one of its recurrent layers is called.
LAYER_TITLES = {kind: backbone.layer for kind, backbone in RECURRENT.items()}


def layer_sizes(network: NetworkSettings, timesteps: int, features: int, outputs: int) -> list[LayerSize]:
    """The layers with their parameter counts, without building the network."""
    sizes = BACKBONES[network.kind].layers(network, timesteps, features)
    read = sizes[-1].outputs
    if dropout_of(network):
        sizes.append(LayerSize("dropout", read, read, ()))
    return [*sizes, LayerSize("dense", read, outputs, ((read, outputs), (outputs,)))]


def weight_shapes(network: NetworkSettings, timesteps: int, features: int, outputs: int) -> list[tuple[int, ...]]:
    """Shapes of `Run.weights`, in order."""
    return [shape for size in layer_sizes(network, timesteps, features, outputs) for shape in size.shapes]


def parameters(network: NetworkSettings, timesteps: int, features: int, outputs: int) -> int:
    """How many weights the whole network has."""
    return weights_in(layer_sizes(network, timesteps, features, outputs))


def dropout_of(network: NetworkSettings) -> float:
    """Share of what the dense layer reads that is hidden while training; 0 for a kind without it."""
    return network.dropout if "dropout" in BACKBONES[network.kind].uses else 0.0


def can_fuse(network: NetworkSettings) -> bool:
    """Whether its recurrent layers run through TensorFlow's fused LSTM kernel: plain LSTM layers with tanh."""
    plain = network.activation == "tanh" and not network.input_dropout and not network.recurrent_dropout
    return plain and BACKBONES[network.kind].fusable


def validate_every_step(network: NetworkSettings) -> None:
    """Raises SettingsError when this network cannot answer at every step of a window."""
    if not BACKBONES[network.kind].every_step:
        *some, last = (kind for kind, backbone in BACKBONES.items() if backbone.every_step)
        raise SettingsError([
            f"network={network.kind} reads a window whole and answers once, and this series wants an answer at every "
            f"step: choose {', '.join(some)} or {last}."
        ])  # fmt: skip


def build(
    network: NetworkSettings, timesteps: int, features: int, outputs: int, seed: int, *, every_step: bool = False
) -> keras.Model:
    """The Keras network for windows (n, timesteps, features) and targets (n, outputs).

    every_step: it has one output and answers at every step, (n, timesteps). Raises SettingsError for a network that
    cannot. Seeds Python's random numbers, so that the same settings and seed always start from the same weights.
    """
    import keras

    if every_step:
        validate_every_step(network)
    # Keras draws the seeds of its layers from here. Its own `set_random_seed` would also make TensorFlow forget the
    # kernels of every compiled function, and a trainer that begins anew would pay 0.2 s for that.
    random.seed(seed)
    window = keras.Input((timesteps, features), name="window")
    if every_step:
        signal = RECURRENT[network.kind].build_steps(network, window)
    else:
        signal = BACKBONES[network.kind].build(network, window)
    if dropout_of(network):
        signal = keras.layers.Dropout(network.dropout, name="dropout")(signal)
    answer = keras.layers.Dense(outputs, kernel_initializer=BACKBONES[network.kind].dense_start, name="dense")(signal)
    if every_step:
        answer = keras.layers.Reshape((timesteps,), name="steps")(answer)
    model = keras.Model(window, answer, name="network")
    for number, cell in enumerate(lstm_cells(model)):
        rng = np.random.default_rng(seed + number)
        cell.bias.assign(start_bias(network.forget_bias, network.units, timesteps, rng))
    return model


def lstm_cells(model: keras.Model) -> list[keras.layers.LSTMCell]:
    """The cells of its LSTM layers, first layer first; of one that reads both ways first the one that reads forward."""
    import keras

    ways = []
    for layer in model.layers:
        ways += (
            [layer.forward_layer, layer.backward_layer] if isinstance(layer, keras.layers.Bidirectional) else [layer]
        )
    return [way.cell for way in ways if isinstance(way, keras.layers.LSTM)]
