"""How far predictions are from the truth. Pure functions; each formula first.

y: truth, p: prediction, same shape, in the series' unit; all elements are pooled. A metric that has no meaning for
the numbers at hand is NaN, never 0.
"""

from __future__ import annotations

import numpy as np

METRICS = ("skill", "rmse", "mae", "mse", "r2", "mase")


def skill(y: np.ndarray, p: np.ndarray, previous: np.ndarray) -> float:
    """1 − Σ(y − p)² / Σ(y − previous)²: share of the squared error of persistence that the prediction saves.

    previous: what persistence predicts. 1 is perfect, 0 no better than repeating the last value, below 0 worse.
    NaN where persistence makes no error.
    """
    return _ratio_gain(y - p, y - previous)


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

    naive_error: see there; one denominator for all horizons.
    """
    return mae(y, p) / naive_error if naive_error > 0 else float("nan")


def naive_error(train: np.ndarray) -> float:
    """Mean of |y_t − y_{t−1}| over the training part (n,): the error of the one-step naive forecast there."""
    return float(np.mean(np.abs(np.diff(train)))) if len(train) > 1 else float("nan")


def all_metrics(y: np.ndarray, p: np.ndarray, previous: np.ndarray, naive: float) -> dict[str, float]:
    """Every metric of `METRICS` by name. Points where persistence knows no value yet are left out."""
    known = np.isfinite(previous) & np.isfinite(y)
    if not known.any():
        return dict.fromkeys(METRICS, float("nan"))
    y, p, previous = y[known], p[known], previous[known]
    return {
        "skill": skill(y, p, previous),
        "rmse": rmse(y, p),
        "mae": mae(y, p),
        "mse": mse(y, p),
        "r2": r2(y, p),
        "mase": mase(y, p, naive),
    }


def _ratio_gain(errors: np.ndarray, reference: np.ndarray) -> float:
    scale = float(np.sum(reference**2))
    return 1 - float(np.sum(errors**2)) / scale if scale > 0 else float("nan")
