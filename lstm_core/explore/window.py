"""How far back do correlations reach? What window that suggests, `lstm_core.recommend` decides by a trial."""

from __future__ import annotations

import numpy as np

LOOK_BACK = 40
STRONG_BANDS, STRONG = 2.0, 0.1


def telling_lag(pacf: np.ndarray, band: float) -> int:
    """Last lag that tells something new, up to LOOK_BACK; 0 when none does.

    pacf: (lags + 1,) from lag 0. band: half width of its 95 % band.
    Either the last before two PACF values in a row lie inside the band, or, after such a gap, the last that is
    strong: twice outside the band, where chance hardly reaches in 40 lags, and at least 0.1.
    """
    size = np.abs(pacf[1 : LOOK_BACK + 1])
    outside = size > band
    quiet = np.flatnonzero(~outside[:-1] & ~outside[1:])
    first_gap = int(quiet[0]) if len(quiet) else len(outside)
    telling = size > max(STRONG_BANDS * band, STRONG)
    telling[:first_gap] |= outside[:first_gap]
    return int(np.flatnonzero(telling).max(initial=-1)) + 1
