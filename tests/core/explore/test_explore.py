import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.signal import lfilter
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.seasonal import STL
from statsmodels.tsa.stattools import acf, adfuller, kpss, pacf

from lstm_core.explore import MAX_POINTS, Study, explore
from lstm_core.explore.season import find_period
from lstm_core.explore.stationarity import _adf, _lags_by_aic
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series.types import Series


def series(values):
    values = np.asarray(values, dtype=float)
    return Series(values[:, None], pd.RangeIndex(len(values)), ("y",), "y", ("y",))


def sine(n=200, period=39.8, noise=0.1, seed=0):
    return np.sin(2 * np.pi * np.arange(n) / period) + np.random.default_rng(seed).normal(0, noise, n)


def random_walk(n=500, seed=0):
    return np.random.default_rng(seed).normal(size=n).cumsum()


def airline():
    """Growth times a 12-month pattern: what AirPassengers looks like."""
    month = np.arange(144)
    pattern = np.array([-9, -11, 2, -1, -1, 11, 22, 21, 6, -8, -20, -10]) / 100
    return 110 * np.exp(0.01 * month) * (1 + pattern[month % 12]) + np.random.default_rng(5).normal(0, 5, 144)


SUNSPOTS = sm.datasets.sunspots.load_pandas().data["SUNACTIVITY"].to_numpy()
SERIES = {"sine": sine(), "walk": random_walk(), "airline": airline(), "sunspots": SUNSPOTS, "short": sine(30, 7)}


