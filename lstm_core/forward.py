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

from lstm_core.intervene import GateName, Intervention, LayerIntervention
from lstm_core.settings import NetworkSettings

UNTOUCHED = Intervention()
# Windows that walk together: enough for fast products, few enough for the processor's cache.
CHUNK_ROWS = 128
Activation = Callable[[np.ndarray], np.ndarray]


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + e^−z), written with tanh so that it never overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def relu(z: np.ndarray) -> np.ndarray:
    """max(0, z)."""
    return np.maximum(z, 0.0)


ACTIVATIONS: dict[str, Activation] = {"tanh": np.tanh, "relu": relu, "sigmoid": sigmoid}


def slope(activation: str, value: np.ndarray) -> np.ndarray:
    """Derivative of an activation, told by the value it gave."""
    if activation == "tanh":
        return 1.0 - value * value
    if activation == "sigmoid":
        return value * (1.0 - value)
    return (value > 0).astype(float)


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


@dataclass(frozen=True)
class Layer:
    """One LSTM layer ready to run, float64: kernel (inputs, 4·units), recurrent (units, 4·units), bias (4·units,)."""

    kernel: np.ndarray
    recurrent: np.ndarray
    bias: np.ndarray
    activation: Activation
    change: LayerIntervention


def layers_of(weights: Sequence[np.ndarray], network: NetworkSettings, intervention: Intervention) -> list[Layer]:
    """The LSTM layers of `weights` (as in `Run.weights`), first layer first."""
    g = ACTIVATIONS[network.activation]
    layers = []
    for i in range(network.layers):
        kernel, recurrent, bias = (w.astype(float) for w in weights[3 * i : 3 * i + 3])
        layers.append(Layer(kernel, recurrent, bias, g, intervention.of_layer(i)))
    return layers


def predict(
    weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings, intervention: Intervention = UNTOUCHED
) -> np.ndarray:
    """The network's output in evaluation mode (no dropout).

    weights: as in `Run.weights`. x: (n, timesteps, features) scaled. Returns (n, outputs) scaled.
    Raises SettingsError when the intervention does not fit the network.
    """
    kernel, bias = weights[-2:]
    return last_steps(weights, x, network, intervention)[-1].hidden @ kernel.astype(float) + bias


def last_steps(
    weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings, intervention: Intervention = UNTOUCHED
) -> list[Step]:
    """Every layer at the last time step of each window, without keeping the steps before; arguments as in `predict`."""
    intervention.check(network, x.shape[1])
    layers = layers_of(weights, network, intervention)
    chunks = [_walk(layers, x[at : at + CHUNK_ROWS], intervention.reset_at) for at in range(0, len(x), CHUNK_ROWS)]
    names = Step.__dataclass_fields__
    return [Step(**{name: np.concatenate([getattr(s, name) for s in steps]) for name in names})
            for steps in zip(*chunks, strict=True)]  # fmt: skip


def _walk(layers: Sequence[Layer], x: np.ndarray, reset_at: int | None) -> list[Step]:
    states: list[Step | None] = [None] * len(layers)
    for t in range(x.shape[1]):
        signal = x[:, t]
        for depth, layer in enumerate(layers):
            state = _step(signal, None if t == reset_at else states[depth], layer)
            states[depth], signal = state, state.hidden
    return [state for state in states if state is not None]


def gates(
    weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings, intervention: Intervention = UNTOUCHED
) -> list[GateTrace]:
    """The gates of every layer for windows x (n, timesteps, features), scaled; first layer first.

    Raises SettingsError when the intervention does not fit the network.
    """
    intervention.check(network, x.shape[1])
    traces = []
    signal = np.asarray(x, dtype=float)
    for layer in layers_of(weights, network, intervention):
        steps = list(_steps(signal, layer, intervention.reset_at))
        # Time first in memory: each step is one block, here and on the way back of the gradients.
        stacked = {name: np.stack([getattr(s, name) for s in steps]) for name in Step.__dataclass_fields__}
        traces.append(GateTrace(**{name: block.swapaxes(0, 1) for name, block in stacked.items()}))
        signal = traces[-1].hidden
    return traces


def _steps(signal: np.ndarray, layer: Layer, reset_at: int | None) -> Iterator[Step]:
    state = None
    for t in range(signal.shape[1]):
        state = _step(signal[:, t], None if t == reset_at else state, layer)
        yield state


def _step(x: np.ndarray, state: Step | None, layer: Layer) -> Step:
    """One time step of one layer; x (n, features), state None where the state starts from zeros."""
    g = layer.activation
    z = x @ layer.kernel + layer.bias
    if state is not None:
        z += state.hidden @ layer.recurrent
    z_i, z_f, z_c, z_o = np.split(z, 4, axis=1)
    gate: dict[GateName, np.ndarray] = {
        "forget": sigmoid(z_f), "input": sigmoid(z_i), "candidate": g(z_c), "output": sigmoid(z_o),
    }  # fmt: skip
    for kind, clamps in layer.change.clamps.items():
        for unit, value in clamps:
            gate[kind][:, slice(None) if unit is None else unit] = value
    c = gate["input"] * gate["candidate"]
    if state is not None:
        c += gate["forget"] * state.cell
    h = gate["output"] * g(c)
    h[:, layer.change.silenced] = 0.0
    return Step(**gate, cell=c, hidden=h)
