"""A network as new: built for its windows, and what it begins with, kept so that one network can begin in many ways."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np

from lstm_core.models.build import build, dropout_of
from lstm_core.prepare import Prepared
from lstm_core.settings import NetworkSettings, Settings


@dataclass(frozen=True)
class Start:
    """What a new build of a network begins with. values: of its variables, besides dropout's."""

    network: NetworkSettings
    seed: int
    values: list[np.ndarray]
    dropout_seed: np.ndarray

    @classmethod
    def of(cls, settings: Settings, model: keras.Model) -> Start:
        """The start of a model that was just built and not trained yet."""
        seed = np.zeros(2, np.int64)
        if dropout_of(settings.network):
            seed = model.get_layer("dropout").seed_generator.state.numpy()
        return cls(settings.network, settings.seed, [variable.numpy() for variable in learned(model)], seed)

    def fits(self, settings: Settings) -> bool:
        """Whether a build of these settings begins in the same way."""
        return (self.network, self.seed) == (settings.network, settings.seed)


def built(settings: Settings, prepared: Prepared) -> keras.Model:
    """The network for these windows, as new."""
    _, timesteps, features = prepared.train.x.shape
    every_step = prepared.every_step
    return build(settings.network, timesteps, features, prepared.outputs, settings.seed, every_step=every_step)


def body(model: keras.Model) -> keras.Model:
    """The network up to what dropout and the dense layer read."""
    names = [layer.name for layer in model.layers]
    return keras.Model(model.input, model.get_layer("dropout" if "dropout" in names else "dense").input)


def learned(model: keras.Model) -> list[keras.Variable]:
    """All variables but those of the final dropout, which a network without it has not."""
    return [variable for layer in model.layers if layer.name != "dropout" for variable in layer.variables]
