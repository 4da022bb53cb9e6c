"""Did a change of settings help? Judged by the validation part alone; the test part is not asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.diagnostics.claims import USUAL_SPREAD
from lstm_core.experiments.comparison.verdict import Verdict, verdict
from lstm_core.experiments.seeds import SeedResult
from lstm_core.prepare import prepare
from lstm_core.series.types import Series
from lstm_core.settings import Settings

# The fewest pairs with which Wilcoxon's test can fall below 0.05: 2 / 2⁶ = 0.03.
PAIRS = 6
# How far two runs that differ in their seed alone usually lie apart, as a share: 2·sd·√2 of the default series.
USUAL_GAP = 2 * USUAL_SPREAD * math.sqrt(2)


@dataclass(frozen=True)
class Judged:
    """What a change did to the validation RMSE, in the series' unit.

    before, after: of one run each, or the means over the seeds. scatter: the larger standard deviation of both over
    the seeds; 0 for one run each. verdict: as of `verdict`; its "one_run" says that nothing is known of the scatter.
    """

    before: float
    after: float
    scatter: float
    verdict: Verdict

    @property
    def gap(self) -> float:
        """How far `after` lies above `before`, as a share of it."""
        return self.after / self.before - 1 if self.before else math.nan

    @property
    def usual(self) -> bool:
        """Whether seeds alone usually lie as far apart."""
        return abs(self.gap) <= USUAL_GAP


def incomparable(before: Settings, after: Settings, series: Series) -> str:
    """Why the validation errors of both say nothing about the change; "" where they do.

    "leak": one of them leaks, so its error is no forecast's. "seed": nothing but the seed differs, so the difference is
    the scatter itself. "points": they are not measured on the same points. Raises DataError as `prepare`.
    """
    if before.preparation.leaks or after.preparation.leaks:
        return "leak"
    if before.change(seed=0) == after.change(seed=0):
        return "seed"
    one, other = (prepare(series, settings.preparation).validation.times for settings in (before, after))
    return "" if np.array_equal(one, other) else "points"


def judge_runs(before: float, after: float) -> Judged:
    """One run each, by their validation RMSE."""
    return Judged(before, after, 0.0, verdict([before], [after], "rmse"))


def judge_seeds(before: Sequence[SeedResult], after: Sequence[SeedResult]) -> Judged:
    """The same seeds of both, in the same order; a verdict needs `FEWEST` of them or more."""
    one, other = (np.array([result.validation["rmse"] for result in side]) for side in (before, after))
    scatter = max(float(side.std(ddof=1)) for side in (one, other))
    return Judged(float(one.mean()), float(other.mean()), scatter, verdict(one, other, "rmse"))
