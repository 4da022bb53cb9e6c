import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter
from statsmodels.tsa.ar_model import AutoReg, ar_select_order
from threadpoolctl import threadpool_info

from lstm_core.evaluation import BASELINES, Basis
from lstm_core.evaluation.baselines import find_season
from lstm_core.runtime.errors import DataError
from lstm_core.runtime.single_threaded_blas import single_threaded
from tests.support.fuzz import examples

NOISE = np.random.default_rng(0).normal(0, 0.1, 300)
SINE = np.sin(2 * np.pi * np.arange(300) / 40) + NOISE
SHORT_SEASON = 3 + np.sin(2 * np.pi * np.arange(160) / 8) + NOISE[:160]


def fitted(key, train=SINE[:200], window=12, season=None, horizon=1):
    return BASELINES[key].fit(Basis(train, window, season, horizon)).forecast


def test_persistence_repeats_the_last_known_value():
    forecast = fitted("persistence")
    np.testing.assert_array_equal(forecast(SINE, np.array([4, 7]), 3), [[SINE[4]] * 3, [SINE[7]] * 3])


def test_seasonal_naive_repeats_the_last_known_season():
    y = np.array([10.0, 20, 30, 11, 21, 31, 12, 22])
    forecast = fitted("seasonal_naive", y, season=3)
    # After position 5 comes the first value of a cycle: 11, 21, 31 are known, and again for the cycle after.
    np.testing.assert_array_equal(forecast(y, np.array([5]), 7), [[11, 21, 31, 11, 21, 31, 11]])
    np.testing.assert_array_equal(forecast(y, np.array([6]), 3), [[21, 31, 12]])
    np.testing.assert_array_equal(forecast(y, np.array([1, 2]), 2), [[np.nan, 10], [10, 20]])


def test_drift_goes_on_with_the_mean_change_of_the_training_part():
    y = np.array([1.0, 5, 2, 7, 100])
    np.testing.assert_allclose(fitted("drift", y[:4])(y, np.array([1, 4]), 3), [[7, 9, 11], [102, 104, 106]])


def test_mean_is_that_of_the_training_part():
    y = np.array([1.0, 5, 3, 100])
    np.testing.assert_array_equal(fitted("mean", y[:3])(y, np.array([0, 3]), 2), [[3, 3], [3, 3]])


@pytest.mark.parametrize("key", ["persistence", "seasonal_naive", "drift", "mean", "ar"])
def test_where_nothing_is_known_nothing_is_forecast(key):
    assert np.isnan(fitted(key, season=40)(SINE, np.array([-1]), 2)).all()


def test_ar_equals_statsmodels_step_by_step():
    train, window, steps = SINE[:200], 12, 5
    forecast = fitted("ar", train, window)
    order = ar_select_order(train, window, ic="aic", trend="c").ar_lags
    model = AutoReg(train, len(order), trend="c").fit()
    for known in (30, 199, 250):
        history = AutoReg(SINE[: known + 1], len(order), trend="c")
        expected = history.predict(model.params, start=known + 1, end=known + steps)
        np.testing.assert_allclose(forecast(SINE, np.array([known]), steps)[0], expected, rtol=1e-9)
    assert BASELINES["ar"].fit(Basis(train, window, None, 1)).chosen == f"AR({len(order)})"


def test_ar_finds_the_coefficients_of_an_ar2():
    y = 3 + lfilter([1], [1, -0.5, 0.3], np.random.default_rng(1).normal(size=4000))
    forecast = fitted("ar", y[:3000], 10)
    unit = np.zeros((3, 10))
    unit[1, -1], unit[2, -2] = 1, 1
    zero, first, second = (forecast(row, np.array([9]), 1)[0, 0] for row in unit)
    assert (first - zero, second - zero) == pytest.approx((0.5, -0.3), abs=0.06)


@pytest.mark.parametrize(("horizon", "reach"), [(1, 6), (0, 5)])
def test_ar_looks_no_further_back_than_the_window(horizon, reach):
    """At horizon 0 the window's last step is the target's own, so one step less is history."""
    forecast, known = fitted("ar", window=6, horizon=horizon), np.array([49])
    outside, inside = SINE.copy(), SINE.copy()
    outside[: 50 - reach], inside[: 51 - reach] = 99, 99
    np.testing.assert_array_equal(forecast(SINE, known, 4), forecast(outside, known, 4))
    assert not np.allclose(forecast(SINE, known, 4), forecast(inside, known, 4))


