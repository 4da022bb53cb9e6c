"""How much of a network Gates walks through before a learner would wait for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_core.runs.run import Run
from lstm_core.settings import Settings

# Seconds of one core for each weight and for each layer, per step: measured for one window, and for many that walk
# together.
ALONE, TOGETHER = (5e-10, 6e-5), (1.5e-10, 6e-6)


def walking(weights: Sequence[np.ndarray], settings: Settings, cost: tuple[float, float] = ALONE) -> float:
    """Seconds that one window takes through a network of these weights, roughly."""
    per_weight, per_layer = cost
    per_step = per_weight * sum(w.size for w in weights) + per_layer * settings.network.layers
    return per_step * settings.preparation.window


def affordable(run: Run, seconds: float, cost: tuple[float, float] = TOGETHER) -> int:
    """How many windows walk through the run's network in so many seconds, roughly."""
    return int(seconds / walking(run.weights, run.settings, cost))
