"""A straight-line rule on the last values."""

from __future__ import annotations

import numpy as np

from lstm_core.evaluation.baselines.types import Basis, Fitted, Progress
from lstm_core.explore.dependence import is_constant
from lstm_core.runtime.single_threaded_blas import single_threaded

MAX_ORDER = 30
# More points change the coefficients in the third digit only, and the order search grows with them.
MAX_FIT_POINTS = 5000
POINTS_PER_COEFFICIENT = 5


def ar(basis: Basis, _report: Progress) -> Fitted:
    """ŷ_{t+1} = c + Σ_k φ_k y_{t+1−k}, k = 1…p, by least squares (statsmodels AutoReg) on the training part.

    The order p has the smallest AIC among 0…window, at most 30, and leaves 5 points per coefficient. Further
    horizons are forecast recursively. Of a long training part the last 5,000 points are used.
    """
    from statsmodels.tsa.ar_model import ar_select_order

    train = basis.train[-MAX_FIT_POINTS:]
    with single_threaded():
        model = ar_select_order(train, _longest(basis), ic="aic", trend="c").model
        constant, *phi = np.asarray(model.fit().params)
    return Fitted(
        lambda y, known, steps: _recursive(float(constant), np.array(phi), y, known, steps), f"AR({len(phi)})"
    )


def why_no_ar(basis: Basis) -> str:
    """A sentence where the training part is too short or never changes."""
    if _longest(basis) < 1:
        return f"AR needs at least {2 * POINTS_PER_COEFFICIENT} training points and has {len(basis.train)}."
    return "AR cannot be fitted: the training part never changes." if is_constant(basis.train) else ""


def _longest(basis: Basis) -> int:
    points = min(len(basis.train), MAX_FIT_POINTS)
    return min(basis.history, MAX_ORDER, points // POINTS_PER_COEFFICIENT - 1)


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
