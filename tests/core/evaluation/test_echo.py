import numpy as np
import pytest
from scipy.signal import lfilter
from sklearn.metrics import root_mean_squared_error

from lstm_core.evaluation import echo

SINE = np.sin(2 * np.pi * np.arange(300) / 40) + np.random.default_rng(0).normal(0, 0.1, 300)


def test_a_copy_of_the_last_value_is_called_an_echo():
    y = np.random.default_rng(0).normal(size=200).cumsum()
    found = echo(y, np.arange(1, len(y)), y[:-1], y[:-1])
    assert (found.best_lag, found.skill, found.is_echo) == (1, 0, True)
    assert np.isnan(found.change_correlation)
    jitter = y[:-1] + np.random.default_rng(1).normal(0, 0.1, 199)
    assert echo(y, np.arange(1, len(y)), jitter, y[:-1]).is_echo


def test_a_forecast_is_no_echo():
    y = SINE
    good = echo(y, np.arange(1, len(y)), y[1:] + np.random.default_rng(2).normal(0, 0.05, 299), y[:-1])
    assert (good.best_lag, good.is_echo) == (0, False)
    assert good.rmse_by_lag.argmin() == list(good.lags).index(0)
    # The best possible forecast of an AR(1) lags by one and is no copy: it has skill.
    ar1 = lfilter([1], [1, -0.5], np.random.default_rng(3).normal(size=2000))
    best = echo(ar1, np.arange(1, len(ar1)), 0.5 * ar1[:-1], ar1[:-1])
    assert (best.best_lag, best.is_echo) == (1, False)
    assert best.skill == pytest.approx(0.25, abs=0.05)


def test_a_forecast_that_only_knows_the_drift_is_no_echo():
    y = (0.5 + np.random.default_rng(4).normal(size=1000)).cumsum()
    found = echo(y, np.arange(1, len(y)), y[:-1] + 0.5, y[:-1])
    assert (found.best_lag, found.is_echo) == (1, False)
    assert found.skill == pytest.approx(0.2, abs=0.05)


def test_echo_says_nothing_about_a_handful_of_points():
    found = echo(SINE, np.arange(1, 9), SINE[:8], SINE[:8])
    assert (found.best_lag, found.is_echo) == (None, False)


def test_the_error_at_lag_0_is_that_of_the_forecast_and_the_others_look_into_the_history():
    y, times = SINE, np.arange(200, 300)
    prediction = y[times] + np.random.default_rng(5).normal(0, 0.2, 100)
    found = echo(y, times, prediction, y[times - 1])
    for lag, error in zip(found.lags, found.rmse_by_lag, strict=True):
        # Two values after the last forecast are not known yet.
        known = times - lag < 300
        truth = y[(times - lag)[known]]
        assert error == pytest.approx(root_mean_squared_error(truth, prediction[known]))
    assert found.rmse_by_lag[2] == pytest.approx(root_mean_squared_error(y[times], prediction))
