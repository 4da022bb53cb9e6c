"""Exponential smoothing: level, trend and season, each corrected a little at every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_core.evaluation.baselines.simple import repeat_last, same_season
from lstm_core.evaluation.baselines.types import Basis, Fitted, Progress
from lstm_core.explore.dependence import is_constant
from lstm_core.runtime.single_threaded_blas import single_threaded

# Level, trend, season and damping have a coefficient each; the first states are a level, a trend and m seasonal terms.
COEFFICIENTS = 6
# So that the corrected AIC is defined, and the season was seen more than twice.
SPARE, MIN_SEASONS = 6, 3
# Points × (m + 6)²: what a fit costs. About 15 seconds.
MAX_WORK = 12_000_000
# A multiplicative season has no meaning for values that are not positive; after training they count as almost zero.
ALMOST_ZERO = 1e-9


@dataclass(frozen=True)
class _Form:
    """One member of the family. seasonal: "add", "mul" or None."""

    trend: bool
    damped: bool
    seasonal: str | None
    season: int | None

    def model(self, y: np.ndarray) -> Any:
        """statsmodels' ETSModel of y (n,) in this form."""
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel

        y = np.maximum(y, ALMOST_ZERO) if self.seasonal == "mul" else y
        return ETSModel(
            y, trend="add" if self.trend else None, damped_trend=self.damped, seasonal=self.seasonal,
            seasonal_periods=self.season,
        )  # fmt: skip

    def __str__(self) -> str:
        words = ["level"]
        if self.trend:
            words.append("damped trend" if self.damped else "trend")
        if self.seasonal:
            kind = "additive" if self.seasonal == "add" else "multiplicative"
            words.append(f"{kind} season of {self.season} steps")
        return ", ".join(words)


def holt_winters(basis: Basis, report: Progress) -> Fitted:
    """ŷ_{t+h} = ℓ_t + (φ + … + φʰ) b_t + s_{t+h−mk}, k = ⌈h/m⌉, or with × s (Winters 1960; FPP3, 8.3 and 8.6).

    ℓ_t, b_t, s_t: level, trend and season, smoothed up to t by statsmodels' ETSModel with additive errors; its
    coefficients and first states are fitted on the training part. Trend none, plain (φ = 1) or damped; season additive
    or, where every training value is positive, multiplicative: the smallest corrected AIC decides. Without a season in
    the training part: level and trend only. Before the first whole season: NaN.
    """
    scale = float(basis.train.std())
    forms, fits = _forms(basis), []
    for form in forms:
        with single_threaded():
            fits.append(_fit(form.model(basis.train / scale)))
        report(len(fits) / (len(forms) + 1))
    best = min(range(len(forms)), key=lambda i: fits[i][0])
    form, params = forms[best], fits[best][1]
    return Fitted(lambda y, known, steps: _ahead(form, params, y / scale, known, steps) * scale, str(form))


def why_no_holt_winters(basis: Basis) -> str:
    """A sentence where the training part never changes, is too short or would take too long."""
    n, season = len(basis.train), basis.season or 0
    need = max(MIN_SEASONS * season, season + COEFFICIENTS + SPARE)
    if is_constant(basis.train):
        return "Holt–Winters cannot be fitted: the training part never changes."
    if n < need:
        seasonal = f" for a season of {season} steps" if season else ""
        return f"Holt–Winters needs at least {need} training points{seasonal} and has {n}."
    most = MAX_WORK // (season + COEFFICIENTS) ** 2
    if n > most:
        seasonal = f" with a season of {season} steps" if season else ""
        return f"Holt–Winters would take too long: {n:,} training points{seasonal}, and the limit is {most:,}."
    return ""


def _forms(basis: Basis) -> list[_Form]:
    seasonals: tuple[str | None, ...] = (None,)
    if basis.season:
        seasonals = ("add", "mul") if basis.train.min() > 0 else ("add",)
    trends = ((False, False), (True, False), (True, True))
    return [_Form(trend, damped, seasonal, basis.season) for seasonal in seasonals for trend, damped in trends]


def _fit(model: Any) -> tuple[float, np.ndarray]:
    """Corrected AIC, infinite where there is none, and coefficients with the first states."""
    params = model.fit(disp=False, return_params=True)
    k = len(params) + 1  # the error's variance
    aicc = 2 * k - 2 * model.loglike(params) + 2 * k * (k + 1) / (model.nobs - k - 1)
    return np.inf if np.isnan(aicc) else float(aicc), params


def _ahead(form: _Form, params: np.ndarray, y: np.ndarray, known: np.ndarray, steps: int) -> np.ndarray:
    """(n, steps): smooth y with fixed coefficients, then go on from each `known` without new values."""
    with single_threaded():
        model = form.model(y)
        _, smoothed = model.smooth(params, return_raw=True)
        states = dict(zip(model.state_names, smoothed.T, strict=True))
        forecasts = repeat_last(states["level"], known, steps)
        if form.trend:
            damping = dict(zip(model.param_names, params, strict=True)).get("damping_trend", 1.0)
            forecasts = forecasts + states["trend"][known, None] * np.cumsum(damping ** np.arange(1, steps + 1))
        if form.season is None:
            return forecasts
        seasonal = same_season(states["seasonal"], known, steps, form.season)
        return forecasts + seasonal if form.seasonal == "add" else forecasts * seasonal
