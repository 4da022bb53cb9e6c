"""What a search shall do, settled before it starts: points, origins, budget; and the series without its test part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from lstm_core.experiments.backtest import Fold, folds
from lstm_core.experiments.search.space import Space
from lstm_core.prepare import part_boundaries, prepare
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series.types import Series, validate_sequences
from lstm_core.settings import Settings
from lstm_core.training.cost import estimate
from lstm_core.training.loop import validate_hours

Method = Literal["manual", "grid", "random", "tpe"]
FEWEST_ORIGINS, MOST_ORIGINS = 3, 8
MOST_TRIALS = 200


@dataclass(frozen=True)
class SearchPlan:
    """settings: where the search begins, and what every trial has where the space says nothing.

    method: "manual" tries the rows of `table`, "grid" every combination of the space's grid values, "random" points
    drawn at random, "tpe" points where earlier ones did well (tree-structured Parzen estimator, Bergstra et al. 2011).
    budget: how many trials "random" and "tpe" may take. origins: on how many rolling origins each trial is scored.
    prune: whether a trial ends early when the first of them say that it is worse than most. seed: of the search, not
    of the networks.
    """

    settings: Settings
    space: Space
    method: Method = "tpe"
    budget: int = 30
    origins: int = FEWEST_ORIGINS
    prune: bool = True
    seed: int = 0
    table: tuple[Mapping[str, Any], ...] = ()

    @property
    def trials(self) -> int:
        """How many trials it takes."""
        counts = {"manual": len(self.table), "grid": self.space.grid_size}
        return counts.get(self.method, self.budget)

    @property
    def fits(self) -> int:
        """How many networks are trained when no trial is pruned, without those on the test part at the end."""
        return self.trials * self.origins

    @property
    def start(self) -> Settings:
        """The settings that the search begins with, without leaks: they would open the test part."""
        return self.settings.model_copy(update={"preparation": self.settings.preparation.honest})


def known_part(series: Series, settings: Settings) -> Series:
    """The training and the validation part of `series`: all that a search may see. Raises DataError for sequences."""
    validate_sequences(series)
    end = part_boundaries(series, settings.preparation)[1]
    return replace(series, values=series.values[:end], index=series.index[:end])


def plan_origins(plan: SearchPlan, known: Series) -> tuple[Fold, ...]:
    """The same folds for every trial: where its window is longer, its blocks still are what they were.

    Raises DataError when they are too short for the longest window of the space.
    """
    found: list[Fold] = []
    for preparation in plan.space.widest(plan.start.preparation):
        found = folds(len(known), plan.start.model_copy(update={"preparation": preparation}), plan.origins)
    return tuple(found)


def seconds_of(plan: SearchPlan, known: Series) -> float:
    """About how long the search takes one core, by the point in the middle of the space."""
    settings = plan.start.change(**plan.space.middle())
    return plan.fits * estimate(settings, prepare(known, settings.preparation)).from_nothing()


def validate_plan(plan: SearchPlan, series: Series) -> None:
    """Raises SettingsError or DataError, in sentences, for a search that cannot be."""
    if plan.settings.preparation.names_classes:
        raise DataError(
            "A search measures errors of predicted values, and this task names classes. Set the task to 'Value'."
        )
    if not FEWEST_ORIGINS <= plan.origins <= MOST_ORIGINS:
        raise SettingsError([f"Score each trial on {FEWEST_ORIGINS} to {MOST_ORIGINS} origins, not {plan.origins}."])
    problems = [
        f"Row {number}: {sentence}"
        for number, row in enumerate(plan.table if plan.method == "manual" else (), 1)
        for sentence in plan.space.row_problems(row)
    ]
    if problems:
        raise SettingsError(problems)
    if not 1 <= plan.trials <= MOST_TRIALS:
        wanted = {"grid": "fewer values on the grid, or fewer settings", "manual": "at least one row in the table"}
        raise SettingsError([
            f"This search has {plan.trials:,} trials; it must have 1 to {MOST_TRIALS}. Take "
            f"{wanted.get(plan.method, 'another budget')}."
        ])  # fmt: skip
    known = known_part(series, plan.start)
    plan_origins(plan, known)
    validate_hours(plan.fits, seconds_of(plan, known), "trials")
