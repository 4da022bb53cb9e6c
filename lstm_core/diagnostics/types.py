"""What the doctor looks at and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np

from lstm_core.evaluation import Alarm, Diagnosis, Echo, Evaluation, Ranking, alarms, diagnose, diverged, echo, rank
from lstm_core.prepare import Prepared
from lstm_core.recommend import recommend
from lstm_core.runs.run import EpochReport, Run
from lstm_core.runtime.errors import DataError
from lstm_core.settings import Settings


class Severity(IntEnum):
    """How bad a finding is.

    INVALID: the score does not measure a forecast. FAULT: the network stays behind what is possible. WARNING: something
    may cost accuracy, or makes a number look better than it is. NOTE: nothing is wrong, but it is easily misread.
    """

    NOTE = 1
    WARNING = 2
    FAULT = 3
    INVALID = 4


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    key: of `CHECKS`, and of the text under ui/text/doctor. number: the evidence, and threshold: what it was compared
    with; what both are, the check's docstring says.
    evidence: arrays for a picture. facts: the numbers and words of the sentence.
    fix: short setting key → value to try; empty where no setting helps.
    """

    key: str
    severity: Severity
    number: float
    threshold: float
    evidence: Mapping[str, np.ndarray] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    fix: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A run as the doctor sees it.

    looks: how many runs on this series have shown their test score by now, this one included.
    rivals: test RMSE of the same settings trained from several seeds, this run's included; empty when there are none.
    """

    run: Run
    evaluation: Evaluation
    looks: int = 1
    rivals: Sequence[float] = ()

    @property
    def settings(self) -> Settings:
        """The run's own settings."""
        return self.run.settings

    @property
    def prepared(self) -> Prepared:
        """The windows that the run was trained and measured on."""
        return self.run.prepared

    @property
    def is_level(self) -> bool:
        """Whether the network reads one long series as values, not as changes."""
        return self.settings.preparation.transform == "level" and not self.run.series.sequence

    @cached_property
    def finite(self) -> bool:
        """Whether every prediction is a number."""
        return not diverged(self.evaluation)

    @cached_property
    def ordered(self) -> bool:
        """Whether the test windows of one long series follow each other in time, after the training windows."""
        if self.run.series.sequence:
            return False
        origins = self.prepared.test.origins
        return bool((np.diff(origins) == 1).all() and origins.min() > self.prepared.train.origins.max())

    def first_step(self, part: str = "test") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Truth, prediction and what persistence predicts, each (n,), one step ahead, in the series' unit."""
        e = self.evaluation
        return e.truth[part][:, 0], e.predictions[part][:, 0], e.baselines["persistence"][part][:, 0]

    @cached_property
    def echo(self) -> Echo:
        """Is the forecast of the test part a copy of the last value?"""
        e, (_, prediction, previous) = self.evaluation, self.first_step()
        return echo(self.run.series.y, e.times["test"][:, 0], prediction, previous)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What the residuals of the test part one step ahead still say."""
        return diagnose(self.evaluation.residuals["test"][:, 0], self.evaluation.predictions["test"][:, 0])

    @cached_property
    def place(self) -> Ranking:
        """Where the network stands among the baselines on the test part."""
        return rank(self.evaluation)

    @cached_property
    def train_values(self) -> np.ndarray:
        """The target's values in the training part, (n,), in the series' unit."""
        return self.evaluation.basis.train

    @cached_property
    def recommended(self) -> Settings | None:
        """What is recommended for this series; None where it is too short for that."""
        try:
            return recommend(self.run.series, self.settings.preparation.horizon)
        except DataError:
            return None

    def differing(self, keys: Iterable[str]) -> dict[str, Any]:
        """Those of the short setting keys whose recommended value the run has not, with that value."""
        wanted = self.recommended
        if wanted is None:
            return {}
        # The season counts only where the transform asks for it.
        used = [key for key in keys if key != "season" or wanted.preparation.transform.startswith("seasonal")]
        return {key: wanted.get(key) for key in used if wanted.get(key) != self.settings.get(key)}

    @cached_property
    def alarms(self) -> dict[str, Alarm]:
        """What went wrong in the training, by the alarm's id."""
        nothing = np.empty((0, 1))
        rows = [
            dict(zip(self.run.history, numbers, strict=True))
            for numbers in zip(*(column.tolist() for column in self.run.history.values()), strict=True)
        ]
        reports = [
            EpochReport(
                **{**row, "epoch": int(row["epoch"]), "updates": int(row["updates"])}, validation_prediction=nothing
            )
            for row in rows
        ]
        return {alarm.id: alarm for alarm in alarms(reports, self.settings, done=True)}


CheckFunction = Callable[[Case], Finding | None]


@dataclass(frozen=True)
class Check:
    """An entry of the registry: what may be found, how, and on which cases the question makes sense."""

    key: str
    look: CheckFunction
    applies: Callable[[Case], bool]
