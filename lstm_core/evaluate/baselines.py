"""Forecasts that any network should beat.

A baseline is fitted on the training part and then forecasts from the true history: the same points, knowing the same
values, as the network. A new one is a function and a line in `BASELINES`.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable

import numpy as np

from lstm_core.errors import DataError

Forecast = Callable[[np.ndarray, np.ndarray, int], np.ndarray]
"""(y (length,), known (n,), steps) → (n, steps): forecasts of the `steps` values after each position in `known`.

It reads y only at and before `known`; −1 means that nothing is known yet and gives NaN.
"""

Baseline = Callable[[np.ndarray, int], Forecast]
"""(training values (n,), window) → forecast that looks at most `window` values back. Raises DataError."""

MAX_ORDER = 30
# More points change the coefficients in the third digit only, and the order search grows with them.
MAX_FIT_POINTS = 5000
POINTS_PER_COEFFICIENT = 5
_ONE_AT_A_TIME = threading.Lock()


def persistence(_train: np.ndarray, _window: int) -> Forecast:
    """ŷ_{t+h} = y_t: the last known value, for every horizon h."""
    return _repeat_last


def ar(train: np.ndarray, window: int) -> Forecast:
    """ŷ_{t+1} = c + Σ_k φ_k y_{t+1−k}, k = 1…p, by least squares (statsmodels AutoReg) on the training part.

    The order p has the smallest AIC among 0…window, at most 30, and leaves 5 points per coefficient. Further
    horizons are forecast recursively. Of a long training part the last 5,000 points are used.
    """
    from statsmodels.tsa.ar_model import ar_select_order

    train = train[-MAX_FIT_POINTS:]
    longest = min(window, MAX_ORDER, len(train) // POINTS_PER_COEFFICIENT - 1)
    if longest < 1:
        raise DataError(f"AR needs at least {2 * POINTS_PER_COEFFICIENT} training points and has {len(train)}.")
    if np.ptp(train) == 0:
        raise DataError("AR cannot be fitted: the training part never changes.")
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # An exact line or cycle leaves no error to estimate; the coefficients are right all the same.
        warnings.simplefilter("ignore")
        model = ar_select_order(train, longest, ic="aic", trend="c").model
        constant, *phi = np.asarray(model.fit().params)
    return lambda y, known, steps: _recursive(float(constant), np.array(phi), y, known, steps)


BASELINES: dict[str, Baseline] = {"persistence": persistence, "ar": ar}


def _repeat_last(y: np.ndarray, known: np.ndarray, steps: int) -> np.ndarray:
    return np.repeat(np.where(known >= 0, y[known], np.nan)[:, None], steps, axis=1)


def _recursive(constant: float, phi: np.ndarray, y: np.ndarray, known: np.ndarray, steps: int) -> np.ndarray:
    """(n, steps): each forecast joins the history of the next. Without p known values: NaN."""
    back = known[:, None] - np.arange(len(phi))
    history = np.where(back >= 0, y[back], np.nan)
    forecasts = np.empty((len(known), steps))
    for step in range(steps):
        forecasts[:, step] = constant + history @ phi
        if len(phi):
            history = np.column_stack([forecasts[:, step], history[:, :-1]])
    return forecasts
