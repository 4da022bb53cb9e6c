import numpy as np
import pandas as pd
import pytest
from scipy.signal import lfilter
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from statsmodels.tsa.ar_model import AutoReg, ar_select_order

from lstm_core.errors import DataError
from lstm_core.evaluate import BASELINES, echo, evaluate
from lstm_core.evaluate.baselines import ar, persistence
from lstm_core.prepare import PARTS
from lstm_core.run import Run
from lstm_core.series.types import Series
from lstm_core.settings import Settings

NOISE = np.random.default_rng(0).normal(0, 0.1, 300)
SINE = np.sin(2 * np.pi * np.arange(300) / 40) + NOISE


class Offset(Run):
    """A run whose network is always 0.05 too high."""

    def predict(self, part, epoch=None):
        return self.prepared.truth(self.prepared.part(part)) + 0.05


def run(y=SINE, **settings):
    values = np.column_stack([y, np.arange(len(y))])
    features = ("other",) if settings.get("horizon") == 0 else ("y",)
    series = Series(values, pd.RangeIndex(len(y)), ("y", "other"), "y", features)
    return Offset(Settings().change(**settings), series, {}, {})


def test_persistence_repeats_the_last_known_value():
    forecast = persistence(SINE[:100], 10)
    np.testing.assert_array_equal(forecast(SINE, np.array([4, 7]), 3), [[SINE[4]] * 3, [SINE[7]] * 3])
    assert np.isnan(forecast(SINE, np.array([-1]), 1)).all()


def test_ar_equals_statsmodels_step_by_step():
    train, window, steps = SINE[:200], 12, 5
    forecast = ar(train, window)
    order = ar_select_order(train, window, ic="aic", trend="c").ar_lags
    fitted = AutoReg(train, len(order), trend="c").fit()
    for known in (30, 199, 250):
        history = AutoReg(SINE[: known + 1], len(order), trend="c")
        expected = history.predict(fitted.params, start=known + 1, end=known + steps)
        np.testing.assert_allclose(forecast(SINE, np.array([known]), steps)[0], expected, rtol=1e-9)


def test_ar_finds_the_coefficients_of_an_ar2():
    y = 3 + lfilter([1], [1, -0.5, 0.3], np.random.default_rng(1).normal(size=4000))
    forecast = ar(y[:3000], 10)
    unit = np.zeros((3, 10))
    unit[1, -1], unit[2, -2] = 1, 1
    zero, first, second = (forecast(row, np.array([9]), 1)[0, 0] for row in unit)
    assert (first - zero, second - zero) == pytest.approx((0.5, -0.3), abs=0.06)


def test_ar_looks_no_further_back_than_the_window():
    forecast, other = ar(SINE[:200], 6), SINE.copy()
    other[:44] = 99
    known = np.array([49])
    np.testing.assert_array_equal(forecast(SINE, known, 4), forecast(other, known, 4))


@pytest.mark.parametrize("name", BASELINES)
def test_no_baseline_sees_the_future_or_is_fitted_beyond_training(name):
    first, changed = run(horizon=3), SINE.copy()
    changed[first.prepared.boundaries[0] :] += 50
    second = run(changed, horizon=3)
    a, b = (evaluate(r).baselines[name]["validation"][0] for r in (first, second))
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "settings",
    [{}, {"horizon": 6}, {"window": 1}, {"transform": "difference"}, {"transform": "seasonal", "season": 40},
     {"horizon": 0}, {"horizon": 0, "window": 1}],
    ids=str,
)  # fmt: skip
def test_baselines_forecast_the_points_of_the_network(settings):
    r = run(**settings)
    evaluation = evaluate(r)
    assert set(evaluation.baselines) == set(evaluation.baseline_metrics) == set(BASELINES)
    for part in PARTS:
        windows = r.prepared.part(part)
        np.testing.assert_array_equal(evaluation.times[part], windows.times)
        np.testing.assert_array_equal(evaluation.truth[part], SINE[windows.times])
        for forecasts in evaluation.baselines.values():
            assert forecasts[part].shape == windows.times.shape
            # With window 1 and horizon 0 nothing stands before the first target of the series.
            unknown = windows.times == 0
            assert np.isfinite(forecasts[part][~unknown]).all()
            assert np.isnan(forecasts[part][unknown]).all()
        assert np.isfinite(list(evaluation.metrics[part].values())).all()
    last_known = r.prepared.test.times[:, :1] - 1
    np.testing.assert_array_equal(
        evaluation.baselines["persistence"]["test"], np.repeat(SINE[last_known], windows.times.shape[1], axis=1)
    )


