"""What a training will cost, said beforehand."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lstm_core.models.backbones import BACKBONES
from lstm_core.models.build import can_fuse, parameters
from lstm_core.prepare import Prepared
from lstm_core.settings import Settings

# Rough costs of one core, measured; they only have to tell minutes from hours.
BASE_MEMORY_MB = 350
SECONDS_PER_STEP = 3e-5
SECONDS_PER_UPDATE = 5e-4
FLOPS_PER_SECOND = 3e10
BUILDING_SECONDS = 0.3
# Of an epoch's time: there and twice as long back through the network; the rest is the evaluation after it.
TRAINING_SHARE = 0.75


@dataclass(frozen=True)
class Estimate:
    """What a training will need: memory in MB, time in seconds, and the number of weight updates.

    building: seconds before the first epoch, to build and compile the network.
    """

    memory_mb: float
    seconds: float
    updates: int
    building: float

    def from_nothing(self, most: float = math.inf) -> float:
        """Seconds with building it; most: how many the epochs may take."""
        return self.building + min(self.seconds, most)


def estimate(settings: Settings, prepared: Prepared) -> Estimate:
    """What training these windows with these settings will need, within a factor of about two."""
    n, timesteps, features = prepared.train.x.shape
    network, training = settings.network, settings.training
    batch = min(training.batch_size, n)
    updates = math.ceil(n / training.batch_size)
    cost = BACKBONES[network.kind].cost(network, timesteps, features)
    # A multiplication and an addition each; the way back takes twice as long, and the epoch is evaluated once more.
    flops = 2 * cost.products * n * 4
    per_epoch = updates * (SECONDS_PER_UPDATE + SECONDS_PER_STEP * cost.in_turn) + flops / FLOPS_PER_SECOND
    # Recurrent layers outside the fused kernel take three times as long per step, and to compile.
    slow = 3 if "recurrent_dropout" in BACKBONES[network.kind].uses and not can_fuse(network) else 1
    data = prepared.train.x.size + prepared.validation.x.size
    weights = parameters(network, timesteps, features, prepared.outputs)
    memory = BASE_MEMORY_MB + 4 * (cost.held * max(batch, 128) + data + 4 * weights) / 1e6
    building = BUILDING_SECONDS + cost.building * slow
    return Estimate(memory, per_epoch * training.epochs * slow, updates * training.epochs, building)
