"""What two trainings must have in common so that one compiled epoch serves both; loads no TensorFlow."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

from lstm_core.models.backbones import BACKBONES
from lstm_core.models.build import can_fuse
from lstm_core.prepare import Prepared
from lstm_core.settings import Settings

# Steps of a recurrent layer in a whole training from which XLA's compilation (1 to 2 s) pays off.
XLA_FROM = 10_000
# Settings of a network that only decide what its variables hold at first.
VALUES = frozenset({"dropout", "forget_bias"})


@dataclass(frozen=True)
class Architecture:
    """Equal for trainings that may follow each other in one `Trainer`.

    network: the kind and the settings that shape its graph. window: steps, features. outputs: of the dense layer.
    targets: numbers that each window is compared with. training: optimizer, momentum, clipping, loss. xla: whether the
    training is long enough for XLA; it rounds otherwise, so it must not depend on who trained before.
    """

    network: tuple[Hashable, ...]
    window: tuple[int, int]
    outputs: int
    targets: int
    every_step: bool
    classes: bool
    training: tuple[Hashable, ...]
    xla: bool


def architecture(settings: Settings, prepared: Prepared) -> Architecture:
    """The architecture of a training: learning rate, schedule, epochs, batch size, dropout, seed, windows left out."""
    network, training = settings.network, settings.training
    shaping = sorted(BACKBONES[network.kind].uses - VALUES)
    _, timesteps, features = prepared.train.x.shape
    momentum = training.momentum if training.optimizer == "sgd" else None
    return Architecture(
        (network.kind, *(getattr(network, name) for name in shaping)),
        (timesteps, features),
        prepared.outputs,
        targets(settings, prepared),
        prepared.every_step,
        bool(prepared.classes),
        (training.optimizer, momentum, training.clip, None if prepared.classes else training.loss),
        uses_xla(settings, prepared),
    )


def targets(settings: Settings, prepared: Prepared) -> int:
    """How many numbers the answer to one window is compared with."""
    return prepared.train.x.shape[1] if prepared.every_step else settings.preparation.outputs


def uses_xla(settings: Settings, prepared: Prepared) -> bool:
    """Whether XLA compiles this training: long ones of layers without a fused kernel."""
    windows, timesteps, features = prepared.train.x.shape
    cost = BACKBONES[settings.network.kind].cost(settings.network, timesteps, features)
    batches = math.ceil(windows / settings.training.batch_size)
    steps = settings.training.epochs * batches * cost.in_turn
    return not can_fuse(settings.network) and steps >= XLA_FROM
