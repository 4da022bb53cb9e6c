"""GRU and SimpleRNN in NumPy, to set beside the LSTM, and the weights that training starts from.

The formulas are those of Keras. SimpleRNN (Elman 1990):

    h ← g(x·W + h·U + b)

GRU (Cho et al. 2014), gates in the order z (update), r (reset), h̃ (candidate):

    z = σ(x·W_z + h·U_z + b_z)      r = σ(x·W_r + h·U_r + b_r)      h ← z ⊙ h + (1 − z) ⊙ h̃
    reset after the product (Keras' default):   h̃ = g(x·W_h + b_h + r ⊙ (h·U_h + b_u))
    reset before it (Cho et al.):               h̃ = g(x·W_h + b_h + (r ⊙ h)·U_h)

Layers are stacked and closed by a dense layer as in `lstm_core.forward`. Everything is float64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

import numpy as np

from lstm_core.forward import ACTIVATIONS, sigmoid, slope

CellKind = Literal["rnn", "gru", "lstm"]
# Blocks of weights per unit in kernel, recurrent kernel and bias.
BLOCKS: dict[CellKind, int] = {"rnn": 1, "gru": 3, "lstm": 4}


@dataclass(frozen=True)
class RnnTrace:
    """A SimpleRNN layer over time: hidden (n, timesteps, units)."""

    hidden: np.ndarray


@dataclass(frozen=True)
class GruTrace:
    """A GRU layer over time; each array (n, timesteps, units).

    recalled: what the candidate reads of the hidden state before r is applied (reset after: h·U_h + b_u;
    reset before: h itself).
    """

    update: np.ndarray
    reset: np.ndarray
    candidate: np.ndarray
    recalled: np.ndarray
    hidden: np.ndarray


T = TypeVar("T", RnnTrace, GruTrace)
Arrays = Sequence[np.ndarray]


class Cell(Protocol[T]):
    """One kind of recurrent layer: forwards over a whole signal, and its gradient backwards."""

    def trace(self, layer: Arrays, signal: np.ndarray) -> T:
        """The layer over signal (n, timesteps, inputs); layer: kernel, recurrent kernel, bias as Keras orders them."""
        ...

    def back(self, layer: Arrays, traced: T, above: np.ndarray) -> np.ndarray:
        """∂/∂signal from `above` = ∂/∂(the hidden states read by the layer above), (n, timesteps, units)."""
        ...


@dataclass(frozen=True)
class SimpleRnn:
    """Keras' SimpleRNN with any offered activation."""

    activation: str = "tanh"

    def trace(self, layer: Arrays, signal: np.ndarray) -> RnnTrace:
        """See `Cell.trace`."""
        kernel, recurrent, bias = layer
        ahead = signal @ kernel + bias
        hidden = np.zeros_like(ahead)
        h = np.zeros_like(ahead[:, 0])
        for t in range(signal.shape[1]):
            h = ACTIVATIONS[self.activation](ahead[:, t] + h @ recurrent)
            hidden[:, t] = h
        return RnnTrace(hidden)

    def back(self, layer: Arrays, traced: RnnTrace, above: np.ndarray) -> np.ndarray:
        """See `Cell.back`."""
        kernel, recurrent, _ = layer
        local = slope(self.activation, traced.hidden)
        pre = np.empty_like(above)
        d_h = np.zeros_like(above[:, 0])
        for t in reversed(range(above.shape[1])):
            pre[:, t] = (above[:, t] + d_h) * local[:, t]
            d_h = pre[:, t] @ recurrent.T
        return pre @ kernel.T


@dataclass(frozen=True)
class Gru:
    """Keras' GRU with any offered activation, the reset gate after (default) or before the recurrent product."""

    activation: str = "tanh"
    reset_after: bool = True

    def trace(self, layer: Arrays, signal: np.ndarray) -> GruTrace:
        """See `Cell.trace`; bias is (2, 3·units) with the reset after, (3·units,) before."""
        kernel, recurrent, bias = layer
        units = len(recurrent)
        outer, inner = bias if self.reset_after else (bias, np.zeros(3 * units))
        ahead = signal @ kernel + outer
        h = np.zeros((len(signal), units))
        steps = []
        for t in range(signal.shape[1]):
            x_zr, x_h = ahead[:, t, : 2 * units], ahead[:, t, 2 * units :]
            z, r = np.split(sigmoid(x_zr + h @ recurrent[:, : 2 * units] + inner[: 2 * units]), 2, axis=1)
            if self.reset_after:
                recalled = h @ recurrent[:, 2 * units :] + inner[2 * units :]
                told = r * recalled
            else:
                recalled = h
                told = (r * h) @ recurrent[:, 2 * units :]
            candidate = ACTIVATIONS[self.activation](x_h + told)
            h = z * h + (1 - z) * candidate
            steps.append((z, r, candidate, recalled, h))
        return GruTrace(*(np.stack(values, axis=1) for values in zip(*steps, strict=True)))

    def back(self, layer: Arrays, traced: GruTrace, above: np.ndarray) -> np.ndarray:
        """See `Cell.back`."""
        kernel, recurrent, _ = layer
        units = len(recurrent)
        u_zr, u_h = recurrent[:, : 2 * units], recurrent[:, 2 * units :]
        z, r, candidate = traced.update, traced.reset, traced.candidate
        before = np.zeros_like(traced.hidden)
        before[:, 1:] = traced.hidden[:, :-1]
        to_z = (before - candidate) * slope("sigmoid", z)
        to_r = traced.recalled * slope("sigmoid", r)
        to_candidate = (1 - z) * slope(self.activation, candidate)
        pre = np.empty((*above.shape[:2], 3 * units))
        d_h = np.zeros_like(above[:, 0])
        for t in reversed(range(above.shape[1])):
            d_h = d_h + above[:, t]
            p = pre[:, t]
            p[:, :units] = d_h * to_z[:, t]
            p[:, 2 * units :] = d_h * to_candidate[:, t]
            # What reaches r ⊙ recalled: directly with the reset after the product, through U_h before it.
            told = p[:, 2 * units :] if self.reset_after else p[:, 2 * units :] @ u_h.T
            p[:, units : 2 * units] = told * to_r[:, t]
            recalled = (told * r[:, t]) @ u_h.T if self.reset_after else told * r[:, t]
            d_h = d_h * z[:, t] + recalled + p[:, : 2 * units] @ u_zr.T
        return pre @ kernel.T


