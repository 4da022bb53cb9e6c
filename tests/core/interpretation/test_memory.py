"""How far back the network reads, against finite differences, nets made by hand and measured curves."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_core.interpretation import memory
from lstm_core.interpretation.memory import MAX_WINDOWS, gradient_through_time, memory_profile, own_gradient
from lstm_core.interpretation.trace import trace_view
from lstm_core.models.backbones import cell_of
from lstm_core.models.cells import start_weights
from lstm_core.models.forward import predict
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table


def three_features(horizon: int = 1, **changes: object) -> Run:
    return random_run(Settings().change(units=5, window=7, horizon=horizon, **changes), table(3))


def finite_differences(run: Run, part: str, output: int) -> np.ndarray:
    """∂ŷ/∂x (n, timesteps, features), one input at a time."""
    x, network = run.prepared.part(part).x, run.settings.network  # type: ignore[arg-type]
    slopes = np.empty(x.shape)
    for place in np.ndindex(*x.shape[1:]):
        step = np.zeros(x.shape[1:])
        step[place] = 1e-6
        up, down = (predict(run.weights, x + s, network, run.intervention)[:, output] for s in (step, -step))
        slopes[:, *place] = (up - down) / 2e-6
    return slopes


@pytest.mark.parametrize("part", ["test", "train"])
def test_the_profile_is_the_mean_slope_by_lag_newest_first(part: str) -> None:
    run = three_features(horizon=3)
    profile = memory_profile(run, part, output=2)  # type: ignore[arg-type]
    slopes = finite_differences(run, part, 2)
    assert profile.windows == len(slopes)
    assert profile.lags.tolist() == [3, 4, 5, 6, 7, 8, 9]
    for row, lag in enumerate(profile.lags):
        # The target is 3 steps after the window's last value: lag 3 is the last input, lag 9 the first.
        step = 9 - lag
        np.testing.assert_allclose(profile.mean[row], slopes[:, step].mean(axis=0), atol=1e-7)
        np.testing.assert_allclose(profile.mean_abs[row], np.abs(slopes[:, step]).mean(axis=0), atol=1e-7)
    assert (profile.mean_abs >= np.abs(profile.mean) - 1e-12).all()


def test_the_newest_step_has_the_lag_of_the_target() -> None:
    run = three_features(horizon=2)
    assert [memory_profile(run, output=output).lags[0] for output in range(2)] == [1, 2]
    unseen = replace(table(3), features=("b", "c"))
    at_once = random_run(Settings().change(units=3, horizon=0), unseen)
    assert memory_profile(at_once).lags[0] == 0
    with pytest.raises(DataError, match="no output"):
        memory_profile(run, output=2)
    with pytest.raises(DataError, match="epoch 1"):
        memory_profile(run, epoch=1)


def test_the_profile_knows_epochs_and_interventions() -> None:
    run = three_features()
    np.testing.assert_array_equal(memory_profile(run, epoch=0).mean, memory_profile(trace_view(run, epoch=0)).mean)
    assert not np.allclose(memory_profile(run, epoch=0).mean, memory_profile(run).mean)
    reset = trace_view(run, intervention=Intervention(reset_at=4))
    # Three steps are left after the reset: everything older says nothing.
    seen = memory_profile(reset).mean_abs
    assert (seen[:3] > 0).all()
    assert not seen[3:].any()


def test_a_long_part_is_sampled_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    run = random_run(Settings().change(units=3, window=4), sine(length=1000))
    profile = memory_profile(run, "train")
    assert len(run.prepared.train) > MAX_WINDOWS == profile.windows
    np.testing.assert_allclose(
        profile.mean_abs, np.abs(finite_differences(run, "train", 0)).mean(axis=0)[::-1], rtol=0.02
    )
    monkeypatch.setattr(memory, "MAX_WORK", 100 * 4 * 3**2)
    assert memory_profile(run, "train").windows == 100
    monkeypatch.setattr(memory, "MAX_WORK", 1)
    assert memory_profile(run, "train").windows == 8


# name: (relative at k = 10, relative at k = 50, factor per step, half-life) as measured with Keras on one set of
# draws. A geometric mean over ten draws still moves by a factor of three far back in time.
MEASURED = {
    "SimpleRNN": (0.059, 3.3e-4, 0.873, 5.1),
    "GRU": (0.0052, 3e-11, 0.616, 1.4),
    "LSTM, forget bias 0": (0.0030, 2.5e-12, 0.595, 1.3),
    "LSTM, forget bias 1": (0.18, 1.7e-4, 0.840, 4.0),
    "LSTM, forget bias 3": (0.42, 0.64, 1.015, np.inf),
    "LSTM, chrono": (0.71, 0.22, 0.972, 24.0),
}


def test_gradients_fade_before_training_as_measured_with_keras() -> None:
    curves = gradient_through_time()
    assert list(curves) == list(MEASURED)
    for name, (at_10, at_50, factor, half_life) in MEASURED.items():
        curve = curves[name]
        assert curve.relative.shape == (100,)
        assert curve.relative[0] == 1
        assert 1 / 6 < curve.relative[10] / at_10 < 6, name
        assert 1 / 20 < curve.relative[50] / at_50 < 20, name
        assert curve.factor == pytest.approx(factor, abs=0.035), name
        assert curve.half_life == pytest.approx(half_life, rel=0.25), name
    order = sorted(curves, key=lambda name: curves[name].factor)
    assert set(order[:2]) == {"GRU", "LSTM, forget bias 0"}
    assert set(order[2:4]) == {"LSTM, forget bias 1", "SimpleRNN"}
    assert order[4:] == ["LSTM, chrono", "LSTM, forget bias 3"]


def test_the_own_curve_of_an_untrained_net_is_one_of_them() -> None:
    settings = Settings().change(units=32, window=60, scaling="zscore", seed=1)
    noise = np.random.default_rng(0).standard_normal((600, 1))
    series = replace(sine(length=600), values=noise)
    for bias, factor in (("0", 0.595), ("1", 0.840)):
        start = start_weights(cell_of("lstm"), 32, 1, np.random.default_rng(2), forget_bias=bias)
        run = replace(random_run(settings, series), snapshots={0: start})
        assert own_gradient(run).factor == pytest.approx(factor, abs=0.06)


def test_the_own_curve_is_the_norm_of_the_slopes() -> None:
    run = three_features(horizon=2)
    norms = np.sqrt((finite_differences(run, "test", 1) ** 2).sum(axis=(0, 2)))[::-1]
    curve = own_gradient(run, output=1)
    np.testing.assert_allclose(curve.relative, norms / norms[0], rtol=1e-5)
    slope = np.polyfit(np.arange(7), np.log(norms), 1)[0]
    assert curve.factor == pytest.approx(np.exp(slope), rel=1e-4)
    assert curve.half_life == pytest.approx(np.log(0.5) / slope if slope < 0 else np.inf, rel=1e-4)


def test_a_curve_that_cannot_be_fitted_says_so() -> None:
    one_step = random_run(Settings().change(units=3, window=1), sine())
    assert np.isnan(own_gradient(one_step).factor)
    closed = trace_view(three_features(), intervention=Intervention((Clamp("output", 0.0),)))
    curve = own_gradient(closed)
    assert np.isnan(curve.relative).all()
    assert np.isnan(curve.half_life)
