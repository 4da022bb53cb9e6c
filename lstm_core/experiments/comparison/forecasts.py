"""The forecasts behind the scores: the mean of all seeds as one forecaster, and two of them against each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.evaluation.diebold_mariano import DieboldMariano, Loss, diebold_mariano
from lstm_core.evaluation.metrics import rmse
from lstm_core.experiments.seeds import SeedResult
from lstm_core.prepare import Prepared, prepare
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.runtime.single_threaded_blas import single_threaded
from lstm_core.series.types import Series
from lstm_core.settings import Settings


@dataclass(frozen=True)
class Ensemble:
    """All seeds as one forecaster: the mean of their predictions, or of their probabilities.

    metric: "rmse" in the series' unit, or "accuracy" where classes are named. score: of the ensemble on the test part;
    singles: (seeds,) of each seed. predictions: (n, outputs), or probabilities (n, classes).
    """

    metric: str
    score: float
    singles: np.ndarray
    predictions: np.ndarray


def ensemble(settings: Settings, series: Series, results: Sequence[SeedResult]) -> Ensemble:
    """The results of `train_seeds` with these settings as one forecaster.

    Parameters
    ----------
    settings : Settings
        What was trained.
    series : Series
        On what.
    results : sequence of SeedResult
        One per seed.

    Returns
    -------
    Ensemble
        Its score beside those of the single networks.

    Raises
    ------
    DataError
        For no results.

    Examples
    --------
    >>> settings = lab.Settings().change(units=1, epochs=1)
    >>> series = lab.load_series(settings.data)
    >>> found = lab.ensemble(settings, series, lab.train_seeds(settings, series, (0, 1)))
    >>> found.metric, len(found.singles)
    ('rmse', 2)
    """
    if not results:
        raise DataError("An ensemble needs at least one trained seed.")
    prepared = prepare(series, settings.preparation)
    each = np.stack([result.predictions for result in results])
    mean = each.mean(axis=0)
    score: Callable[[np.ndarray, np.ndarray], float]
    if prepared.classes:
        truth, metric, score = prepared.test.y[:, 0].astype(int), "accuracy", _accuracy
    else:
        truth, metric, score = series.y[prepared.test.times], "rmse", rmse
    with single_threaded():
        return Ensemble(metric, score(truth, mean), np.array([score(truth, one) for one in each]), mean)


def compare_forecasts(
    a: tuple[Settings, SeedResult], b: tuple[Settings, SeedResult], series: Series, loss: Loss = "squared"
) -> DieboldMariano:
    """Two given forecasts of the same test part: one trained network of A against one of B.

    Parameters
    ----------
    a, b : tuple of Settings and SeedResult
        What was trained, and one result of `train_seeds`.
    series : Series
        On which both were trained.
    loss : {"squared", "absolute"}
        What the test compares.

    Returns
    -------
    DieboldMariano
        The test of equal accuracy; negative where A is better.

    Raises
    ------
    DataError
        Where the test does not hold: for classes, for parts that are mixed in time, for fewer than twice as many
        forecasts as steps ahead.
    SettingsError
        As `validate_pair`.

    Examples
    --------
    >>> small = lab.Settings().change(units=1, epochs=1)
    >>> series = lab.load_series(small.data)
    >>> larger = small.change(units=2)
    >>> a, b = ((each, lab.train_seeds(each, series, (0,))[0]) for each in (small, larger))
    >>> lab.compare_forecasts(a, b, series).n
    40
    """
    validate_pair(a[0], b[0], series)
    prepared = prepare(series, a[0].preparation)
    if prepared.classes:
        raise DataError("The Diebold–Mariano test compares errors in a unit, and classes have none.")
    if not prepared.in_order:
        raise DataError("The Diebold–Mariano test needs errors in order of time, and this split mixes the windows.")
    # Windows of one long series overlap in their targets, separate sequences do not.
    horizon = 1 if series.sequence else max(1, a[0].preparation.horizon)
    n = len(prepared.test)
    if n <= 2 * horizon:
        raise DataError(f"{n} forecasts of {horizon} steps are too few. Take a longer test part.")
    truth = series.y[prepared.test.times]
    return diebold_mariano(truth - a[1].predictions, truth - b[1].predictions, horizon, loss)


def validate_pair(a: Settings, b: Settings, series: Series) -> None:
    """Raises SettingsError when A and B are the same, or when their scores are not about the same test points."""
    if a.change(seed=0) == b.change(seed=0):
        raise SettingsError(["A and B are the same. Change at least one setting of B."])
    one, other = prepare(series, a.preparation), prepare(series, b.preparation)
    if not _same_points(one, other):
        raise SettingsError([
            "A and B are not judged on the same test points, so their scores cannot be compared. Leave the horizon, "
            "the task and the parts of B as they are in A."
        ])  # fmt: skip


def _same_points(one: Prepared, other: Prepared) -> bool:
    same = one.classes == other.classes and one.threshold == other.threshold
    return same and np.array_equal(one.test.times, other.test.times)


def _accuracy(truth: np.ndarray, probabilities: np.ndarray) -> float:
    return float((probabilities.argmax(axis=1) == truth).mean())
