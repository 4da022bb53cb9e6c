"""What a baseline is: fitted on a basis, it forecasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lstm_core.explore import MAX_POINTS, MIN_POINTS
from lstm_core.explore.season import find_period
from lstm_core.runtime.errors import DataError
from lstm_core.runtime.single_threaded_blas import single_threaded

Forecast = Callable[[np.ndarray, np.ndarray, int], np.ndarray]
"""(y (length,), known (n,), steps) → (n, steps): forecasts of the `steps` values after each position in `known`.

y is the whole series, but a forecast depends on it only at and before `known`. Where too little is known (a `known` of
−1 means nothing at all) the forecast is NaN.
"""

Progress = Callable[[float], None]
"""Told the share done, from 0 to 1. What it raises ends the work."""


@dataclass(frozen=True)
class Basis:
    """What a baseline may know while it is fitted.

    train: (n,) target values of the training part. window, horizon: the network's, in steps. season: in steps, found
    in the training part alone, or None.
    """

    train: np.ndarray
    window: int
    season: int | None
    horizon: int

    @property
    def history(self) -> int:
        """How many values before the target a window holds: at horizon 0 its last step is the target's own."""
        return self.window if self.horizon else max(1, self.window - 1)


@dataclass(frozen=True)
class Fitted:
    """A baseline with its coefficients. chosen: which model of its family was fitted, in a few words, else ""."""

    forecast: Forecast
    chosen: str = ""


def always(_basis: Basis) -> str:
    """For a baseline that any training part can have."""
    return ""


@dataclass(frozen=True)
class Baseline:
    """An entry of the registry.

    title: its name in a sentence. make: fits it. why_not: a sentence why this basis cannot have it, or why it would
    take too long, else ""; cheap. slow: whether fitting may take seconds. ahead: whether its error is told by steps
    ahead, where only few forecasts can be told apart.
    """

    key: str
    title: str
    make: Callable[[Basis, Progress], Fitted]
    why_not: Callable[[Basis], str] = always
    slow: bool = False
    ahead: bool = True

    def fit(self, basis: Basis, report: Progress = lambda _done: None) -> Fitted:
        """Fit on `basis`. Raises DataError with the sentence of `why_not`."""
        reason = self.why_not(basis)
        if reason:
            raise DataError(reason)
        return self.make(basis, report)


def find_season(train: np.ndarray) -> int | None:
    """The dominant period of the training values (n,) in steps, as `explore` finds it for a series; or None."""
    if len(train) < MIN_POINTS:
        return None
    with single_threaded():
        return find_period(train[-MAX_POINTS:]).steps
