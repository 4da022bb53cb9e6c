"""What a leak is worth: the same training with it and without it, over several seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.experiments.seeds import SeedResult, train_sides
from lstm_core.runtime.errors import SettingsError
from lstm_core.runtime.progress import Reporter, silent
from lstm_core.series.types import Series
from lstm_core.settings import Settings


@dataclass(frozen=True)
class LeakEffect:
    """Scores of the same settings with and without their leaks, paired by seed; both on their own test part."""

    leaky: tuple[SeedResult, ...]
    honest: tuple[SeedResult, ...]

    def scores(self, metric: str) -> tuple[np.ndarray, np.ndarray]:
        """A metric of `METRICS` over the seeds: leaky (seeds,), honest (seeds,)."""
        leaky, honest = (np.array([one.metrics[metric] for one in side]) for side in (self.leaky, self.honest))
        return leaky, honest

    def matters(self, metric: str) -> bool:
        """Whether the means differ by more than two standard errors of a difference between means of so many seeds."""
        leaky, honest = self.scores(metric)
        if len(leaky) < 2:
            return False
        error = np.sqrt((leaky.var(ddof=1) + honest.var(ddof=1)) / len(leaky))
        return bool(abs(leaky.mean() - honest.mean()) > 2 * error)


def leak_effect(settings: Settings, series: Series, seeds: Sequence[int], report: Reporter = silent) -> LeakEffect:
    """Train leaky and honest from each of `seeds`.

    Raises SettingsError when the settings leak nothing, and as `train_seeds`; DataError when the series does not fit.
    """
    if not settings.preparation.leaks:
        raise SettingsError(["Nothing leaks in these settings: switch a leak on."], setting="split")
    honest = settings.model_copy(update={"preparation": settings.preparation.honest})
    return LeakEffect(*train_sides((settings, honest), series, seeds, report))