def test_evaluation_is_in_the_unit_of_the_series_and_equals_scikit_learn():
    r = run(1000 + 20 * SINE)
    evaluation = evaluate(r)
    truth, prediction = evaluation.truth["test"].ravel(), evaluation.predictions["test"].ravel()
    np.testing.assert_allclose(evaluation.residuals["test"], -0.05)
    found = evaluation.metrics["test"]
    assert found["rmse"] == pytest.approx(root_mean_squared_error(truth, prediction))
    assert found["mae"] == pytest.approx(mean_absolute_error(truth, prediction))
    assert found["r2"] == pytest.approx(r2_score(truth, prediction))
    assert evaluation.naive_error == pytest.approx(np.abs(np.diff(20 * SINE[:192])).mean())
    assert found["mase"] == pytest.approx(found["mae"] / evaluation.naive_error)
    assert evaluation.baseline_metrics["persistence"]["test"]["skill"] == 0
    assert 0 < evaluation.baseline_metrics["ar"]["test"]["skill"] < found["skill"]


def test_a_baseline_that_cannot_be_fitted_is_a_sentence():
    evaluation = evaluate(run(np.full(100, 3.0)))
    assert set(evaluation.baselines) == {"persistence"}
    assert "never changes" in evaluation.notes["ar"]
    assert np.isnan(evaluation.metrics["test"]["r2"])
    with pytest.raises(DataError, match="at least 10 training points and has 8"):
        ar(SINE[:8], 10)


def test_ar_follows_an_exact_line():
    line = np.arange(100.0)
    np.testing.assert_allclose(ar(line[:60], 3)(line, np.array([80]), 2), [[81, 82]], rtol=1e-6)


def test_a_copy_of_the_last_value_is_called_an_echo():
    y = np.random.default_rng(0).normal(size=200).cumsum()
    found = echo(y[1:], y[:-1], y[:-1])
    assert (found.best_lag, found.skill, found.is_echo) == (1, 0, True)
    assert np.isnan(found.change_correlation)
    jitter = y[:-1] + np.random.default_rng(1).normal(0, 0.1, 199)
    assert echo(y[1:], jitter, y[:-1]).is_echo


def test_a_forecast_is_no_echo():
    y = SINE
    good = echo(y[1:], y[1:] + np.random.default_rng(2).normal(0, 0.05, 299), y[:-1])
    assert (good.best_lag, good.is_echo) == (0, False)
    assert good.rmse_by_lag.argmin() == list(good.lags).index(0)
    # The best possible forecast of an AR(1) lags by one and is no copy: it has skill.
    ar1 = lfilter([1], [1, -0.5], np.random.default_rng(3).normal(size=2000))
    best = echo(ar1[1:], 0.5 * ar1[:-1], ar1[:-1])
    assert (best.best_lag, best.is_echo) == (1, False)
    assert best.skill == pytest.approx(0.25, abs=0.05)


def test_a_forecast_that_only_knows_the_drift_is_no_echo():
    y = (0.5 + np.random.default_rng(4).normal(size=1000)).cumsum()
    found = echo(y[1:], y[:-1] + 0.5, y[:-1])
    assert (found.best_lag, found.is_echo) == (1, False)
    assert found.skill == pytest.approx(0.2, abs=0.05)


def test_echo_says_nothing_about_a_handful_of_points():
    found = echo(SINE[1:9], SINE[:8], SINE[:8])
    assert (found.best_lag, found.is_echo) == (None, False)
