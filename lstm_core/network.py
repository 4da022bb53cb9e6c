"""Settings → a Keras network, and its size in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.cells import start_bias
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class LayerSize:
    """One layer of the network: what goes in, what comes out, how many weights.

    inputs, outputs: numbers per time step. parameters: 4·(u·(u + f) + u) for an LSTM layer with u
    units and f inputs (four gates, each with u·(u + f) weights and u biases), u·o + o for the dense one.
    """

    name: str
    inputs: int
    outputs: int
    parameters: int


def layer_sizes(network: NetworkSettings, features: int, outputs: int) -> list[LayerSize]:
    """The layers with their parameter counts, without building the network."""
    u = network.units
    sizes = []
    for layer in range(network.layers):
        f = features if layer == 0 else u
        sizes.append(LayerSize(f"lstm_{layer + 1}", f, u, 4 * (u * (u + f) + u)))
    if network.dropout:
        sizes.append(LayerSize("dropout", u, u, 0))
    sizes.append(LayerSize("dense", u, outputs, u * outputs + outputs))
    return sizes


def build(network: NetworkSettings, timesteps: int, features: int, outputs: int, seed: int) -> keras.Model:
    """The Keras network for windows (n, timesteps, features) and targets (n, outputs).

    Sets Keras' global seed, so that the same settings and seed always start from the same weights.
    """
    import keras

    keras.utils.set_random_seed(seed)
    stack = [keras.Input((timesteps, features), name="window")]
    stack += [
        keras.layers.LSTM(
            network.units,
            activation=network.activation,
            dropout=network.input_dropout,
            recurrent_dropout=network.recurrent_dropout,
            return_sequences=layer < network.layers - 1,
            name=f"lstm_{layer + 1}",
        )
        for layer in range(network.layers)
    ]
    if network.dropout:
        stack.append(keras.layers.Dropout(network.dropout, name="dropout"))
    stack.append(keras.layers.Dense(outputs, name="dense"))
    model = keras.Sequential(stack, name="network")
    for layer in range(network.layers):
        rng = np.random.default_rng(seed + layer)
        bias = start_bias(network.forget_bias, network.units, timesteps, rng)
        model.get_layer(f"lstm_{layer + 1}").cell.bias.assign(bias)
    return model
