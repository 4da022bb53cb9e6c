"""Holt–Winters against statsmodels' own results on a series cut off at the origin."""

import numpy as np
import pytest
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from threadpoolctl import threadpool_limits

from lstm_core.evaluation import BASELINES, Basis
from lstm_core.series.samples import load_sample

RNG = np.random.default_rng(3)
TIME = np.arange(150)
TRAIN, SEASON = 100, 6
CYCLE = np.sin(2 * np.pi * TIME / SEASON)
SERIES = {
    "additive": 5 + 2 * CYCLE + RNG.normal(0, 0.3, 150),
    "multiplicative": (5 + 0.1 * TIME) * (1 + 0.4 * CYCLE) * (1 + RNG.normal(0, 0.01, 150)),
    "trend": 5 + 0.2 * TIME + RNG.normal(0, 0.3, 150),
    "damped": 10 * (1 - 0.9**TIME) + RNG.normal(0, 0.05, 150),
    "below zero": 2 * CYCLE + RNG.normal(0, 0.3, 150),
}


@pytest.fixture(autouse=True)
def one_thread():
    """Statsmodels' own fits, too, are much faster so."""
    with threadpool_limits(1):
        yield


def forms(train, season):
    """Every form of the family, as statsmodels' arguments."""
    seasonals = [None] if season is None else ["add", "mul"] if train.min() > 0 else ["add"]
    return [
        {"trend": trend, "damped_trend": damped, "seasonal": seasonal, "seasonal_periods": season}
        for seasonal in seasonals
        for trend, damped in ((None, False), ("add", False), ("add", True))
    ]


@pytest.mark.parametrize("name", SERIES)
def test_holt_winters_equals_statsmodels(name):
    season = None if name in ("trend", "damped") else SEASON
    # With a standard deviation of 1 the optimisers of both walk nearly the same way.
    y = SERIES[name] / SERIES[name][:TRAIN].std()
    fitted = BASELINES["holt_winters"].fit(Basis(y[:TRAIN], 10, season, 1))
    found = [(ETSModel(y[:TRAIN], **form).fit(disp=False), form) for form in forms(y[:TRAIN], season)]
    best, form = min(found, key=lambda fit: fit[0].aicc)
    for known in (40, 99, 130):
        cut_off = ETSModel(y[: known + 1], **form).smooth(best.params)
        expected = cut_off.forecast(15)
        np.testing.assert_allclose(fitted.forecast(y, np.array([known]), 15)[0], expected, rtol=1e-4)
    one_step = ETSModel(y, **form).smooth(best.params).fittedvalues
    np.testing.assert_allclose(fitted.forecast(y, np.arange(9, 149), 1)[:, 0], one_step[10:], rtol=1e-4)


@pytest.mark.parametrize(
    ("name", "words"),
    [("additive", "level, additive season of 6 steps"), ("multiplicative", "level, trend, multiplicative season"),
     ("below zero", "level, additive season"), ("trend", "level, trend"), ("damped", "level, damped trend")],
)  # fmt: skip
def test_the_form_follows_the_series(name, words):
    season = None if name in ("trend", "damped") else SEASON
    assert BASELINES["holt_winters"].fit(Basis(SERIES[name][:TRAIN], 10, season, 1)).chosen.startswith(words)


def test_a_short_series_is_judged_by_the_corrected_aic():
    """The Nile's shift in 1898 is a trend for AIC, by a hair, and a level for the corrected one."""
    y = load_sample("nile").y[:64]
    plain, corrected = (
        min(forms(y, None), key=lambda form: getattr(ETSModel(y / y.std(), **form).fit(disp=False), criterion))
        for criterion in ("aic", "aicc")
    )
    assert (plain["trend"], corrected["trend"]) == ("add", None)
    assert BASELINES["holt_winters"].fit(Basis(y, 10, None, 1)).chosen == "level"


def test_before_the_first_season_nothing_is_forecast():
    forecast = BASELINES["holt_winters"].fit(Basis(SERIES["additive"][:TRAIN], 10, SEASON, 1)).forecast
    assert list(np.isnan(forecast(SERIES["additive"], np.array([-1, 4, 5]), 1)[:, 0])) == [True, True, False]


def test_a_zero_after_training_does_not_end_a_multiplicative_season():
    y = SERIES["multiplicative"].copy()
    fitted = BASELINES["holt_winters"].fit(Basis(y[:TRAIN], 10, SEASON, 1))
    assert "multiplicative" in fitted.chosen
    y[120] = -1
    assert np.isfinite(fitted.forecast(y, np.arange(100, 149), 3)).all()
