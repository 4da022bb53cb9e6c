"""Is the network only copying the last value?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.evaluation.metrics import rmse, skill

LAGS = range(-2, 6)
MAX_SKILL, MAX_CORRELATION = 0.05, 0.2
FEWEST = 10
# Worse than persistence by three times its squared error: whatever that is, it is no copy of the last value.
FAR_OFF = -3.0


@dataclass(frozen=True)
class Echo:
    """What tells a copy from a forecast.

    lags, rmse_by_lag: RMSE of the prediction at t against the truth at t − lag (8 numbers each), over all t whose
        truth at t − lag is known; at lag 0 it is the RMSE of the forecast.
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


def echo(y: np.ndarray, times: np.ndarray, prediction: np.ndarray, previous: np.ndarray) -> Echo:
    """Compare predictions (n,) of the points at positions `times` (n,) of a series y (length,) with earlier truth.

    previous: (n,) what persistence predicts there. All in the series' unit, one horizon at a time.
    """
    errors = np.full(len(LAGS), np.nan)
    best_lag: int | None = None
    truth = y[times]
    if len(times) >= FEWEST and np.isfinite(prediction).all():
        errors = np.array([_rmse_at(y, times - lag, prediction) for lag in LAGS])
        best_lag = LAGS[int(np.nanargmin(errors))]
    gain = skill(truth, prediction, previous)
    rho = _correlation(prediction - previous, truth - previous)
    # A copy of the last value predicts no change at all: that is no correlation, not an unknown one.
    moves_along = np.isfinite(rho) and rho >= MAX_CORRELATION
    copies = best_lag is not None and best_lag >= 1 and gain < MAX_SKILL and not moves_along
    return Echo(tuple(LAGS), errors, best_lag, gain, rho, bool(copies))


def _rmse_at(y: np.ndarray, at: np.ndarray, prediction: np.ndarray) -> float:
    """RMSE of predictions (n,) against the series at positions (n,), those outside it or without a value left out."""
    inside = (at >= 0) & (at < len(y))
    truth = y[at[inside]]
    known = np.isfinite(truth)
    return rmse(truth[known], prediction[inside][known]) if known.any() else float("nan")


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0 or not np.isfinite(a).all():
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])
