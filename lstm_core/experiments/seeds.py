"""The same training from several seeds: how much of a result is chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.evaluation.measure import measure
from lstm_core.prepare import prepare
from lstm_core.runs.run import Ending, Weights
from lstm_core.runtime.errors import SettingsError
from lstm_core.runtime.progress import Reporter, piece, silent
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.cost import estimate
from lstm_core.training.loop import validate, validate_hours
from lstm_core.training.workbench import train_next

# Every training leaves some megabytes behind in its process.
MAX_SEEDS = 30


@dataclass(frozen=True)
class SeedResult:
    """One of the trainings.

    history, weights: as `Run.history` and `Run.weights`, the weights after the last epoch.
    metrics: name of `METRICS` → number on the test part, in the series' unit; where classes are named name of
        `CLASS_METRICS`. validation: the same on the validation part, by which settings are chosen.
    ending: "done" or "early".
    predictions: of the test part, as `Run.predict` gives them: in the series' unit, or probabilities.
    """

    seed: int
    history: dict[str, np.ndarray]
    weights: Weights
    metrics: dict[str, float]
    validation: dict[str, float]
    ending: Ending
    predictions: np.ndarray


def train_seeds(
    settings: Settings, series: Series, seeds: Sequence[int], seconds: float = math.inf, report: Reporter = silent
) -> tuple[SeedResult, ...]:
    """Train the same settings once from each seed, in that order.

    Parameters
    ----------
    settings : Settings
        What is trained and how; its own seed does not count.
    series : Series
        On what.
    seeds : sequence of int
        One training each.
    seconds : float
        The most that one training may take, as in `train`.
    report : callable, optional
        Told the share that is done; the partial is the results so far.

    Returns
    -------
    tuple of SeedResult
        In the order of the seeds.

    Raises
    ------
    DataError
        When the series does not fit the settings.
    SettingsError
        As `validate_seeds`.

    Examples
    --------
    >>> settings = lab.Settings().change(units=1, epochs=1)
    >>> [one.seed for one in lab.train_seeds(settings, lab.load_series(settings.data), (3, 4))]
    [3, 4]
    """
    validate_seeds(settings, series, seeds, seconds=seconds)
    found: tuple[SeedResult, ...] = ()
    for number, seed in enumerate(seeds):
        run = train_next(settings.change(seed=seed), series, piece(report, number, len(seeds)), seconds=seconds)
        metrics = measure(run).metrics
        found = (*found, SeedResult(
            seed, run.history, run.weights, metrics["test"], metrics["validation"], run.ending, run.predict("test")
        ))  # fmt: skip
        report(len(found) / len(seeds), found)
    return found


def train_sides(
    sides: Sequence[Settings], series: Series, seeds: Sequence[int], report: Reporter = silent
) -> list[tuple[SeedResult, ...]]:
    """Train each of `sides` from each of the same `seeds`; nothing is reported but shares. Raises as `train_seeds`."""
    found = []
    for number, settings in enumerate(sides):
        share = piece(report, number, len(sides))
        found.append(train_seeds(settings, series, seeds, report=lambda done, _=None, share=share: share(done)))
    return found


def validate_seeds(settings: Settings, series: Series, seeds: Sequence[int], *, seconds: float = math.inf) -> None:
    """Raises SettingsError for seeds that are none, too many, twice or out of bounds, and for too many hours in all."""
    if not 1 <= len(seeds) <= MAX_SEEDS or len(set(seeds)) < len(seeds):
        raise SettingsError([f"Choose from 1 to {MAX_SEEDS} seeds, each of them once."])
    for seed in seeds:
        settings.change(seed=seed)
    prepared = prepare(series, settings.preparation)
    validate(settings, prepared, seconds=seconds)
    validate_hours(len(seeds), estimate(settings, prepared).from_nothing(seconds) * len(seeds), "seeds")
