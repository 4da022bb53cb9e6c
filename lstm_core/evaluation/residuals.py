"""What the errors still say: residual e = y − ŷ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lstm_core.explore.dependence import LjungBox, correlations, is_constant

MIN_POINTS = 8
LAGS = 20
LEVEL = 0.01
MIN_SPREAD_CORRELATION = 0.2
CURVE_POINTS = 101

ResidualVerdict = Literal["too_few", "constant", "biased", "structure_left", "spread_changes", "clean"]


@dataclass(frozen=True)
class Diagnosis:
    """Residuals of one horizon, described. All in the series' unit.

    n, mean, sd: count, mean and standard deviation (n − 1).
    edges (bins + 1,), density (bins,): histogram with about √n bins, area 1. curve_x, curve_y (101,): the normal
        density of the same mean and sd.
    qq_theoretical, qq_sample (n,): normal quantiles and sorted residuals; qq_slope, qq_intercept: the line through
        them (scipy.stats.probplot).
    acf (lags + 1,), band: autocorrelation from lag 0, and 1.96/√n. ljung_box: over min(10, n/5) lags.
    spread_correlation, spread_p: Spearman's correlation of |e| with the prediction.
    verdicts: keys of what to tell: "too_few" (fewer than 8 residuals: only n, mean, sd and points are there),
        "constant" (all residuals are equal), "biased" (|mean| > 2 sd/√n), "structure_left" (Ljung–Box p < 0.01),
        "spread_changes" (p < 0.01 and |correlation| > 0.2), or "clean" alone.
    """

    n: int
    mean: float
    sd: float
    edges: np.ndarray
    density: np.ndarray
    curve_x: np.ndarray
    curve_y: np.ndarray
    qq_theoretical: np.ndarray
    qq_sample: np.ndarray
    qq_slope: float
    qq_intercept: float
    acf: np.ndarray
    band: float
    ljung_box: LjungBox
    spread_correlation: float
    spread_p: float
    verdicts: tuple[ResidualVerdict, ...]


def diagnose(residuals: np.ndarray, fitted: np.ndarray) -> Diagnosis:
    """Describe residuals (n,) of consecutive points and their predictions, fitted (n,).

    Pairs with a value that is not finite are left out. Never raises for few or equal residuals: see `verdicts`.
    """
    finite = np.isfinite(residuals) & np.isfinite(fitted)
    e, fitted = residuals[finite], fitted[finite]
    n = len(e)
    if n < MIN_POINTS or is_constant(e):
        return _undiagnosed(e, "too_few" if n < MIN_POINTS else "constant")
    from scipy.stats import norm, probplot

    mean, sd = float(e.mean()), float(e.std(ddof=1))
    density, edges = np.histogram(e, bins=round(np.sqrt(n)), density=True)
    curve_x = np.linspace(min(edges[0], mean - 3 * sd), max(edges[-1], mean + 3 * sd), CURVE_POINTS)
    (theoretical, sample), (slope, intercept, _) = probplot(e)
    found = correlations(e, LAGS)
    rho, rho_p = _spread(e, fitted)
    checks: dict[ResidualVerdict, bool] = {
        "biased": abs(mean) > 2 * sd / np.sqrt(n),
        "structure_left": found.ljung_box.p < LEVEL,
        "spread_changes": rho_p < LEVEL and abs(rho) > MIN_SPREAD_CORRELATION,
    }
    verdicts = [verdict for verdict, holds in checks.items() if holds]
    return Diagnosis(
        n, mean, sd, edges, density, curve_x, norm.pdf(curve_x, mean, sd), theoretical, sample, float(slope),
        float(intercept), found.acf, found.band, found.ljung_box, rho, rho_p, tuple(verdicts) or ("clean",),
    )  # fmt: skip


def _spread(e: np.ndarray, fitted: np.ndarray) -> tuple[float, float]:
    """Spearman's rank correlation of |e| with the prediction, and its p; NaN when either never changes."""
    from scipy.stats import spearmanr

    if is_constant(fitted) or is_constant(np.abs(e)):
        return float("nan"), float("nan")
    rho, p = spearmanr(np.abs(e), fitted)
    return float(rho), float(p)


def _undiagnosed(e: np.ndarray, verdict: ResidualVerdict) -> Diagnosis:
    nan, none = float("nan"), np.empty(0)
    mean = float(e.mean()) if len(e) else nan
    sd = float(e.std(ddof=1)) if len(e) > 1 else nan
    return Diagnosis(
        len(e), mean, sd, none, none, none, none, none, np.sort(e), nan, nan, none, nan, LjungBox(0, nan, nan), nan,
        nan, (verdict,),
    )  # fmt: skip
