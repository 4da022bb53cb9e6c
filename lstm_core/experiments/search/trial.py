"""What a search asks of the training host: score one point on several origins, and open the test part at the end."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lstm_core.experiments.backtest import Fold, train_folds
from lstm_core.experiments.comparison import paired_test
from lstm_core.experiments.seeds import SeedResult, train_sides
from lstm_core.host.messages import State
from lstm_core.prepare import prepare
from lstm_core.runs.run import ENDINGS
from lstm_core.runtime.errors import SettingsError
from lstm_core.runtime.progress import Reporter, silent
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.loop import validate

TrialState = Literal[State, "pruned"]
TRIAL_ENDINGS: tuple[TrialState, ...] = (*ENDINGS, "pruned")


@dataclass(frozen=True)
class Trial:
    """One point and what came of it.

    number: from 0 in the order in which they were asked; −1 for the settings that the search began with.
    values: short key → value. settings: with these values; None where they refuse them.
    state: a job's, or "pruned". rmse: of the folds so far, in the
    series' unit. message: why it failed, else "". seconds: working time.
    """

    number: int
    values: Mapping[str, Any]
    settings: Settings | None
    state: TrialState = "queued"
    rmse: tuple[float, ...] = ()
    message: str = ""
    seconds: float = 0.0

    @property
    def score(self) -> float:
        """What the search makes small: the mean RMSE over the origins that are done; NaN before the first."""
        return float(np.mean(self.rmse)) if self.rmse else float("nan")


@dataclass(frozen=True)
class TrialScores:
    """rmse: of the folds that are done, over all their windows and steps ahead, in the series' unit.

    seconds: working time so far.
    """

    rmse: tuple[float, ...]
    seconds: float


def search_trial(settings: Settings, series: Series, planned: Sequence[Fold], report: Reporter = silent) -> TrialScores:
    """Train every fold and score it on its block; the partial is the scores so far.

    series: without the test part. Raises SettingsError when the machine cannot carry the training or its weights grow
    beyond all bounds, DataError when the series does not fit the settings.
    """
    validate(settings, prepare(series, settings.preparation))
    started, found = time.perf_counter(), TrialScores((), 0.0)
    for place, run in enumerate(train_folds(settings, series, planned, report)):
        with np.errstate(over="ignore", invalid="ignore"):
            errors = run.prepared.truth(run.prepared.test) - run.predict("test")
            rmse = float(np.sqrt(np.mean(errors**2)))
        if not np.isfinite(rmse):
            raise SettingsError([
                f"The weights grew beyond all bounds in fold {place + 1}. Search smaller learning rates, or clip the "
                "gradient."
            ])  # fmt: skip
        found = TrialScores((*found.rmse, rmse), time.perf_counter() - started)
        report((place + 1) / len(planned), found)
    return found


@dataclass(frozen=True)
class Opened:
    """The test part, opened once: the settings that the search began with and the best it found, each from the same
    seeds."""

    start: tuple[SeedResult, ...]
    best: tuple[SeedResult, ...]

    def rmse(self) -> tuple[np.ndarray, np.ndarray]:
        """RMSE on the test part, in the series' unit: start (seeds,), best (seeds,)."""
        start, best = (np.array([one.metrics["rmse"] for one in side]) for side in (self.start, self.best))
        return start, best

    @property
    def differ(self) -> bool:
        """Whether a paired t-test over the seeds tells the two apart at the level of 5 %."""
        start, best = self.rmse()
        return len(best) > 1 and paired_test(start, best).p < 0.05


def search_test(
    start: Settings, best: Settings, series: Series, seeds: Sequence[int], report: Reporter = silent
) -> Opened:
    """Train both settings from each of `seeds` and score them on the test part. Raises as `train_seeds`."""
    return Opened(*train_sides((start, best), series, seeds, report))
