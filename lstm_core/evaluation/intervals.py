"""How far the truth may lie from a forecast: intervals at a chosen level, and whether they keep what they promise.

A method gets forecasts and the residuals that are known, never the truth that it is measured by. A new one is a
function and a line in `METHODS`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from lstm_core.models.forward import predict
from lstm_core.runs.recursion import Network, history, recurse
from lstm_core.runs.run import Run, validate_classes
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import validate_sequences

LOWEST_LEVEL, HIGHEST_LEVEL = 0.5, 0.99
HIGHEST_RATE = 0.8
# Residuals that the rolling interval remembers: enough for 99 %, few enough to follow a change.
ROLLING = 100


@dataclass(frozen=True)
class Forecasts:
    """Forecasts of the test part and what is known of their errors. Residual: truth − prediction, in the series' unit.

    prediction, truth: (n, steps ahead) in the series' unit. times: (n, steps ahead) positions of the targets, in order.
    training: (m, steps ahead) residuals of the training part.
    calibration, calibration_times: (k, steps ahead) residuals of the validation part and positions of their targets.
    passes: (count, n, steps ahead) forecasts of the same points under random masks; None where there are none.
    """

    prediction: np.ndarray
    truth: np.ndarray
    times: np.ndarray
    training: np.ndarray
    calibration: np.ndarray
    calibration_times: np.ndarray
    passes: np.ndarray | None = None


Bounds = tuple[np.ndarray, np.ndarray]
Method = Callable[[Forecasts, float], Bounds]
"""(forecasts, level) → lower and upper bound, each (n, steps ahead) in the series' unit. Raises DataError."""


@dataclass(frozen=True)
class Intervals:
    """Intervals of the test part, and how they did.

    method: key of `METHODS`. level: share of the truth that they should hold.
    lower, upper: (n, steps ahead) in the series' unit. inside: (n, steps ahead) whether the truth lies in between.
    coverage: share of the truth inside; width: mean of upper − lower, in the series' unit. Both over all steps ahead,
        and by step ahead, (steps ahead,), in coverage_by_step and width_by_step.
    off_level: |coverage − level| > 2·√(level·(1 − level)/n): farther from the level than chance explains, were the n
        windows independent.
    """

    method: str
    level: float
    lower: np.ndarray
    upper: np.ndarray
    inside: np.ndarray
    coverage: float
    coverage_by_step: np.ndarray
    width: float
    width_by_step: np.ndarray
    off_level: bool


def intervals(run: Run, method: str = "rolling", level: float = 0.9, rate: float = 0.2, passes: int = 100) -> Intervals:
    """Intervals around the run's forecasts of the test part.

    Parameters
    ----------
    run : Run
        A run that predicts values.
    method : str
        A key of `lstm_core.evaluation.intervals.METHODS`.
    level : float
        Share of the true values that they shall hold, 0.5 to 0.99.
    rate, passes : float, int
        Of "dropout" only: the share that is switched off, and how often.

    Returns
    -------
    Intervals
        Bounds for every window, and the share of the truth that they hold.

    Raises
    ------
    DataError
        For an unknown method, for a level out of bounds, and when the validation part is too short.

    Examples
    --------
    >>> found = lab.intervals(lab.shipped_run(), level=0.8)
    >>> found.method, round(found.level, 2)
    ('rolling', 0.8)
    """
    forecasts = forecasts_of(run)
    if method == "dropout":
        forecasts = replace(forecasts, passes=dropout_passes(run, rate, passes))
    return measure(forecasts, method, level)


def forecasts_of(run: Run) -> Forecasts:
    """A run's forecasts of the test part and its residuals before. Raises DataError for sequences and for classes."""
    validate_classes(run)
    validate_sequences(run.series)
    y, prepared = run.series.y, run.prepared
    training, calibration = (y[prepared.part(part).times] - run.predict(part) for part in ("train", "validation"))
    times = prepared.test.times
    return Forecasts(run.predict("test"), y[times], times, training, calibration, prepared.validation.times)


def measure(forecasts: Forecasts, method: str, level: float) -> Intervals:
    """Intervals around any forecasts by one method, and how they did. Raises DataError as `intervals` does."""
    if method not in METHODS:
        raise DataError(f"There is no interval '{method}'. The intervals are: {', '.join(METHODS)}.")
    if not LOWEST_LEVEL <= level <= HIGHEST_LEVEL:
        raise DataError(f"The level must lie between {LOWEST_LEVEL:.0%} and {HIGHEST_LEVEL:.0%}, not at {level:.3g}.")
    lower, upper = METHODS[method](forecasts, level)
    inside = (lower <= forecasts.truth) & (forecasts.truth <= upper)
    coverage, chance = float(inside.mean()), 2 * math.sqrt(level * (1 - level) / len(inside))
    return Intervals(
        method, level, lower, upper, inside, coverage, inside.mean(axis=0), float((upper - lower).mean()),
        (upper - lower).mean(axis=0), abs(coverage - level) > chance,
    )  # fmt: skip


def split(forecasts: Forecasts, level: float) -> Bounds:
    """Split conformal (Papadopoulos et al. 2002; Vovk et al. 2005): one half-width per step ahead for all times.

    The ⌈(k + 1)·level⌉-th smallest of the k absolute residuals of the validation part.
    """
    _enough(len(forecasts.calibration), level)
    half = half_width(forecasts.calibration, level)
    return forecasts.prediction - half, forecasts.prediction + half


