"""How far back should the network look?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.explore.dependence import Correlations
from lstm_core.settings import PreparationSettings, specs

SHORTEST, LONGEST_CYCLE, LOOK_BACK = 5, 60, 40
STRONG_BANDS, STRONG = 2.0, 0.1


@dataclass(frozen=True)
class Reason:
    """Why this window.

    key: "period" (one whole cycle), "pacf" (the last lag that tells something new), "pacf_long_period" (the same,
        because a whole cycle is too long), "nothing" (no dependence found: the default window).
    period: in steps or None. lag: last lag in a row outside the PACF band. cap: longest window allowed here, a
        quarter of the training part. capped: whether that shortened the suggestion.
    """

    key: str
    period: int | None
    lag: int
    cap: int
    capped: bool


def suggest_window(n: int, found: Correlations, period: int | None) -> tuple[int, Reason]:
    """A window in steps for a series of n points, with its reason.

    found: correlations up to LOOK_BACK lags or more. One period when that is at most 60 steps and fits; else the
    last PACF lag that tells something new, at least 5. Never more than a quarter of the (default) training part.
    """
    default = PreparationSettings()
    cap = int(min(specs()["window"].high or 1, max(1, round(n * default.train_share) // 4)))
    lag = _last_telling_lag(found.pacf[: LOOK_BACK + 1], found.band)
    if period is None and not found.ljung_box.p < 0.05:
        key, wanted = "nothing", default.window
    elif period is not None and period <= min(cap, LONGEST_CYCLE):
        key, wanted = "period", max(period, SHORTEST)
    else:
        key, wanted = "pacf" if period is None else "pacf_long_period", max(lag, SHORTEST)
    return min(wanted, cap), Reason(key, period, lag, cap, capped=wanted > cap)


def _last_telling_lag(pacf: np.ndarray, band: float) -> int:
    """Last lag that tells something new; 0 when none does.

    Either the last before two PACF values in a row lie inside the band, or, after such a gap, the last that is
    strong: twice outside the band, where chance hardly reaches in 40 lags, and at least 0.1.
    """
    size = np.abs(pacf[1:])
    outside = size > band
    quiet = np.flatnonzero(~outside[:-1] & ~outside[1:])
    first_gap = int(quiet[0]) if len(quiet) else len(outside)
    telling = size > max(STRONG_BANDS * band, STRONG)
    telling[:first_gap] |= outside[:first_gap]
    return int(np.flatnonzero(telling).max(initial=-1)) + 1
