"""What every backbone has in common: the part of a network between the window and the dense layer that answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras

Shape = tuple[int, ...]


@dataclass(frozen=True)
class LayerSize:
    """One layer of the network: what goes in, what comes out, how many weights.

    name: as in Keras, such as "lstm_1", "attention", "dropout", "dense". inputs, outputs: numbers per time step, or per
    window where a layer reads all steps at once. shapes: of its weights, in Keras' order.
    """

    name: str
    inputs: int
    outputs: int
    shapes: tuple[Shape, ...]

    @property
    def parameters(self) -> int:
        """How many weights the layer has."""
        return sum(math.prod(shape) for shape in self.shapes)


@dataclass(frozen=True)
class Cost:
    """What one window costs in training, roughly; it only has to tell minutes from hours.

    in_turn: steps that wait for the one before, counted in time steps of a recurrent layer, whatever the batch.
    products: multiplications of a forward pass. held: numbers kept for the backward pass. building: seconds to build
    and compile it once, beyond those of any network.
    """

    in_turn: int
    products: int
    held: int
    building: float


class Backbone(Protocol):
    """One kind of network. What it gives, (n, width), goes through dropout and a dense layer to the answer.

    title: how it is called. uses: short keys of the network settings that shape it, besides "network".
    """

    title: str
    uses: frozenset[str]

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """Its layers in order; the last one's `outputs` is the width that the dense layer reads."""
        ...

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """The same in Keras: window (n, timesteps, features) → (n, width)."""
        ...

    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """What training it costs."""
        ...


def weights_in(layers: Sequence[LayerSize]) -> int:
    """How many weights some layers have together."""
    return sum(layer.parameters for layer in layers)


class Twin(Backbone, Protocol):
    """A backbone that is computed in NumPy here; the plain recurrent kinds are in `lstm_core.models.forward`."""

    def read(self, weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
        """What the dense layer reads, (n, width), in evaluation mode; x (n, timesteps, features), all float64.

        weights: of the backbone alone, in the order of `layers`.
        """
        ...
