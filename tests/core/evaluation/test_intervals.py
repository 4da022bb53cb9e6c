"""Intervals against sorted lists and counted draws; coverage by simulation of a process that is known."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.signal import lfilter
from scipy.stats import norm

from lstm_core.evaluation.intervals import (
    METHODS,
    Forecasts,
    dropout_passes,
    forecasts_of,
    intervals,
    measure,
    remembered,
)
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table

PHI, STEPS = 0.8, 3


def ar1_forecasts(seed: int, sd: np.ndarray | float = 1.0, n: int = 450) -> Forecasts:
    """The best forecasts of an AR(1), 1 to 3 steps ahead: 150 points to fit on, 100 to calibrate, 200 to test."""
    random = np.random.default_rng(seed)
    y = lfilter([1], [1, -PHI], sd * random.standard_normal(n))
    times = np.arange(n - STEPS)[:, None] + np.arange(1, STEPS + 1)
    prediction = y[: n - STEPS, None] * PHI ** np.arange(1, STEPS + 1)
    residuals = y[times] - prediction
    training, calibration, test = slice(0, 147), slice(150, 248), slice(250, None)
    return Forecasts(
        prediction[test], y[times][test], times[test], residuals[training], residuals[calibration], times[calibration]
    )


def slow_rolling(forecasts: Forecasts, level: float) -> np.ndarray:
    """Half-widths (n, steps), one residual after the other."""
    half = np.empty_like(forecasts.prediction)
    for i, j in np.ndindex(half.shape):
        origin = forecasts.times[i, 0] - 1
        known = list(forecasts.calibration[:, j])
        known += [forecasts.truth[k, j] - forecasts.prediction[k, j]
                  for k in range(len(half)) if forecasts.times[k, j] <= origin]  # fmt: skip
        newest = sorted(abs(r) for r in known[-100:])
        half[i, j] = newest[math.ceil((len(newest) + 1) * level) - 1]
    return half


def test_split_conformal_is_an_order_statistic() -> None:
    residuals = np.array([5, -1, 4, -2, 3, 9, -8, 6, 7.0])[:, None]
    forecasts = Forecasts(np.zeros((2, 1)), np.array([[8.5], [9.5]]), np.array([[20], [21]]), residuals, residuals,
                          np.arange(9)[:, None])  # fmt: skip
    found = measure(forecasts, "split", 0.8)  # ⌈10 · 0.8⌉ = the 8th smallest
    assert found.upper.ravel().tolist() == [8, 8]
    assert (found.lower == -found.upper).all()
    # 9 residuals are exactly enough for 90 %: ⌈10 · 0.9⌉ = 9, the largest; 8 are not.
    found = measure(forecasts, "split", 0.9)
    assert (found.upper[0, 0], found.coverage, found.width) == (9, 0.5, 18)
    short = replace(forecasts, calibration=residuals[:8], calibration_times=np.arange(8)[:, None])
    for method in ("split", "rolling"):
        with pytest.raises(DataError, match=r"at 0\.9 needs 9 windows in the validation part, and there are 8"):
            measure(short, method, 0.9)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95])
def test_rolling_conformal_uses_what_is_known_at_the_origin(level: float) -> None:
    forecasts = ar1_forecasts(0, sd=np.r_[np.ones(300), 3 * np.ones(150)])
    few = replace(
        forecasts, calibration=forecasts.calibration[-40:], calibration_times=forecasts.calibration_times[-40:]
    )
    for given in (forecasts, few):
        found = measure(given, "rolling", level)
        np.testing.assert_allclose(found.upper - given.prediction, slow_rolling(given, level), rtol=1e-12)
        np.testing.assert_allclose(found.upper - given.prediction, given.prediction - found.lower)


def test_how_many_residuals_the_rolling_interval_rests_on_is_counted() -> None:
    n, calibration = 60, 30
    times = np.arange(calibration, calibration + n)[:, None]
    known = Forecasts(
        np.zeros((n, 1)), np.zeros((n, 1)), times, np.zeros((5, 1)), np.zeros((calibration, 1)),
        np.arange(calibration)[:, None],
    )  # fmt: skip
    assert remembered(known) == (30, 89)
    longer = replace(known, times=times + 40, calibration=np.zeros((70, 1)), calibration_times=np.arange(70)[:, None])
    assert remembered(longer) == (70, 100)


def test_rolling_conformal_never_sees_the_future() -> None:
    """Another truth from position 300 on changes no interval of a forecast made before, and the next ones at once."""
    forecasts = ar1_forecasts(1)
    other = replace(forecasts, truth=forecasts.truth + 50 * (forecasts.times >= 300))
    one, two = (measure(f, "rolling", 0.9) for f in (forecasts, other))
    made_before = forecasts.times[:, 0] <= 300
    np.testing.assert_array_equal(one.upper[made_before], two.upper[made_before])
    assert (one.upper != two.upper)[forecasts.times[:, 0] > 311].all()


def test_coverage_over_many_draws_is_the_level() -> None:
    """200 draws: the mean coverage of both conformal intervals lies on the level, and no step ahead is left behind."""
    for method in ("split", "rolling"):
        found = [measure(ar1_forecasts(seed), method, 0.9).coverage_by_step for seed in range(200)]
        standard_error = np.std(found, axis=0) / math.sqrt(200)
        assert standard_error.max() < 0.004
        np.testing.assert_allclose(np.mean(found, axis=0), 0.9, atol=0.015)


def test_only_the_rolling_interval_follows_a_change() -> None:
    """The noise triples 50 points before the test part ends its first quarter: split and gaussian stay too narrow."""
    sd = np.r_[np.ones(260), 3 * np.ones(590)]
    coverage = {method: np.mean([measure(ar1_forecasts(seed, sd, 850), method, 0.9).coverage for seed in range(30)])
                for method in ("split", "gaussian", "rolling")}  # fmt: skip
    assert coverage["split"] < 0.6
    assert coverage["gaussian"] < 0.6
    assert 0.84 < coverage["rolling"] < 0.92


def test_gaussian_is_z_times_the_spread_of_the_training_residuals() -> None:
    forecasts = ar1_forecasts(2)
    found = measure(forecasts, "gaussian", 0.95)
    half = norm.ppf(0.975) * np.std(forecasts.training, axis=0, ddof=1)
    np.testing.assert_allclose(found.upper - forecasts.prediction, np.broadcast_to(half, found.upper.shape))


def test_the_flag_is_chance_counted() -> None:
    """200 windows at 90 %: beyond 2·√(0.9·0.1/200) = 4.2 points it is no chance."""
    base = ar1_forecasts(3, n=453)
    for missed, off in ((28, False), (29, True), (12, False), (11, True)):
        truth = base.prediction.copy()
        truth[:missed] += 1e9
        found = measure(replace(base, truth=truth), "split", 0.9)
        assert (len(truth), found.coverage, found.off_level) == (200, 1 - missed / 200, off)


def test_a_run_gives_its_residuals() -> None:
    run = random_run(Settings().change(units=4, horizon=3, transform="relative"), sine())
    forecasts, y = forecasts_of(run), run.series.y
    np.testing.assert_array_equal(forecasts.calibration_times, run.prepared.validation.times)
    np.testing.assert_allclose(forecasts.calibration, y[forecasts.calibration_times] - run.predict("validation"))
    np.testing.assert_allclose(forecasts.training, y[run.prepared.train.times] - run.predict("train"))
    for method in METHODS:
        found = intervals(run, method, 0.8)
        assert found.lower.shape == found.upper.shape == run.prepared.test.times.shape
        assert found.coverage == pytest.approx(np.mean((found.lower <= forecasts.truth)
                                                       & (forecasts.truth <= found.upper)))  # fmt: skip
        np.testing.assert_allclose(found.coverage_by_step.mean(), found.coverage)
        np.testing.assert_allclose(found.width_by_step.mean(), found.width)


def test_masks_hide_units_of_the_last_hidden_state() -> None:
    """Two units whose hidden states are known: every pass is one of four answers, each as often as its mask."""
    bias = np.repeat([50.0, -50.0, 0.0, 50.0], 2)
    weights = (
        np.repeat([[0, 0, 1.0, 0]], 2, axis=1),
        np.zeros((2, 8)),
        bias,
        np.array([[1.0], [10.0]]),
        np.array([2.0]),
    )
    settings = Settings().change(units=2, scaling="none", window=3)
    series = Series(np.full((400, 1), 0.5), pd.RangeIndex(400), ("y",), "y", ("y",))
    run = Run(settings, series, {}, {0: weights})
    h, rate = math.tanh(math.tanh(0.5)), 0.3
    passes = dropout_passes(run, rate, 100)
    assert passes.shape == (100, len(run.prepared.test), 1)
    expected = {2.0: rate**2, 2 + h / 0.7: 0.7 * rate, 2 + 10 * h / 0.7: 0.7 * rate, 2 + 11 * h / 0.7: 0.7**2}
    values, counts = np.unique(passes.round(9), return_counts=True)
    np.testing.assert_allclose(values, sorted(expected), rtol=1e-8)
    np.testing.assert_allclose(counts / passes.size, [expected[v] for v in sorted(expected)], atol=0.02)
    assert passes.mean() == pytest.approx(run.predict("test").mean(), rel=0.02)
    np.testing.assert_array_equal(passes, dropout_passes(run, rate, 100))


def test_a_recursion_under_masks_starts_like_the_one_step_network() -> None:
    settings = Settings().change(units=3, window=4, transform="difference")
    one = random_run(settings, sine())
    many = random_run(settings.change(horizon=3, strategy="recursive"), sine())
    first, all_steps = dropout_passes(one, 0.2, 400), dropout_passes(many, 0.2, 400)
    assert all_steps.shape == (400, *many.prepared.test.times.shape)
    for moment in (np.mean, np.std):
        np.testing.assert_allclose(
            moment(all_steps[..., 0], axis=0), moment(first[:, :-2, 0], axis=0), rtol=0.25, atol=0.05
        )
    spread = all_steps.std(axis=0).mean(axis=0)
    assert spread[0] < spread[1] < spread[2]  # changes add up


def test_what_gives_no_interval_is_refused() -> None:
    run = random_run(Settings().change(units=2), sine())
    with pytest.raises(DataError, match="no interval 'magic'"):
        intervals(run, "magic")
    for level in (0.4, 0.999, float("nan")):
        with pytest.raises(DataError, match="between 50% and 99%"):
            intervals(run, level=level)
    for rate in (0.0, 0.9):
        with pytest.raises(DataError, match="dropout rate must lie above 0"):
            intervals(run, "dropout", rate=rate)
    with pytest.raises(DataError, match="needs 99 windows in the validation part, and there are 32"):
        intervals(run, "rolling", 0.99)
    with pytest.raises(DataError, match="MC dropout needs a network"):
        measure(ar1_forecasts(0), "dropout", 0.9)
    assert intervals(random_run(Settings().change(units=2), table(1, 700)), "rolling", 0.99).coverage > 0
