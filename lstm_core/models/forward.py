"""The forward pass in NumPy, every gate exposed: recurrent layers (`lstm_core.models.cells`) and what reads them.

The prediction is a dense layer on what the network's backbone gives; of recurrent layers it says itself what of their
hidden states is read (`Recurrent.read`).

Everything is float64; it equals Keras' float32 within 1e-5.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_core.models.backbones import RECURRENT, TWINS, cell_of
from lstm_core.models.cells import Layer, LayerTrace, State, walk
from lstm_core.models.interventions import Intervention
from lstm_core.settings import NetworkSettings

UNTOUCHED = Intervention()
# Windows that walk together: enough for fast products, few enough for the processor's cache.
CHUNK_ROWS = 128


def layers_of(weights: Sequence[np.ndarray], network: NetworkSettings, intervention: Intervention) -> list[Layer]:
    """The recurrent layers of `weights` (as in `Run.weights`), first layer first."""
    cell = cell_of(network.kind)
    layers = []
    for i in range(network.layers):
        kernel, recurrent, bias = (w.astype(float) for w in weights[3 * i : 3 * i + 3])
        layers.append(Layer(cell, kernel, recurrent, bias, network.activation, intervention.of_layer(i)))
    return layers


def predict(
    weights: Sequence[np.ndarray],
    x: np.ndarray,
    network: NetworkSettings,
    intervention: Intervention = UNTOUCHED,
    *,
    every_step: bool = False,
) -> np.ndarray:
    """The network's output in evaluation mode (no dropout).

    weights: as in `Run.weights`. x: (n, timesteps, features) scaled. Returns (n, outputs) scaled, or one output per
    step (n, timesteps) for a network that answers at every step.
    Raises SettingsError when the intervention does not fit the network.
    """
    intervention.check(network, x.shape[1])
    if network.kind in TWINS:
        return _read_whole(weights, x, network)
    layers = layers_of(weights, network, intervention)
    whole = every_step or RECURRENT[network.kind].reads_all
    found = [np.empty((0, x.shape[1] if every_step else len(weights[-1])))]
    for at in range(0, len(x), CHUNK_ROWS):
        hidden = [states[-1]["hidden"] for states in walk(layers, x[at : at + CHUNK_ROWS], intervention.reset_at)]
        kept = np.stack(hidden if whole else hidden[-1:], axis=1)
        found.append(read_out(weights, network, kept, every_step=every_step))
    return np.concatenate(found)


def _read_whole(weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
    """`predict` for a network without cells to look into."""
    *body, kernel, bias = (w.astype(float) for w in weights)
    twin, signal = TWINS[network.kind], np.asarray(x, dtype=float)
    chunks = [signal[at : at + CHUNK_ROWS] for at in range(0, len(x), CHUNK_ROWS)]
    return np.concatenate(
        [np.empty((0, len(bias))), *(twin.read(body, chunk, network) @ kernel + bias for chunk in chunks)]
    )


def read_out(
    weights: Sequence[np.ndarray], network: NetworkSettings, hidden: np.ndarray, *, every_step: bool = False
) -> np.ndarray:
    """Prediction (n, outputs) from the last layer's hidden states (n, timesteps, units).

    Where the backbone reads the last of them alone, it may stand alone; with `every_step` each gives its own answer,
    (n, timesteps).
    """
    kernel, bias = weights[-2].astype(float), weights[-1]
    if every_step:
        return hidden @ kernel[:, 0] + bias
    return RECURRENT[network.kind].read(weights, hidden) @ kernel + bias


def last_steps(
    weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings, intervention: Intervention = UNTOUCHED
) -> list[State]:
    """Every layer at the last time step of each window, without keeping the steps before; arguments as in `predict`."""
    intervention.check(network, x.shape[1])
    layers = layers_of(weights, network, intervention)
    chunks = []
    for at in range(0, len(x), CHUNK_ROWS):
        for states in walk(layers, x[at : at + CHUNK_ROWS], intervention.reset_at):
            last = states
        chunks.append(last)
    return [
        {name: np.concatenate([state[name] for state in states]) for name in states[0]}
        for states in zip(*chunks, strict=True)
    ]


def gates(
    weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings, intervention: Intervention = UNTOUCHED
) -> list[LayerTrace]:
    """The trace of every layer for windows x (n, timesteps, features), scaled; first layer first.

    A trace maps each name of the network's cell (`Cell.names`) to an array (n, timesteps, units).
    Raises SettingsError when the intervention does not fit the network.
    """
    intervention.check(network, x.shape[1])
    traces: list[LayerTrace] = []
    signal = np.asarray(x, dtype=float)
    for layer in layers_of(weights, network, intervention):
        steps = [states[0] for states in walk([layer], signal, intervention.reset_at)]
        # Time first in memory: each step is one block, here and on the way back of the gradients.
        traces.append({name: np.stack([step[name] for step in steps]).swapaxes(0, 1) for name in layer.cell.names})
        signal = traces[-1]["hidden"]
    return traces
