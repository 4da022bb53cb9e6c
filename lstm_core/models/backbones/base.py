"""What every backbone has in common: the part of a network between the window and the dense layer that answers."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

Shape = tuple[int, ...]


@dataclass(frozen=True)
class LayerSize:
    """One layer of the network: what goes in, what comes out, how many weights.

    name: as in Keras, such as "lstm_1", "attention", "dropout", "dense". inputs, outputs: numbers per time step, or per
    window where a layer reads all steps at once. shapes: of its weights, in Keras' order. title, does: how a picture
    calls it, and what it does in a few words; by default the name alone.
    """

    name: str
    inputs: int
    outputs: int
    shapes: tuple[Shape, ...]
    title: str = field(default="", compare=False)
    does: str = field(default="", compare=False)

    @property
    def parameters(self) -> int:
        """How many weights the layer has."""
        return sum(math.prod(shape) for shape in self.shapes)

    @property
    def called(self) -> str:
        """Its title with the number that its name has: ``Block 2``."""
        name, _, number = self.name.partition("_")
        return f"{self.title or name.capitalize()} {number}".rstrip()


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


class Backbone(ABC):
    """One kind of network. What it gives, (n, width), goes through dropout and a dense layer to the answer.

    title: how it is called. uses: short keys of the network settings that shape it, besides "network". units: what its
    units are. dense_start: Keras' name of what the dense layer's weights start from. fusable: whether its layers are
    LSTM layers that `fused` can run. every_step: whether it can answer at every step of a window.
    """

    title: str
    uses: frozenset[str] = frozenset()
    units: str = "cells"
    dense_start: str = "glorot_uniform"
    fusable: bool = False
    every_step: bool = False

    @abstractmethod
    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """Its layers in order; the last one's `outputs` is the width that the dense layer reads."""

    @abstractmethod
    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """The same in Keras: window (n, timesteps, features) → (n, width)."""

    @abstractmethod
    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """What training it costs."""

    def masks(self, network: NetworkSettings) -> int:
        """How many masks input dropout draws for a window; all of them must hide a feature before it is lost."""
        return 1

    def fused(
        self, model: keras.Model, cells: list[keras.layers.LSTMCell], x: tf.Tensor, *, every_step: bool
    ) -> tf.Tensor:
        """What the dense layer reads of x (n, timesteps, features), through TensorFlow's fused kernel: (n, width).

        cells: of the model's LSTM layers. every_step: (n, timesteps, width) instead. Only where it is `fusable`.
        """
        raise NotImplementedError


def weights_in(layers: Sequence[LayerSize]) -> int:
    """How many weights some layers have together."""
    return sum(layer.parameters for layer in layers)


class Twin(Backbone):
    """A backbone that is computed in NumPy here; the recurrent kinds are in `lstm_core.models.forward`."""

    @abstractmethod
    def read(self, weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
        """What the dense layer reads, (n, width), in evaluation mode; x (n, timesteps, features), all float64.

        weights: of the backbone alone, in the order of `layers`.
        """