def rolling(forecasts: Forecasts, level: float) -> Bounds:
    """Split conformal on the newest residuals, at most 100, that are known when the forecast is made.

    It starts from the validation part; each residual joins as soon as its target has happened: one of h steps ahead is
    known h steps after its forecast. A change of the errors is followed that late.
    """
    _enough(len(forecasts.calibration), level)
    half = np.empty_like(forecasts.prediction)
    for step in range(half.shape[1]):
        happened = np.concatenate([forecasts.calibration_times[:, step], forecasts.times[:, step]])
        residuals = np.concatenate([forecasts.calibration[:, step], (forecasts.truth - forecasts.prediction)[:, step]])
        known = np.searchsorted(happened, forecasts.times[:, 0])
        half[:, step] = _recent_quantiles(np.abs(residuals), known, level)
    return forecasts.prediction - half, forecasts.prediction + half


def remembered(forecasts: Forecasts) -> tuple[int, int]:
    """How many residuals one step ahead `rolling` rests on, at the first and at the last forecast of the test part."""
    happened = np.concatenate([forecasts.calibration_times[:, 0], forecasts.times[:, 0]])
    first, last = np.minimum(np.searchsorted(happened, forecasts.times[[0, -1], 0]), ROLLING)
    return int(first), int(last)


def gaussian(forecasts: Forecasts, level: float) -> Bounds:
    """± z·sd of the training residuals: right when errors are normal, stay as they are and are not smaller there."""
    half = NormalDist().inv_cdf((1 + level) / 2) * forecasts.training.std(axis=0, ddof=1)
    return forecasts.prediction - half, forecasts.prediction + half


def dropout(forecasts: Forecasts, level: float) -> Bounds:
    """Quantiles of forecasts under random masks (Gal & Ghahramani 2016).

    How unsure the model is of its own answer; the noise of the series is not in it, so it is far too narrow.
    """
    if forecasts.passes is None:
        raise DataError("There is no forecast under random masks: MC dropout needs a network.")
    tail = (1 - level) / 2
    lower, upper = np.quantile(forecasts.passes, [tail, 1 - tail], axis=0)
    return lower, upper


METHODS: dict[str, Method] = {"split": split, "rolling": rolling, "gaussian": gaussian, "dropout": dropout}


def dropout_passes(run: Run, rate: float, count: int = 100, seed: int = 0) -> np.ndarray:
    """Forecasts of the test part (count, n, steps ahead), in the series' unit, each under its own random masks.

    A mask hides each unit of the last hidden state with probability `rate` and makes the others 1/(1 − rate) times
    larger, as Keras' Dropout layer does in training. Under a recursion every step draws a new one.
    Raises DataError for a rate that is not above 0 and at most 0.8.
    """
    if not 0 < rate <= HIGHEST_RATE:
        raise DataError(f"The dropout rate must lie above 0 and be at most {HIGHEST_RATE:g}, not {rate:.3g}.")
    settings, prepared, windows = run.settings.preparation, run.prepared, run.prepared.test
    kernel, bias = (w.astype(float) for w in run.weights[-2:])
    random, hidden_of = np.random.default_rng(seed), _last_hidden(run)

    def answer(hidden: np.ndarray) -> np.ndarray:
        mask = random.random(hidden.shape) >= rate
        return (hidden * mask / (1 - rate)) @ kernel + bias

    if settings.recurses:
        past = history(run.series.y, windows.origins, settings)
        draws = [recurse(past, settings.horizon, prepared, settings, lambda x: answer(hidden_of(x)))
                 for _ in range(count)]  # fmt: skip
    else:
        hidden = hidden_of(windows.x)
        draws = [prepared.to_unit(windows, answer(hidden)) for _ in range(count)]
    return np.stack(draws)


def _last_hidden(run: Run) -> Network:
    """The network up to its last hidden state: the same layers under a dense layer that passes everything on."""
    width = len(run.weights[-2])
    weights = (*run.weights[:-2], np.eye(width), np.zeros(width))
    return lambda x: predict(weights, x, run.settings.network, run.intervention)


def half_width(residuals: np.ndarray, level: float) -> np.ndarray:
    """The conformal half-width of residuals (k, …): (…). k must be at least `fewest(level)`."""
    return np.sort(np.abs(residuals), axis=0)[_rank(len(residuals), level) - 1]


def fewest(level: float) -> int:
    """How many residuals a conformal interval at this level needs; with fewer it would be infinite."""
    return next(n for n in itertools.count(1) if _rank(n, level) <= n)


def _rank(count: int, level: float) -> int:
    """⌈(count + 1)·level⌉, safe from rounding: which of `count` sorted residuals bounds the interval."""
    return math.ceil(round((count + 1) * level, 9))


def _enough(count: int, level: float) -> int:
    """`count` if that many residuals carry the level. Raises DataError when the interval would have to be infinite."""
    if count < fewest(level):
        raise DataError(
            f"An interval at {level:.3g} needs {fewest(level)} windows in the validation part, and there are {count}. "
            "Choose a lower level, or make the validation part larger."
        )
    return count


def _recent_quantiles(errors: np.ndarray, known: np.ndarray, level: float) -> np.ndarray:
    """For each entry of known (n,) the conformal quantile of the newest 100 among the first so many errors."""
    # Short memories are filled up from below, so that all are sorted at once.
    padded = np.concatenate([np.full(ROLLING, -np.inf), errors])
    memories = np.sort(np.lib.stride_tricks.sliding_window_view(padded, ROLLING)[known], axis=1)
    counts = np.minimum(known, ROLLING)
    ranks = np.array([_rank(count, level) for count in range(ROLLING + 1)])[counts]
    return memories[np.arange(len(known)), ROLLING - counts + ranks - 1]
