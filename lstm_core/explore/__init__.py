"""What a series says about itself before any network is trained.

Every number is statsmodels' own; this package chooses which ones, on which points, and what they mean together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.explore.dependence import LjungBox, correlations, lag_cap, ljung_box
from lstm_core.explore.season import Decomposition, decompose, find_period
from lstm_core.explore.stationarity import Stationarity, judge
from lstm_core.explore.window import LOOK_BACK, telling_lag
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series.findings import missing_values
from lstm_core.series.types import Series

__all__ = ["MAX_POINTS", "Decomposition", "LjungBox", "Stationarity", "Study", "explore"]

MIN_POINTS = 8
# ADF and STL grow faster than the series; 5,000 points answer their questions in about 0.3 s.
MAX_POINTS = 5000


@dataclass(frozen=True)
class Study:
    """What `explore` found in the target of one series.

    n: points of the series.
    acf, acf_band: (lags + 1,) autocorrelation from lag 0, and the half width of its 95 % band around 0
        (Bartlett's formula; 0 at lag 0, wider from lag to lag).
    pacf: (≤ lags + 1,) partial autocorrelation by Yule–Walker ("ywm"), from lag 0. pacf_band: half width of its
        95 % band, 1.96/√n.
    band: the same 1.96/√n, what white noise would stay in.
    lags: lags of `acf`; lag_cap: most lags that the PACF allows; lag_note: a sentence when fewer lags than asked
        are there, else "".
    stationarity: ADF and KPSS with a verdict key.
    period: dominant period in steps, or None. period_strength: correlation of the detrended series with itself one
        period later, 0 when there is no period. period_reason: "confirmed", or why there is none: "constant",
        "no_peak" (no frequency stands out) or "no_echo" (one does, but the series does not repeat).
    decomposition: trend, seasonal part and rest (STL), or None without a period.
    ljung_box: is there any dependence in the series? ljung_box_changes: the same for the changes from step to step,
        the question to ask of a series with verdict "unit_root".
    telling_lag: last lag of the PACF that tells something new, 0 when none does.
    note: a sentence when the series never changes, or when a long one was shortened for some of this, else "".

    A series that never changes has NaN correlations and tests, verdict "constant", no period, and the note says so.
    """

    n: int
    acf: np.ndarray
    acf_band: np.ndarray
    pacf: np.ndarray
    pacf_band: float
    band: float
    lags: int
    lag_cap: int
    lag_note: str
    stationarity: Stationarity
    period: int | None
    period_strength: float
    period_reason: str
    decomposition: Decomposition | None
    ljung_box: LjungBox
    ljung_box_changes: LjungBox
    telling_lag: int
    note: str


def explore(series: Series, lags: int = 40) -> Study:
    """Study the target of a series with correlations up to some lag.

    Parameters
    ----------
    series : Series
        Without missing values.
    lags : int
        The farthest lag, in steps.

    Returns
    -------
    Study
        ACF, PACF, tests of stationarity and the dominant period.

    Raises
    ------
    DataError
        When values are missing or fewer than 8 points are there.
    SettingsError
        When lags < 1.

    Examples
    --------
    >>> study = lab.explore(lab.load_series(lab.Settings().data), lags=20)
    >>> study.acf.shape
    (21,)
    """
    if lags < 1:
        raise SettingsError([f"lags={lags} is out of bounds; ask for at least 1 lag."])
    y = _usable(series)
    n, recent = len(y), y[-MAX_POINTS:]
    found = correlations(y, max(lags, LOOK_BACK))
    period = find_period(recent)
    stationarity = judge(recent)
    acf, cap = found.acf[: lags + 1], lag_cap(n)
    return Study(
        n=n,
        acf=acf,
        acf_band=found.acf_band[: lags + 1],
        pacf=found.pacf[: lags + 1],
        pacf_band=found.band,
        band=found.band,
        lags=len(acf) - 1,
        lag_cap=cap,
        lag_note=_lag_note(lags, n, cap),
        stationarity=stationarity,
        period=period.steps,
        period_strength=period.strength,
        period_reason=period.reason,
        decomposition=decompose(recent, period.steps, start=n - len(recent)),
        ljung_box=found.ljung_box,
        ljung_box_changes=ljung_box(np.diff(y)),
        telling_lag=telling_lag(found.pacf, found.band),
        note=_constant(series.target, recent) if stationarity.verdict == "constant" else _shortened(n),
    )


def _usable(series: Series) -> np.ndarray:
    y = series.y
    bad = np.flatnonzero(~np.isfinite(y))
    if len(bad):
        raise missing_values(series.target, bad, series.index)
    if len(y) < MIN_POINTS:
        raise DataError(
            f"'{series.target}' has {len(y)} point{'s' * (len(y) != 1)}; at least {MIN_POINTS} are needed to say "
            "anything about its pattern. Bring a longer series."
        )
    return y


def _lag_note(asked: int, n: int, cap: int) -> str:
    if asked <= cap:
        return ""
    text = f"The PACF stops at lag {cap}: its estimator needs more than two points per lag, and the series has {n}."
    return text if asked < n else f"{text} The ACF stops at lag {n - 1}, the longest distance between two points."


def _constant(target: str, y: np.ndarray) -> str:
    return (
        f"'{target}' never changes, it is always {y[-1]:.6g}: correlations, tests and a period have no numbers, and "
        "there is nothing to learn."
    )


def _shortened(n: int) -> str:
    if n <= MAX_POINTS:
        return ""
    return f"ADF, KPSS, the period and the decomposition look at the last {MAX_POINTS:,} of {n:,} points."