def test_ar_follows_an_exact_line():
    line = np.arange(100.0)
    np.testing.assert_allclose(fitted("ar", line[:60], 3)(line, np.array([80]), 2), [[81, 82]], rtol=1e-6)


@pytest.fixture(scope="module")
def on_short_season():
    """Every baseline, fitted on 100 points with a season of 8."""
    return {key: fitted(key, SHORT_SEASON[:100], 10, season=8) for key in BASELINES}


@pytest.mark.parametrize("key", BASELINES)
@given(known=st.integers(8, 158), steps=st.integers(1, 20), seed=st.integers(0, 100))
@settings(max_examples=examples(15))
def test_a_change_of_the_future_leaves_the_forecast(on_short_season, key, known, steps, seed):
    changed = SHORT_SEASON.copy()
    changed[known + 1 :] = np.random.default_rng(seed).normal(0, 30, 159 - known)
    forecast = on_short_season[key]
    before = forecast(SHORT_SEASON, np.array([known]), steps)
    assert np.isfinite(before).all()
    np.testing.assert_array_equal(before, forecast(changed, np.array([known]), steps))


@pytest.mark.parametrize("key", BASELINES)
def test_forecasts_keep_their_unit(on_short_season, key):
    known = np.array([50, 120])
    tripled = fitted(key, 3 * SHORT_SEASON[:100], 10, season=8)
    np.testing.assert_allclose(
        tripled(3 * SHORT_SEASON, known, 5), 3 * on_short_season[key](SHORT_SEASON, known, 5), rtol=1e-4
    )


def test_the_season_is_found_in_the_training_part():
    assert find_season(SINE) == 40
    assert find_season(np.random.default_rng(0).normal(size=200)) is None
    assert find_season(np.arange(7.0)) is None
    assert find_season(np.full(50, 2.0)) is None


@pytest.mark.parametrize(
    ("key", "basis", "sentence"),
    [
        ("seasonal_naive", Basis(NOISE, 10, None, 1), "shows none"),
        ("ar", Basis(SINE[:8], 10, None, 1), "at least 10 training points and has 8"),
        ("ar", Basis(np.full(50, 0.1), 10, None, 1), "never changes"),
        ("holt_winters", Basis(np.full(50, 0.1), 10, None, 1), "never changes"),
        ("holt_winters", Basis(SINE[:119], 10, 40, 1), "at least 120 training points for a season of 40 steps"),
        ("holt_winters", Basis(SINE[:11], 10, None, 1), "at least 12 training points and has 11"),
        ("holt_winters", Basis(np.resize(SINE, 5000), 10, 48, 1), "too long: 5,000 training points with a season"),
        ("sarima", Basis(NOISE, 10, None, 1), "shows none"),
        ("sarima", Basis(np.full(50, 0.1), 10, 5, 1), "never changes"),
        ("sarima", Basis(SINE[:119], 10, 40, 1), "at least 3 seasons of 40 steps"),
        ("sarima", Basis(np.resize(SINE, 3000), 10, 40, 1), "too long: 3,000 training points with a season"),
    ],
)  # fmt: skip
def test_a_baseline_that_cannot_be_had_is_a_sentence(key, basis, sentence):
    assert sentence in BASELINES[key].why_not(basis)
    with pytest.raises(DataError, match=sentence):
        BASELINES[key].fit(basis)


def test_a_series_without_any_noise_is_no_accident():
    y = np.tile([1.0, 3, 2, 5], 30)
    known, truth = np.array([99]), y[None, 100:106]
    np.testing.assert_allclose(fitted("holt_winters", y[:80], season=4)(y, known, 6), truth, atol=0.05)
    with pytest.raises(DataError, match="without an error to learn from"):
        fitted("sarima", y[:80], season=4)


def test_fits_leave_the_number_of_threads_as_it_was():
    import sklearn.neighbors  # noqa: F401  # brings OpenMP

    before = threadpool_info()
    assert {lib["user_api"] for lib in before} == {"blas", "openmp"}
    with single_threaded():
        assert {lib["num_threads"] for lib in threadpool_info()} == {1}
    assert threadpool_info() == before
