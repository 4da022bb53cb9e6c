"""Is the network only copying the last value?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.evaluate.metrics import rmse, skill

LAGS = range(-2, 6)
MAX_SKILL, MAX_CORRELATION = 0.05, 0.2
# Worse than persistence by three times its squared error: whatever that is, it is no copy of the last value.
FAR_OFF = -3.0


@dataclass(frozen=True)
class Echo:
    """What tells a copy from a forecast.

    lags, rmse_by_lag: RMSE of the prediction at t against the truth at t − lag, all over the same t (8 numbers each).
    best_lag: lag with the smallest RMSE; 0 when the prediction lies best on the truth. None with fewer than 10 points.
        A best lag of 1 alone is no fault: the best possible forecast of an AR(1) has it, too.
    skill: against persistence. change_correlation: between predicted change and true change, NaN without any change.
    is_echo: best_lag ≥ 1 and skill < 0.05 and change_correlation < 0.2.
    """

    lags: tuple[int, ...]
    rmse_by_lag: np.ndarray
    best_lag: int | None
    skill: float
    change_correlation: float
    is_echo: bool


def echo(y: np.ndarray, prediction: np.ndarray, previous: np.ndarray) -> Echo:
    """Compare predictions (n,) of consecutive points y (n,) with `previous` (n,), what persistence predicts.

    All in the series' unit, one horizon at a time.
    """
    first, last = max(LAGS), len(y) + min(LAGS)
    errors = np.full(len(LAGS), np.nan)
    best_lag: int | None = None
    if last - first >= 3 and np.isfinite(prediction).all():
        t = np.arange(first, last)
        errors = np.array([rmse(y[t - lag], prediction[t]) for lag in LAGS])
        best_lag = LAGS[int(errors.argmin())]
    gain = skill(y, prediction, previous)
    rho = _correlation(prediction - previous, y - previous)
    # A copy of the last value predicts no change at all: that is no correlation, not an unknown one.
    moves_along = np.isfinite(rho) and rho >= MAX_CORRELATION
    copies = best_lag is not None and best_lag >= 1 and gain < MAX_SKILL and not moves_along
    return Echo(tuple(LAGS), errors, best_lag, gain, rho, bool(copies))


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0 or not np.isfinite(a).all():
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])
