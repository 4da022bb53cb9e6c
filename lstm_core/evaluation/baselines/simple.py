"""Baselines without a fit worth the name: one value of the past, or one number of the training part."""

from __future__ import annotations

import numpy as np

from lstm_core.evaluation.baselines.types import Basis, Fitted, Progress


def persistence(_basis: Basis, _report: Progress) -> Fitted:
    """ŷ_{t+h} = y_t: the last known value, for every horizon h (Hyndman & Athanasopoulos, FPP3, 5.2: naïve)."""
    return Fitted(repeat_last)


def seasonal_naive(basis: Basis, _report: Progress) -> Fitted:
    """ŷ_{t+h} = y_{t+h−mk}, k = ⌈h/m⌉: the last known value of the same season, m steps long (FPP3, 5.2).

    It looks one season back even where the window is shorter.
    """
    season = basis.season or 1

    def forecast(y: np.ndarray, known: np.ndarray, steps: int) -> np.ndarray:
        return same_season(y, known, steps, season)

    return Fitted(forecast)


def why_no_season(basis: Basis) -> str:
    """A sentence where the training part has no season."""
    return "" if basis.season else "Seasonal naive needs a season, and the training part shows none."


def drift(basis: Basis, _report: Progress) -> Fitted:
    """ŷ_{t+h} = y_t + h·(y_T − y_1)/(T − 1): the mean change per step of the training part goes on (FPP3, 5.2)."""
    train = basis.train
    slope = float(train[-1] - train[0]) / max(1, len(train) - 1)
    return Fitted(lambda y, known, steps: repeat_last(y, known, steps) + slope * np.arange(1, steps + 1))


def mean(basis: Basis, _report: Progress) -> Fitted:
    """ŷ_{t+h} = mean of y_1 … y_T: always the mean of the training part (FPP3, 5.2)."""
    level = float(basis.train.mean())
    return Fitted(lambda y, known, steps: np.where(np.isnan(repeat_last(y, known, steps)), np.nan, level))


def repeat_last(y: np.ndarray, known: np.ndarray, steps: int) -> np.ndarray:
    """y at `known` (n,), `steps` times: (n, steps)."""
    return np.repeat(np.where(known >= 0, y[known], np.nan)[:, None], steps, axis=1)


def same_season(values: np.ndarray, known: np.ndarray, steps: int, season: int) -> np.ndarray:
    """(n, steps): for each step after `known` (n,) the latest of `values` (length,) that is known and one or more
    whole seasons older; NaN before the first."""
    ahead = np.arange(1, steps + 1)
    source = known[:, None] + ahead - season * -(-ahead // season)
    return np.where(source >= 0, values[source], np.nan)
