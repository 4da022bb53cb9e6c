"""A small trial: how well does a straight line forecast from one way of preparing the series?

A linear forecast costs a thousandth of a training and sees the same windows, so it can be asked about every way.
It is held back (ridge regression, Hoerl & Kennard 1970) as a network is held back by few windows: what can be said
only with large, finely balanced weights, a network does not learn from them either.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

# Ridge penalty, on inputs scaled to spread 1. It stays as it is when the windows grow more, and so weighs less.
PENALTY = 4.0
FOLDS = 4
# The first origin of the trial lies after this share of the windows.
FIRST_ORIGIN = 0.5
FEWEST_WINDOWS = 8


@dataclass(frozen=True)
class Way:
    """One way of preparing.

    log: of the logarithm. transform: "level", "relative", "seasonal" or "seasonal_relative", as in the settings;
    "difference" holds the same numbers as "relative". lags: how many steps back the line reads.
    """

    log: bool
    transform: str
    lags: int


def trial(y: np.ndarray, way: Way, season: int, horizon: int) -> float:
    """Squared error of the line over that of the last value, mean over the steps ahead; infinite when there is none.

    y: (n,) training values, above 0 for a logarithm. Four times the line is fitted up to an origin, and it forecasts
    the windows up to the next origin, knowing what is known at each of them.
    """
    z = np.log(y) if way.log else y
    lag = season if way.transform.startswith("seasonal") else 0
    read = z[lag:] - z[:-lag] if lag else z
    count = len(read) - way.lags - horizon + 1
    edges = np.linspace(FIRST_ORIGIN * count, count, FOLDS + 1).astype(int)
    if edges[0] - horizon < FEWEST_WINDOWS:
        return np.inf
    windows = np.lib.stride_tricks.sliding_window_view(read, way.lags)[:count]
    origins = np.arange(lag + way.lags - 1, len(z) - horizon)
    times = origins[:, None] + np.arange(1, horizon + 1)
    base = _base(z, windows[:, -1:], origins, times, way.transform, season)
    if way.transform in ("relative", "seasonal_relative"):
        windows = windows - windows[:, -1:]
    errors, naive = np.zeros(horizon), np.zeros(horizon)
    # A line that runs away in logarithms has an infinite error, and a series at rest none to compare with.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for first, last in pairwise(edges):
            fitted, asked = slice(0, first - horizon + 1), slice(first, last)
            predicted = base[asked] + _ridge(windows[fitted], (z[times] - base)[fitted], windows[asked])
            truth = y[times[asked]]
            errors += np.sum((truth - (np.exp(predicted) if way.log else predicted)) ** 2, axis=0)
            naive += np.sum((truth - y[origins[asked], None]) ** 2, axis=0)
        ratio = float(np.mean(errors / naive))
    return ratio if np.isfinite(ratio) else np.inf


def _base(
    z: np.ndarray, last: np.ndarray, origins: np.ndarray, times: np.ndarray, transform: str, season: int
) -> np.ndarray:
    """What the transform takes off each target (n, horizon), as in `lstm_core.prepare`."""
    if transform == "level":
        return np.zeros(times.shape)
    if transform == "relative":
        return np.repeat(z[origins][:, None], times.shape[1], axis=1)
    seasons_back = -(-(times - origins[:, None]) // season)
    same_season = z[times - season * seasons_back]
    return same_season if transform == "seasonal" else same_season + seasons_back * last


def _ridge(x: np.ndarray, targets: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Predictions (m, horizon) for `asked` (m, lags) of the line fitted to x (n, lags) and targets (n, horizon)."""
    center, scale = x.mean(axis=0), x.std() or 1.0
    inputs, mean = (x - center) / scale, targets.mean(axis=0)
    gram = inputs.T @ inputs + PENALTY * np.eye(x.shape[1])
    return mean + (asked - center) / scale @ np.linalg.solve(gram, inputs.T @ (targets - mean))
