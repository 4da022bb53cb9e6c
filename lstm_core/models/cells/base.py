"""What every recurrent cell of this house has in common: its layer, its state, its activations.

A *state* is a dict name → (n, units), everything one time step exposes; a *trace* the same over a whole window, name →
(n, timesteps, units). The names are the cell's own (`Cell.names`); "hidden" is always the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

Activation = Callable[[np.ndarray], np.ndarray]
State = dict[str, np.ndarray]
LayerTrace = dict[str, np.ndarray]


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
class LayerIntervention:
    """One layer's share of an intervention. clamps: gate → (unit or None, value) in order. silenced: units."""

    clamps: dict[str, tuple[tuple[int | None, float], ...]]
    silenced: list[int]

    def hold(self, values: dict[str, np.ndarray]) -> None:
        """Put the clamped values into gates (n, units) that are there, in place."""
        for kind, clamps in self.clamps.items():
            for unit, value in clamps:
                if kind in values:
                    values[kind][:, slice(None) if unit is None else unit] = value


@dataclass(frozen=True)
class Layer:
    """One recurrent layer ready to run, float64, with what the learner changed in it.

    kernel (inputs, blocks·units), recurrent (units, blocks·units), bias: as Keras orders them for this kind of cell.
    """

    cell: Cell
    kernel: np.ndarray
    recurrent: np.ndarray
    bias: np.ndarray
    activation: str
    change: LayerIntervention

    @property
    def units(self) -> int:
        """How many cells stand side by side."""
        return len(self.recurrent)


class Cell(Protocol):
    """One kind of recurrent cell.

    names: what a step exposes, "hidden" last. openings: those of them that lie between 0 and 1 and say how much passes.
    gates: those that a learner can hold at a value. order: the blocks of weights of a unit, in Keras' order. bias_rows:
    how many biases a block has.
    """

    names: tuple[str, ...]
    openings: tuple[str, ...]
    gates: tuple[str, ...]
    order: tuple[str, ...]
    bias_rows: int = 1

    def step(self, x: np.ndarray, state: State | None, layer: Layer) -> State:
        """One time step; x (n, inputs), state None where it starts from zeros."""
        ...

    def back(self, layer: Layer, traced: LayerTrace, above: np.ndarray, reset_at: int | None) -> np.ndarray:
        """∂ŷ/∂(layer's input) (n, timesteps, inputs) by backpropagation through time (Werbos 1990).

        above: ∂ŷ/∂(its hidden states) as read by whoever stands above, (n, timesteps, units). A clamped gate passes no
        gradient, a silenced unit none through its hidden state, and nothing flows back past a reset.
        """
        ...


def walk(layers: Sequence[Layer], x: np.ndarray, reset_at: int | None = None) -> Iterator[list[State]]:
    """The states of stacked layers for windows x (n, timesteps, inputs), step by step.

    reset_at: as in an intervention.
    """
    states: list[State | None] = [None] * len(layers)
    for t in range(x.shape[1]):
        signal, now = x[:, t], []
        for state, layer in zip(states, layers, strict=True):
            now.append(layer.cell.step(signal, None if t == reset_at else state, layer))
            signal = now[-1]["hidden"]
        states = list(now)
        yield now


def shifted(values: np.ndarray, reset_at: int | None) -> np.ndarray:
    """(n, timesteps, units) as each step found it: one step later, 0 at the start and after a reset."""
    before = np.zeros_like(values)
    before[:, 1:] = values[:, :-1]
    if reset_at is not None:
        before[:, reset_at] = 0.0
    return before


def pass_nothing(change: LayerIntervention, local: dict[str, np.ndarray]) -> None:
    """Set the local derivative of every clamped gate to 0, in place."""
    for kind, clamps in change.clamps.items():
        for unit, _ in clamps:
            local[kind][..., slice(None) if unit is None else unit] = 0.0


def empty_pre(above: np.ndarray, columns: int) -> np.ndarray:
    """Room for ∂ŷ/∂(pre-activations), (n, timesteps, columns); time first in memory, so that a step is one block."""
    n, timesteps, _ = above.shape
    return np.empty((timesteps, n, columns)).swapaxes(0, 1)
