"""How far predictions are from the truth. Pure functions; each formula first.

y: truth, p: prediction, same shape, in the series' unit; all elements are pooled. A metric that has no meaning for
the numbers at hand is NaN, never 0. A new one is such a function and a line at the end of `METRICS`
(docs/extending.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Points:
    """What metrics are computed from: points whose truth and last value are known, in the series' unit.

    truth, prediction: of the same shape. previous, ar: what persistence and AR predict there, NaN where AR says
    nothing. naive: `naive_error` of the training part.
    """

    truth: np.ndarray
    prediction: np.ndarray
    previous: np.ndarray
    ar: np.ndarray
    naive: float


@dataclass(frozen=True)
class Metric:
    """An entry of the registry; the page's text of the same key says what it means.

    title: its name. of: computes it from `Points`; of those that judge classes, from an evaluation and a part.
    more_is_better: else less is. power: of the series' unit that it is told in; 0 for a number without one.
    """

    key: str
    title: str
    of: Callable[..., float]
    more_is_better: bool = False
    power: int = 0


def skill(y: np.ndarray, p: np.ndarray, previous: np.ndarray) -> float:
    """1 − Σ(y − p)² / Σ(y − previous)²: share of the squared error of persistence that the prediction saves.

    previous: what persistence predicts. 1 is perfect, 0 no better than repeating the last value, below 0 worse.
    NaN where persistence makes no error.
    """
    return _ratio_gain(y - p, y - previous)


def skill_ar(y: np.ndarray, p: np.ndarray, ar: np.ndarray) -> float:
    """1 − Σ(y − p)² / Σ(y − AR)²: the same against what AR predicts, over the points where AR does.

    NaN where AR makes no error or no forecast.
    """
    known = np.isfinite(ar)
    return _ratio_gain((y - p)[known], (y - ar)[known])


def mse(y: np.ndarray, p: np.ndarray) -> float:
    """Mean of (y − p)², in the unit squared."""
    return float(np.mean((y - p) ** 2))


def rmse(y: np.ndarray, p: np.ndarray) -> float:
    """√ mean of (y − p)², in the unit."""
    return float(np.sqrt(mse(y, p)))


def mae(y: np.ndarray, p: np.ndarray) -> float:
    """Mean of |y − p|, in the unit."""
    return float(np.mean(np.abs(y - p)))


def r2(y: np.ndarray, p: np.ndarray) -> float:
    """1 − Σ(y − p)² / Σ(y − ȳ)²: share of the variance explained, from −∞ to 1. NaN where y never changes."""
    return float("nan") if np.ptp(y) == 0 else _ratio_gain(y - p, y - y.mean())


def mase(y: np.ndarray, p: np.ndarray, naive_error: float) -> float:
    """Mean |y − p| / naive_error (Hyndman & Koehler 2006). NaN where the naive forecast makes no error.

    naive_error: see there; the one-step error of the training part, for all horizons and seasonal series, too.
    """
    return mae(y, p) / naive_error if naive_error > 0 else float("nan")


def smape(y: np.ndarray, p: np.ndarray) -> float:
    """100 · mean of 2|y − p| / (|y| + |p|), in per cent from 0 to 200 (Makridakis 1993).

    The denominator is its weakness: near zero a tiny error counts up to 200 %, a forecast that is too low costs more
    than one that is as much too high, and another zero point (°C, K) gives another number. NaN where y and p are both
    0, which leaves 0/0.
    """
    size = np.abs(y) + np.abs(p)
    return float(200 * np.mean(np.abs(y - p) / size)) if (size > 0).all() else float("nan")


def naive_error(train: np.ndarray) -> float:
    """Mean of |y_t − y_{t−1}| over the training part (n,): the error of the one-step naive forecast there."""
    return float(np.mean(np.abs(np.diff(train)))) if len(train) > 1 else float("nan")


def all_metrics(
    y: np.ndarray, p: np.ndarray, previous: np.ndarray, naive: float, ar: np.ndarray | None = None
) -> dict[str, float]:
    """Every metric of `METRICS` by name. Points where persistence knows no value yet are left out.

    previous, ar: what persistence and AR predict, None without AR. naive: `naive_error`.
    """
    known = np.isfinite(previous) & np.isfinite(y)
    if not known.any():
        return dict.fromkeys(METRICS, float("nan"))
    ar = np.full(y.shape, np.nan) if ar is None else ar
    points = Points(y[known], p[known], previous[known], ar[known], naive)
    return {key: metric.of(points) for key, metric in METRICS.items()}


def _ratio_gain(errors: np.ndarray, reference: np.ndarray) -> float:
    scale = float(np.sum(reference**2))
    return 1 - float(np.sum(errors**2)) / scale if scale > 0 else float("nan")


METRICS: dict[str, Metric] = {
    metric.key: metric
    for metric in (
        Metric("skill", "Skill", lambda at: skill(at.truth, at.prediction, at.previous), more_is_better=True),
        Metric(
            "skill_ar", "Skill against AR", lambda at: skill_ar(at.truth, at.prediction, at.ar), more_is_better=True
        ),
        Metric("rmse", "RMSE", lambda at: rmse(at.truth, at.prediction), power=1),
        Metric("mae", "MAE", lambda at: mae(at.truth, at.prediction), power=1),
        Metric("mse", "MSE", lambda at: mse(at.truth, at.prediction), power=2),
        Metric("r2", "R²", lambda at: r2(at.truth, at.prediction), more_is_better=True),
        Metric("mase", "MASE", lambda at: mase(at.truth, at.prediction, at.naive)),
        Metric("smape", "sMAPE (%)", lambda at: smape(at.truth, at.prediction)),
    )
}
