"""The LSTM forward pass in NumPy, every gate exposed.

The formulas are those of Keras' `LSTM` (no peepholes, gate order i, f, c, o), after Hochreiter &
Schmidhuber 1997 with the forget gate of Gers et al. 2000:

    i = σ(x·W_i + h·U_i + b_i)      f = σ(x·W_f + h·U_f + b_f)      o = σ(x·W_o + h·U_o + b_o)
    c̃ = g(x·W_c + h·U_c + b_c)      c ← f ⊙ c + i ⊙ c̃              h ← o ⊙ g(c)

with g the cell activation. Everything is float64; it equals Keras' float32 within 1e-5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.settings import NetworkSettings

Activation = Callable[[np.ndarray], np.ndarray]


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + e^−z), written with tanh so that it never overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def relu(z: np.ndarray) -> np.ndarray:
    """max(0, z)."""
    return np.maximum(z, 0.0)


ACTIVATIONS: dict[str, Activation] = {"tanh": np.tanh, "relu": relu, "sigmoid": sigmoid}


@dataclass(frozen=True)
class GateTrace:
    """Every gate of one layer over time; each array is (n, timesteps, units)."""

    forget: np.ndarray
    input: np.ndarray
    candidate: np.ndarray
    output: np.ndarray
    cell: np.ndarray
    hidden: np.ndarray


@dataclass(frozen=True)
class Step:
    """One layer at one time step; each array is (n, units)."""

    forget: np.ndarray
    input: np.ndarray
    candidate: np.ndarray
    output: np.ndarray
    cell: np.ndarray
    hidden: np.ndarray


def predict(weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
    """The network's output in evaluation mode (no dropout).

    weights: as in `Run.weights`. x: (n, timesteps, features) scaled. Returns (n, outputs) scaled.
    """
    states: list[Step | None] = [None] * network.layers
    for t in range(x.shape[1]):
        signal = x[:, t]
        for layer in range(network.layers):
            state = _step(signal, states[layer], weights[3 * layer : 3 * layer + 3], network)
            states[layer], signal = state, state.hidden
    kernel, bias = weights[-2:]
    return signal @ kernel.astype(float) + bias


def gates(weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> list[GateTrace]:
    """The gates of every layer for windows x (n, timesteps, features), scaled; first layer first."""
    traces = []
    signal = np.asarray(x, dtype=float)
    for layer in range(network.layers):
        steps = list(_steps(signal, weights[3 * layer : 3 * layer + 3], network))
        stacked = {name: np.stack([getattr(s, name) for s in steps], axis=1) for name in Step.__dataclass_fields__}
        traces.append(GateTrace(**stacked))
        signal = traces[-1].hidden
    return traces


def _steps(signal: np.ndarray, layer: Sequence[np.ndarray], network: NetworkSettings) -> Iterator[Step]:
    state = None
    for t in range(signal.shape[1]):
        state = _step(signal[:, t], state, layer, network)
        yield state


def _step(x: np.ndarray, state: Step | None, layer: Sequence[np.ndarray], network: NetworkSettings) -> Step:
    """One time step of one layer; x (n, features), state None at the first step (all zeros)."""
    kernel, recurrent, bias = (w.astype(float) for w in layer)
    g = ACTIVATIONS[network.activation]
    z = x @ kernel + bias
    if state is not None:
        z += state.hidden @ recurrent
    z_i, z_f, z_c, z_o = np.split(z, 4, axis=1)
    i, f, c_tilde, o = sigmoid(z_i), sigmoid(z_f), g(z_c), sigmoid(z_o)
    c = i * c_tilde if state is None else f * state.cell + i * c_tilde
    return Step(f, i, c_tilde, o, c, o * g(c))
