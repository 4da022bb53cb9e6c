"""Does the series keep its level? Two tests that start from opposite assumptions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lstm_core.explore.dependence import is_constant, is_line
from lstm_core.runtime.warning_filter import warnings_are

LEVEL = 0.05
# What is left of a regressor, or unexplained of the target, must be so much larger than what rounding leaves.
SAFE = 1e-8
StationarityVerdict = Literal["stationary", "unit_root", "trend", "unclear", "constant"]
# "": exact. The published table of the test ends at both sides.
Bound = Literal["", "above", "below"]


@dataclass(frozen=True)
class Stationarity:
    """ADF (assumes a unit root) and KPSS (assumes a fixed level), both with a constant.

    adf_lags, kpss_lags: lags that the tests chose (ADF by AIC, KPSS by Hobijn et al. 1998).
    kpss_bound: "" when kpss_p is exact, "above" when it stands for ≥ 0.1, "below" when it stands for ≤ 0.01
        (the published table ends there).
    verdict: "stationary" (ADF rejects, KPSS does not), "unit_root" (the reverse: take differences), "trend"
        (stationary around a straight line), "unclear" (the tests disagree), "constant" (all numbers NaN).
    """

    verdict: StationarityVerdict
    adf_statistic: float
    adf_p: float
    adf_lags: int
    kpss_statistic: float
    kpss_p: float
    kpss_lags: int
    kpss_bound: Bound


def judge(y: np.ndarray) -> Stationarity:
    """ADF and KPSS for y (n,), n ≥ 8, read together at 5 %."""
    nan = float("nan")
    if is_constant(y):
        return Stationarity("constant", nan, nan, 0, nan, nan, 0, "")
    # Both warn about what `kpss_bound` says, and about exact lines and cycles, whose fit has no error left.
    with warnings_are("ignore"):
        adf_statistic, adf_p, adf_lags = _adf(y, "c")
        kpss_statistic, kpss_p, kpss_lags = _kpss(y, "c")
        verdict = _verdict(y, adf_p, kpss_p)
    bound: Bound = "below" if kpss_p <= 0.01 else "above" if kpss_p >= 0.1 else ""
    return Stationarity(verdict, adf_statistic, adf_p, adf_lags, kpss_statistic, kpss_p, kpss_lags, bound)


def _verdict(y: np.ndarray, adf_p: float, kpss_p: float) -> StationarityVerdict:
    if adf_p < LEVEL <= kpss_p:
        return "stationary"
    if is_line(y) or _adf(y, "ct")[1] < LEVEL <= _kpss(y, "ct")[1]:
        return "trend"
    return "unit_root" if kpss_p < LEVEL <= adf_p else "unclear"


def _adf(y: np.ndarray, regression: str) -> tuple[float, float, int]:
    from statsmodels.tsa.stattools import adfuller

    lags = _lags_by_aic(y, trends=len(regression))
    how = {"autolag": "AIC"} if lags is None else {"autolag": None, "maxlag": lags}
    statistic, p, used, *_ = adfuller(y, regression=regression, result_object=False, **how)
    return float(statistic), float(p), int(used)


def _lags_by_aic(y: np.ndarray, trends: int) -> int | None:
    """How many lags `adfuller` takes by AIC, in a twentieth of its time; None where rounding would decide.

    Its regressions differ in their last columns only: one QR decomposition tells what each of them leaves unexplained.
    trends: 1 with a constant, 2 with a line, too.
    """
    changes = np.diff(y)
    most = min(len(y) // 2 - trends - 1, math.ceil(12 * (len(y) / 100) ** 0.25))
    if most < 1:
        return None
    target, steps = changes[most:], np.arange(1.0, len(changes) - most + 1)
    trend = [steps**power for power in range(trends)]
    lagged = [changes[most - lag : len(changes) - lag] for lag in range(1, most + 1)]
    columns = np.column_stack([*trend, y[most:-1], *lagged])
    q, r = np.linalg.qr(columns)
    total = target @ target
    left = total - np.cumsum((q.T @ target) ** 2)
    own = np.abs(np.diag(r)) / np.linalg.norm(columns, axis=0)
    if not (own.min() > SAFE and left.min() > SAFE * total):
        return None
    unexplained = left[trends:]
    return int(np.argmin(len(target) * np.log(unexplained) + 2 * np.arange(len(unexplained))))


def _kpss(y: np.ndarray, regression: str) -> tuple[float, float, int]:
    from statsmodels.tsa.stattools import kpss

    statistic, p, lags, _ = kpss(y, regression=regression, result_object=False)
    return float(statistic), float(p), int(lags)
