"""How much of a network Gates walks through before a learner would wait for it."""

from __future__ import annotations

from lstm_core.runs.run import Run

# Seconds of one core for each weight and for each layer, per step: measured for one window, and for many that walk
# together.
ALONE, TOGETHER = (5e-10, 6e-5), (1.5e-10, 6e-6)


def affordable(run: Run, seconds: float, cost: tuple[float, float] = TOGETHER) -> int:
    """How many windows walk through the run's network in so many seconds, roughly."""
    per_weight, per_layer = cost
    per_step = per_weight * sum(w.size for w in run.weights) + per_layer * run.settings.network.layers
    return int(seconds / (per_step * run.settings.preparation.window))