@pytest.mark.parametrize("name", SERIES)
def test_every_number_is_statsmodels(name):
    y = SERIES[name]
    study = explore(series(y), lags=14)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values, interval = acf(y, nlags=14, alpha=0.05, result_object=False)
        adf, level = adfuller(y, result_object=False), kpss(y, result_object=False)
        box = acorr_ljungbox(y, lags=[min(10, len(y) // 5)])
        changes = acorr_ljungbox(np.diff(y), lags=[min(10, (len(y) - 1) // 5)])
    np.testing.assert_allclose(study.acf, values, atol=1e-12)
    np.testing.assert_allclose(study.acf + study.acf_band, interval[:, 1], atol=1e-12)
    np.testing.assert_allclose(study.pacf, pacf(y, nlags=14, method="ywm"), atol=1e-12)
    tests = study.stationarity
    assert (tests.adf_statistic, tests.adf_p, tests.adf_lags) == pytest.approx(adf[:3])
    assert (tests.kpss_statistic, tests.kpss_p, tests.kpss_lags) == pytest.approx(level[:3])
    assert study.ljung_box.statistic == pytest.approx(box["lb_stat"].iloc[0])
    assert study.ljung_box.p == pytest.approx(box["lb_pvalue"].iloc[0])
    assert study.ljung_box_changes.p == pytest.approx(changes["lb_pvalue"].iloc[0])
    assert study.band == study.pacf_band == pytest.approx(1.96 / np.sqrt(len(y)))


def test_lags_asked_are_lags_given():
    study = explore(series(sine()), lags=25)
    assert (study.lags, len(study.acf), len(study.pacf), study.lag_note) == (25, 26, 26, "")


@pytest.mark.parametrize(("asked", "acf_lags", "pacf_lags"), [(40, 40, 29), (100, 59, 29), (29, 29, 29)])
def test_too_many_lags_are_capped_and_explained(asked, acf_lags, pacf_lags):
    study = explore(series(sine(60)), lags=asked)
    assert (study.lags, len(study.acf) - 1, len(study.pacf) - 1) == (acf_lags, acf_lags, pacf_lags)
    assert study.lag_cap == 29
    assert ("stops at lag 29" in study.lag_note) == (asked > 29)
    assert ("ACF stops at lag 59" in study.lag_note) == (asked > 59)


def test_no_lags_are_refused():
    with pytest.raises(SettingsError, match="lags=0"):
        explore(series(sine()), lags=0)


@pytest.mark.parametrize(
    ("y", "verdict"),
    [
        (np.random.default_rng(0).normal(size=300), "stationary"),
        (random_walk(), "unit_root"),
        (0.05 * np.arange(300) + np.random.default_rng(1).normal(size=300), "trend"),
        (np.arange(100.0), "trend"),
        (np.full(50, 0.1), "constant"),
    ],
)
def test_stationarity_in_a_word(y, verdict):
    assert explore(series(y)).stationarity.verdict == verdict


def test_kpss_says_when_its_table_ends():
    assert explore(series(np.random.default_rng(0).normal(size=300))).stationarity.kpss_bound == "above"
    assert explore(series(random_walk())).stationarity.kpss_bound == "below"


def pulses(n, gap, seed):
    return (np.arange(n) % gap == 0) + np.random.default_rng(seed).normal(0, 0.15, n)


@pytest.mark.parametrize(
    ("y", "expected", "slack"),
    [
        (sine(), 40, 1),
        (sine(noise=0.6), 40, 2),
        (sine(1000, 66.3), 66, 1),
        (sine(1461, 365.25), 365, 1),
        (sine(200, 12) + 0.02 * np.arange(200), 12, 0),
        (airline(), 12, 0),
        (SUNSPOTS, 11, 0),
        (np.arange(300) % 25, 25, 0),
        (np.sign(sine(400, 40)), 40, 0),
        (pulses(400, 25, seed=5), 25, 0),  # strongest at a harmonic
        (pulses(400, 33, seed=0), 33, 0),  # no frequency stands out
    ],
)
def test_period_is_found(y, expected, slack):
    study = explore(series(y))
    assert study.period is not None
    assert abs(study.period - expected) <= slack
    assert study.period_reason == "confirmed"
    assert 0.3 <= study.period_strength <= 1


@pytest.mark.parametrize("n", [60, 200, 1000])
@pytest.mark.parametrize("kind", ["noise", "walk", "ar_high", "ar_negative", "line"])
def test_no_period_is_invented(kind, n):
    for seed in range(20):
        steps = np.random.default_rng(seed).normal(size=n)
        y = {
            "noise": steps,
            "walk": steps.cumsum(),
            "ar_high": lfilter([1], [1, -0.9], steps),
            "ar_negative": lfilter([1], [1, 0.7], steps),
            "line": np.arange(n) * 0.1,
        }[kind]
        assert find_period(y).steps is None, seed


def test_decomposition_is_stl_and_adds_up():
    y = airline()
    parts, reference = explore(series(y)).decomposition, STL(y, period=12).fit()
    np.testing.assert_allclose(parts.seasonal, reference.seasonal)
    np.testing.assert_allclose(parts.trend + parts.seasonal + parts.rest, y)
    assert parts.start == 0


def test_without_a_period_there_is_no_decomposition():
    study = explore(series(random_walk()))
    assert (study.period, study.decomposition, study.period_strength) == (None, None, 0)


def test_the_last_telling_lag_is_the_order_of_an_ar():
    y = lfilter([1], [1, -0.3, 0, 0, 0, 0, 0.5], np.random.default_rng(0).normal(size=3000))
    assert explore(series(y)).telling_lag == 6
    assert explore(series(random_walk())).telling_lag == 1
    assert explore(series(np.random.default_rng(0).normal(size=300))).telling_lag == 0


def test_the_telling_lag_does_not_depend_on_the_lags_shown():
    assert explore(series(sine()), lags=1).telling_lag == explore(series(sine()), lags=40).telling_lag > 1


def test_constant_series_has_no_correlation_but_a_study():
    study = explore(series(np.full(50, 0.1)))
    assert np.isnan(study.acf).all()
    assert np.isnan(study.pacf).all()
    assert np.isnan(study.ljung_box.p)
    assert (study.period, study.period_reason, study.decomposition) == (None, "constant", None)


def test_missing_values_and_short_series_are_sentences():
    y = sine()
    y[[7, 9]] = np.nan
    with pytest.raises(DataError, match=r"'y' has 2 missing values, the first at 7\.") as refused:
        explore(series(y))
    assert refused.value.setting == "missing"
    with pytest.raises(DataError, match="7 points; at least 8"):
        explore(series(sine(7)))
    assert isinstance(explore(series(sine(8))), Study)


@pytest.mark.parametrize("regression", ["c", "ct"])
@pytest.mark.parametrize("name", SERIES)
def test_the_lags_of_the_adf_are_those_that_statsmodels_tries_one_by_one(name, regression):
    for y in (SERIES[name], 1e6 + SERIES[name], np.diff(SERIES[name])[:25]):
        assert _lags_by_aic(y, len(regression)) is not None
        assert _adf(y, regression) == adfuller(y, regression=regression, result_object=False)[:3]


def test_where_rounding_would_decide_statsmodels_tries_all_lags():
    assert _lags_by_aic(np.tile([0.0, 1.0, 5.0], 50), 1) is None
    assert _lags_by_aic(np.arange(50.0), 2) is None


def test_long_series_is_cut_for_the_slow_parts_and_says_so():
    y = sine(MAX_POINTS + 2000, 40)
    study, recent = explore(series(y)), y[-MAX_POINTS:]
    assert "last 5,000 of 7,000 points" in study.note
    assert explore(series(sine(MAX_POINTS, 40))).note == ""
    np.testing.assert_allclose(study.acf, acf(y, nlags=40, result_object=False))
    lags = study.stationarity.adf_lags
    alone = adfuller(recent, maxlag=lags, autolag=None, result_object=False)
    assert study.stationarity.adf_statistic == pytest.approx(alone[0])
    assert study.decomposition.start == 2000
    assert len(study.decomposition.trend) == MAX_POINTS


@pytest.mark.parametrize(
    "y", [np.arange(50.0), np.sin(np.arange(200) / 5), np.tile([0.0, 1.0], 50), 1e9 + sine(), 1e-9 * sine(), sine(8, 3)]
)
def test_no_warning_reaches_the_log(y):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        study = explore(series(y))
    assert np.isfinite(study.acf).all()