def gates(cell: Cell[T], weights: Arrays, x: np.ndarray) -> list[T]:
    """Every layer over windows x (n, timesteps, features), first layer first; weights as Keras orders them."""
    traces, signal = [], np.asarray(x, dtype=float)
    for layer in _layers(weights):
        traces.append(cell.trace(layer, signal))
        signal = traces[-1].hidden
    return traces


def predict(cell: Cell[T], weights: Arrays, x: np.ndarray) -> np.ndarray:
    """The output (n, outputs) of stacked `cell` layers and a dense layer; arguments as in `gates`."""
    kernel, bias = weights[-2:]
    return gates(cell, weights, x)[-1].hidden[:, -1] @ kernel.astype(float) + bias


def input_gradients(cell: Cell[T], weights: Arrays, x: np.ndarray, output: int = 0) -> np.ndarray:
    """∂ŷ/∂x (n, timesteps, features) of one output (0-based) for each window; arguments as in `gates`."""
    traces = gates(cell, weights, x)
    above = np.zeros(traces[-1].hidden.shape)
    above[:, -1] = weights[-2][:, output]
    for layer, traced in zip(reversed(_layers(weights)), reversed(traces), strict=True):
        above = cell.back(layer, traced, above)
    return above


def _layers(weights: Arrays) -> list[list[np.ndarray]]:
    """Kernel, recurrent kernel and bias of each recurrent layer, float64; the dense layer's two arrays are left out."""
    return [[w.astype(float) for w in weights[i : i + 3]] for i in range(0, len(weights) - 2, 3)]


def start_weights(
    kind: CellKind,
    units: int,
    features: int,
    rng: np.random.Generator,
    *,
    layers: int = 1,
    outputs: int = 1,
    forget_bias: str = "1",
    timesteps: int = 2,
    reset_after: bool = True,
) -> tuple[np.ndarray, ...]:
    """Weights as Keras draws them before training, in Keras' order, from a NumPy generator.

    Kernels Glorot uniform (Glorot & Bengio 2010), recurrent kernels orthogonal (Saxe et al. 2014), biases 0.
    forget_bias, timesteps: for "lstm" only, as in `start_bias`. reset_after: for "gru" only.
    """
    blocks = BLOCKS[kind]
    weights: list[np.ndarray] = []
    for layer in range(layers):
        weights += [_glorot(features if layer == 0 else units, blocks * units, rng), _orthogonal(units, blocks, rng)]
        if kind == "lstm":
            weights.append(start_bias(forget_bias, units, timesteps, rng))
        else:
            weights.append(np.zeros((2, blocks * units) if kind == "gru" and reset_after else blocks * units))
    return (*weights, _glorot(units, outputs, rng), np.zeros(outputs))


def start_bias(forget_bias: str, units: int, timesteps: int, rng: np.random.Generator) -> np.ndarray:
    """Bias (4·units,) of an LSTM layer before training, in Keras' order i, f, c, o.

    forget_bias: a number for every forget gate, or "chrono", which spreads the memories of the cells from
    1 step to the window's length: b_f = log U(1, T − 1), b_i = −b_f (Tallec & Ollivier 2018).
    """
    bias = np.zeros(4 * units)
    if forget_bias == "chrono":
        forget = np.log(rng.uniform(1, max(timesteps - 1, 2), units))
        bias[:units] = -forget
    else:
        forget = np.full(units, float(forget_bias))
    bias[units : 2 * units] = forget
    return bias


def _glorot(rows: int, columns: int, rng: np.random.Generator) -> np.ndarray:
    limit = np.sqrt(6 / (rows + columns))
    return rng.uniform(-limit, limit, (rows, columns))


def _orthogonal(units: int, blocks: int, rng: np.random.Generator) -> np.ndarray:
    """(units, blocks·units) with orthonormal rows, uniform over all such matrices."""
    q, r = np.linalg.qr(rng.standard_normal((blocks * units, units)))
    return (q * np.sign(np.diag(r))).T
