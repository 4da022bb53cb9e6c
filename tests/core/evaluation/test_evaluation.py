import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from lstm_core.evaluation import FAST, METRICS, SLOW, evaluate, offers, rank, slow_baseline, with_baseline
from lstm_core.evaluation.metrics import all_metrics
from lstm_core.prepare import PARTS
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import Settings

NOISE = np.random.default_rng(0).normal(0, 0.1, 300)
SINE = np.sin(2 * np.pi * np.arange(300) / 40) + NOISE
SHORT_SEASON = 3 + np.sin(2 * np.pi * np.arange(160) / 8) + NOISE[:160]


class Offset(Run):
    """A run whose network is always 0.05 too high."""

    def predict(self, part, epoch=None):
        return self.prepared.truth(self.prepared.part(part)) + 0.05


def run(y=SINE, floor=None, **settings):
    values = np.column_stack([y, np.arange(len(y))])
    features = ("other",) if settings.get("horizon") == 0 else ("y",)
    series = Series(values, pd.RangeIndex(len(y)), ("y", "other"), "y", features, noise_floor=floor)
    return Offset(Settings().change(**settings), series, {}, {})


@pytest.mark.parametrize("key", FAST)
def test_no_baseline_sees_the_future_or_is_fitted_beyond_training(key):
    first, changed = run(horizon=3), SINE.copy()
    changed[first.prepared.boundaries[0] :] += 50
    second = run(changed, horizon=3)
    a, b = (evaluate(r).baselines[key]["validation"][0] for r in (first, second))
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("key", SLOW)
def test_no_slow_baseline_is_fitted_beyond_training(key):
    first, changed = run(SHORT_SEASON, horizon=3), SHORT_SEASON.copy()
    changed[first.prepared.boundaries[0] :] += 50
    second = run(changed, horizon=3)
    a, b = (slow_baseline(r, key).forecasts["validation"][0] for r in (first, second))
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
    assert set(evaluation.baselines) == set(evaluation.baseline_metrics) == set(FAST)
    for part in PARTS:
        windows = r.prepared.part(part)
        np.testing.assert_array_equal(evaluation.times[part], windows.times)
        np.testing.assert_array_equal(evaluation.truth[part], SINE[windows.times])
        for key, forecasts in evaluation.baselines.items():
            assert forecasts[part].shape == windows.times.shape
            # With window 1 and horizon 0 nothing stands before the first target of the series.
            reach = 39 if key == "seasonal_naive" else 0
            unknown = np.broadcast_to(windows.times[:, :1] - 1 < reach, windows.times.shape)
            assert np.isfinite(forecasts[part][~unknown]).all()
            assert np.isnan(forecasts[part][:, 0][unknown[:, 0]]).all()
        assert set(evaluation.metrics[part]) == set(METRICS)
        assert np.isfinite(list(evaluation.metrics[part].values())).all()
    last_known = r.prepared.test.times[:, :1] - 1
    steps = windows.times.shape[1]
    np.testing.assert_array_equal(
        evaluation.baselines["persistence"]["test"], np.repeat(SINE[last_known], steps, axis=1)
    )
    np.testing.assert_array_equal(
        evaluation.baselines["seasonal_naive"]["test"], SINE[last_known + np.arange(1, steps + 1) - 40]
    )


def test_a_baseline_is_measured_where_it_forecasts():
    evaluation = evaluate(run())
    forecasts, truth = evaluation.baselines["seasonal_naive"]["train"], evaluation.truth["train"]
    known = np.isfinite(forecasts)
    assert not known.all()
    measured = evaluation.baseline_metrics["seasonal_naive"]["train"]
    assert measured["rmse"] == pytest.approx(root_mean_squared_error(truth[known], forecasts[known]))


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
    assert evaluation.baseline_metrics["ar"]["test"]["skill_ar"] == 0
    assert 0 < evaluation.baseline_metrics["ar"]["test"]["skill"] < found["skill"]


def test_a_baseline_that_cannot_be_fitted_is_a_sentence():
    evaluation = evaluate(run(np.full(100, 3.0)))
    assert set(evaluation.baselines) == {"persistence", "drift", "mean"}
    assert "never changes" in evaluation.notes["ar"]
    assert "shows none" in evaluation.notes["seasonal_naive"]
    assert np.isnan(evaluation.metrics["test"]["r2"])
    assert np.isnan(evaluation.metrics["test"]["skill_ar"])


def test_the_season_and_the_noise_floor_are_those_of_the_run():
    evaluation = evaluate(run(floor=0.1))
    assert (evaluation.basis.season, evaluation.noise_floor) == (40, 0.1)
    assert evaluate(run(floor=0.1, horizon=2)).noise_floor is None
    # Half the training part is without a cycle, and the test part must not bring one in.
    late = np.where(np.arange(300) < 192, NOISE, SINE)
    assert evaluate(run(late)).basis.season is None


@pytest.mark.parametrize("key", SLOW)
def test_a_slow_baseline_joins_the_others(key):
    r, told = run(SHORT_SEASON, horizon=2), []
    evaluation = evaluate(r)
    assert offers(evaluation) == {"holt_winters": "", "sarima": ""}
    found = slow_baseline(r, key, told.append)
    assert told == sorted(told)
    assert (len(told) > 3, told[-1]) == (True, 1.0)
    assert "season of 8 steps" in found.note
    assert found.seconds > 0
    together = with_baseline(evaluation, found)
    assert rank(together).methods == rank(evaluation).methods + 1
    assert set(evaluation.baselines) == set(FAST)
    truth, baselines = evaluation.truth["test"], evaluation.baselines
    assert together.baseline_metrics[key]["test"] == all_metrics(
        truth,
        found.forecasts["test"],
        baselines["persistence"]["test"],
        evaluation.naive_error,
        baselines["ar"]["test"],
    )
    # A season and a little noise: one of either kind must come close to the noise.
    assert together.baseline_metrics[key]["test"]["rmse"] < 0.15


def test_what_cannot_be_offered_is_refused_with_the_same_sentence():
    walk = run(np.random.default_rng(0).normal(size=200).cumsum())
    offered = offers(evaluate(walk))
    assert offered["holt_winters"] == ""
    with pytest.raises(DataError, match=offered["sarima"]):
        slow_baseline(walk, "sarima")
    with pytest.raises(DataError, match=r"no slow baseline 'ar'.*: holt_winters, sarima"):
        slow_baseline(walk, "ar")


def test_the_report_can_end_the_work():
    def stop(done):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        slow_baseline(run(SHORT_SEASON), "holt_winters", stop)
    assert slow_baseline(run(SHORT_SEASON), "holt_winters").key == "holt_winters"
