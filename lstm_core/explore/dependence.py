"""How values depend on earlier values: ACF, PACF, Ljung–Box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class LjungBox:
    """Ljung–Box test of no autocorrelation up to `lags`; a small p says that earlier values tell something.

    statistic, p: NaN when the values never change.
    """

    lags: int
    statistic: float
    p: float


@dataclass(frozen=True)
class Correlations:
    """acf, acf_band: (lags + 1,); pacf: (lags + 1,) or shorter, all from lag 0; band: 1.96/√n; ljung_box: see there."""

    acf: np.ndarray
    acf_band: np.ndarray
    pacf: np.ndarray
    band: float
    ljung_box: LjungBox


def is_constant(values: np.ndarray) -> bool:
    """Whether `values` (n,) never change, apart from rounding."""
    return bool(np.ptp(values) <= 10 * np.finfo(float).eps * np.abs(values).max())


def is_line(values: np.ndarray) -> bool:
    """Whether `values` (n,) lie on one straight line, apart from rounding."""
    from scipy.signal import detrend

    return bool(np.ptp(detrend(values)) <= 1e-9 * np.ptp(values))


def lag_cap(n: int) -> int:
    """Most lags that the PACF of n points allows: fewer than half of them."""
    return (n - 1) // 2


def correlations(y: np.ndarray, lags: int) -> Correlations:
    """ACF, PACF and Ljung–Box of y (n,) up to `lags`, or as far as n allows. All NaN when y never changes.

    Ljung–Box: Q = n(n+2) Σ_k ρ_k²/(n−k) for k = 1…min(10, n/5), as Hyndman & Athanasopoulos advise.
    """
    from statsmodels.tsa.stattools import acf, acovf, levinson_durbin

    n, band = len(y), float(1.96 / np.sqrt(len(y)))
    tested = max(1, min(10, n // 5))
    acf_lags, pacf_lags = min(lags, n - 1), min(lags, lag_cap(n))
    if is_constant(y):
        nan, missing = float("nan"), np.full(acf_lags + 1, np.nan)
        return Correlations(missing, missing, missing[: pacf_lags + 1], band, LjungBox(tested, nan, nan))
    # acorr_ljungbox gives the same Q and p, but without the FFT, and needs minutes for a long series.
    values, interval, q, p = acf(y, nlags=max(acf_lags, tested), qstat=True, alpha=0.05, result_object=False)
    return Correlations(
        acf=values[: acf_lags + 1],
        acf_band=(interval[:, 1] - values)[: acf_lags + 1],
        # Yule–Walker ("ywm") solved by Levinson and Durbin's recursion: the same to rounding, in a tenth of the time.
        # `pacf` itself (method "ldb") correlates the series with all of itself, which takes minutes for a long one.
        pacf=levinson_durbin(acovf(y, fft=False, nlag=pacf_lags), nlags=pacf_lags, isacov=True)[2],
        band=band,
        ljung_box=LjungBox(tested, float(q[tested - 1]), float(p[tested - 1])),
    )


def ljung_box(values: np.ndarray) -> LjungBox:
    """The Ljung–Box test of `correlations` alone, for `values` (n,)."""
    return correlations(values, 1).ljung_box
