"""ARIMA with a season: regression on past values and past errors, of the series or of its changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.evaluation.baselines.types import Basis, Fitted, Progress
from lstm_core.explore.dependence import is_constant
from lstm_core.runtime.errors import DataError
from lstm_core.runtime.single_threaded_blas import single_threaded

Order = tuple[int, int, int]
# (p, d, q), (P, D, Q). The first is Box and Jenkins' airline model; the last has a constant, the others a difference.
ORDERS: tuple[tuple[Order, Order], ...] = (
    ((0, 1, 1), (0, 1, 1)),
    ((1, 1, 1), (0, 1, 1)),
    ((1, 0, 1), (0, 1, 1)),
    ((2, 0, 0), (0, 1, 1)),
    ((2, 0, 0), (1, 0, 0)),
)
MIN_SEASONS = 3
# Points × season^1.5: what a fit costs. About 20 seconds.
MAX_WORK = 550_000
MAX_ITERATIONS = 50


def sarima(basis: Basis, report: Progress) -> Fitted:
    """φ(B) Φ(Bᵐ) (1−B)ᵈ (1−Bᵐ)ᴰ y_t = c + θ(B) Θ(Bᵐ) ε_t (Box & Jenkins 1976, ch. 9; statsmodels SARIMAX).

    Five orders (`ORDERS`); the smallest AIC decides. Each likelihood is that of the points after the first m + 1,
    given these, so that models of the series and of its changes are judged on the same points. Forecasts come from
    the Kalman filter with fixed coefficients; with m values known or fewer: NaN.
    """
    season = basis.season or 1
    # Round zero, because the filter starts from there with a large but finite uncertainty.
    center, scale = float(basis.train.mean()), float(basis.train.std())
    # A season of 2 steps leaves no room for two ordinary lags.
    orders = [(order, seasonal) for order, seasonal in ORDERS if order[0] < season]
    fits: list[tuple[float, np.ndarray]] = []
    for order, seasonal in orders:
        with single_threaded():
            fits.append(_fit((basis.train - center) / scale, order, seasonal, season))
        report(len(fits) / (len(orders) + 1))
    best = min(range(len(orders)), key=lambda i: fits[i][0])
    params, (order, seasonal) = fits[best][1], orders[best]
    if not np.isfinite(fits[best][0]):
        raise DataError("SARIMA cannot be fitted: the training part repeats without an error to learn from.")

    def forecast(y: np.ndarray, known: np.ndarray, steps: int) -> np.ndarray:
        with single_threaded():
            model = _model((y - center) / scale, order, seasonal, season)
            # Only the states are needed; the covariances of every step would be hundreds of megabytes.
            model.ssm.memory_conserve = True
            model.ssm.memory_no_predicted_mean = False
            return _ahead(model.filter(params, return_ssm=True), known, steps, season) * scale + center

    name = "SARIMA" + "".join(f"({p},{d},{q})" for p, d, q in (order, seasonal))
    return Fitted(forecast, f"{name} with a season of {season} steps")


def why_no_sarima(basis: Basis) -> str:
    """A sentence where the training part never changes, has no season, is too short or would take too long."""
    n, season = len(basis.train), basis.season
    if is_constant(basis.train):
        return "SARIMA cannot be fitted: the training part never changes."
    if season is None:
        return "SARIMA needs a season, and the training part shows none."
    if n < MIN_SEASONS * season:
        return f"SARIMA needs at least {MIN_SEASONS} seasons of {season} steps, and the training part has {n} points."
    most = int(MAX_WORK / season**1.5)
    if n > most:
        seasonal = f"with a season of {season} steps"
        return f"SARIMA would take too long: {n:,} training points {seasonal}, and the limit is {most:,}."
    return ""


def _model(y: np.ndarray, order: Order, seasonal: Order, season: int, **more: Any) -> Any:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    changes = order[1] + seasonal[1]
    return SARIMAX(
        y,
        order=order,
        seasonal_order=(*seasonal, season),
        trend="n" if changes else "c",
        concentrate_scale=True,
        **more,
    )


def _fit(y: np.ndarray, order: Order, seasonal: Order, season: int) -> tuple[float, np.ndarray]:
    """AIC, infinite where there is none, and coefficients.

    Differences are taken before, which leaves fewer states and the same likelihood.
    """
    lost = order[1] + season * seasonal[1]
    model = _model(y, order, seasonal, season, simple_differencing=True, loglikelihood_burn=season + 1 - lost)
    try:
        params = model.fit(disp=False, maxiter=MAX_ITERATIONS, return_params=True)
    except np.linalg.LinAlgError:  # nothing is left after the differences
        return np.inf, np.empty(0)
    aic = 2 * (len(params) - model.loglike(params))
    return np.inf if np.isnan(aic) else float(aic), params


def _ahead(filtered: Any, known: np.ndarray, steps: int, season: int) -> np.ndarray:
    """(n, steps): the states predicted at each `known` (n,), moved on without new values."""
    design, transition, constant = filtered.design[..., 0], filtered.transition[..., 0], filtered.state_intercept[:, :1]
    state = filtered.predicted_state[:, known + 1]
    forecasts = np.empty((len(known), steps))
    for step in range(steps):
        forecasts[:, step] = (design @ state)[0]
        state = transition @ state + constant
    return np.where(known[:, None] >= season, forecasts, np.nan)
