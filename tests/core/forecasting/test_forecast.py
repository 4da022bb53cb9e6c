"""Free-running forecasts against closed forms and explicit loops, beyond the data, and by horizon."""

import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lstm_core.forecasting import by_horizon, forecast_future, free_run
from lstm_core.interpretation.trace import trace_view
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table

OPEN = 50.0
PLAIN = Settings().change(units=1, activation="relu", scaling="none", window=4)


def series_of(y: np.ndarray, index: pd.Index | None = None) -> Series:
    return Series(y[:, None], pd.RangeIndex(len(y)) if index is None else index, ("y",), "y", ("y",))


def linear(series: Series, slope: float, constant: float, *, keeps: bool = False, settings: Settings = PLAIN) -> Run:
    """A network that answers slope · last value + constant, or slope · sum of the window + constant (keeps).

    Open gates and relu: exact for positive numbers.
    """
    kernel = np.array([[0.0, 0.0, 1.0, 0.0]])
    bias = np.array([OPEN, OPEN if keeps else -800.0, 0.0, OPEN])
    weights = (kernel, np.zeros((1, 4)), bias, np.array([[slope]]), np.array([constant]))
    return Run(settings, series, {}, {0: weights})


def test_a_linear_map_follows_its_closed_form() -> None:
    """y[k] = a^k · y[0] + c · (1 − a^k) / (1 − a)."""
    y, steps = 5 + sine().y, np.arange(1, 31)
    found = free_run(linear(series_of(y), 0.8, 0.5), "test", 30)
    expected = 0.8**steps * y[found.origins][:, None] + 0.5 * (1 - 0.8**steps) / (1 - 0.8)
    np.testing.assert_allclose(found.prediction, expected, rtol=1e-12)
    np.testing.assert_array_equal(found.times, found.origins[:, None] + steps)
    inside = found.times < 200
    np.testing.assert_array_equal(found.truth[inside], y[found.times[inside]])
    assert np.isnan(found.truth[~inside]).all()
    assert not inside.all()


def test_an_autoregression_over_the_window_follows_its_loop() -> None:
    """A mean of the last four values plus a constant; every window and what it holds, by hand."""
    y = 5 + sine().y
    found = free_run(linear(series_of(y), 0.25, 0.1, keeps=True), np.array([50, 199]), 7)
    for row, origin in enumerate((50, 199)):
        values = y[: origin + 1].tolist()
        for step in range(7):
            np.testing.assert_allclose(found.window(step)[row], values[-4:])
            assert found.predicted[step].tolist() == [place > 3 - step for place in range(4)]
            values.append(sum(values[-4:]) / 4 + 0.1)
        np.testing.assert_allclose(found.prediction[row], values[origin + 1 :], rtol=1e-12)


@pytest.mark.parametrize("transform", ["level", "difference", "seasonal", "relative", "seasonal_relative"])
def test_a_direct_network_re_enters_its_first_step(transform: str) -> None:
    """Step by step through series that end where the prediction was put; the scalers stay those of the run."""
    run = random_run(Settings().change(units=3, window=5, horizon=3, transform=transform, season=4), sine())
    found = free_run(run, np.array([120]), 4).prediction[0]
    y = run.series.y.copy()
    for step, prediction in enumerate(found):
        longer = replace(run, series=series_of(y), cut=run.prepared)
        np.testing.assert_allclose(free_run(longer, np.array([120 + step]), 1).prediction[0, 0], prediction, rtol=1e-9)
        y[121 + step] = prediction
    first = free_run(run, "test", 1).prediction[:, 0]
    np.testing.assert_allclose(first, run.predict("test")[:, 0], rtol=1e-9, atol=1e-12)


def test_an_epoch_and_an_intervention_are_heard() -> None:
    run = random_run(Settings().change(units=3), sine())
    clamped = trace_view(run, 0, Intervention((Clamp("output", 0.0),)))
    np.testing.assert_array_equal(free_run(run, "test", 3, epoch=0).prediction,
                                  free_run(trace_view(run, 0), "test", 3).prediction)  # fmt: skip
    bias = run.prepared.target_scaler.inverse(run.snapshots[0][-1].astype(float))
    np.testing.assert_allclose(free_run(clamped, "test", 3).prediction, bias[0])
    assert forecast_future(run, 3, epoch=0).prediction[0] == free_run(run, np.array([199]), 1, epoch=0).prediction[0, 0]
    with pytest.raises(DataError, match="epoch 1 were not kept"):
        free_run(run, "test", 3, epoch=1)


def test_a_forecast_that_runs_away_says_so_in_numbers() -> None:
    run = linear(series_of(5 + sine().y), 1e3, 0.0)
    assert not np.isfinite(free_run(run, np.array([150]), 200).prediction[0, -1])
    found = by_horizon(run, 39)
    assert found.worse_than_mean == 1
    assert found.spread_ratio > 1e9


@pytest.mark.parametrize(("origins", "steps", "message"), [
    (np.array([2]), 5, "position 2: choose one from 9 to 199"), (np.array([10, 200]), 5, "position 200"),
    ("test", 0, "1 to 500 steps, not 0"), ("test", 501, "not 501"), ("tset", 1, "no part 'tset'"),
])  # fmt: skip
def test_what_has_no_forecast_is_refused(origins: np.ndarray | str, steps: int, message: str) -> None:
    with pytest.raises(DataError, match=message):
        free_run(random_run(Settings().change(units=2), sine()), origins, steps)


def test_features_whose_future_is_not_known_are_refused() -> None:
    run = random_run(Settings().change(units=2, horizon=3), table(3))
    for ask in (lambda: free_run(run, "test", 2), lambda: forecast_future(run, 4)):
        with pytest.raises(DataError, match="also reads 'b', 'c'"):
            ask()
    at_once = random_run(Settings().change(units=2, horizon=0), replace(table(2), features=("b",)))
    for ask in (
        lambda: free_run(at_once, "test", 2),
        lambda: forecast_future(at_once, 1),
        lambda: by_horizon(at_once, 2),
    ):
        with pytest.raises(DataError, match=r"[Hh]orizon 0"):
            ask()


def test_beyond_the_end_goes_on_from_the_last_value() -> None:
    y = 5 + sine().y
    found = forecast_future(linear(series_of(y, pd.date_range("2020-01-31", periods=200, freq="ME")), 0.8, 0.5), 3)
    expected = [y[-1] * 0.8 + 0.5, (y[-1] * 0.8 + 0.5) * 0.8 + 0.5]
    np.testing.assert_allclose(found.prediction[:2], expected)
    assert found.index.strftime("%Y-%m-%d").tolist() == ["2036-09-30", "2036-10-31", "2036-11-30"]
    assert (found.direct, found.predicted.sum(axis=1).tolist()) == (1, [0, 1, 2])


@pytest.mark.parametrize("transform", ["level", "difference", "seasonal", "relative", "seasonal_relative"])
def test_beyond_the_end_takes_direct_outputs_as_far_as_they_reach(transform: str) -> None:
    """The same forecast as from the test part of a longer series whose last points this run never had."""
    settings = Settings().change(units=3, window=5, horizon=3, transform=transform, season=2)
    longer = table(2, 123)
    shorter = Series(longer.values[:120], longer.index[:120], longer.names, "a", longer.names)
    run = random_run(settings, shorter)
    seen = replace(run, series=longer)
    scalers = {name: getattr(run.prepared, name) for name in ("input_scaler", "target_scaler")}
    last = seen.prepared.test
    # The windows of the longer series, put on the scalers of the shorter one.
    x = scalers["input_scaler"].transform(seen.prepared.input_scaler.inverse(last.x[-1:]))
    expected = last.base[-1] + scalers["target_scaler"].inverse(run.network_at()(x))[0]
    found = forecast_future(run, 3)
    np.testing.assert_allclose(found.prediction, expected, rtol=1e-9)
    np.testing.assert_array_equal(forecast_future(run, 2).prediction, found.prediction[:2])
    assert found.index.tolist() == longer.index[120:].tolist()
    assert (found.direct, found.predicted.any()) == (3, False)


def test_steps_after_the_direct_ones_keep_them() -> None:
    run = random_run(Settings().change(units=3, window=4, horizon=3), sine())
    short, found = forecast_future(run, 3), forecast_future(run, 6)
    np.testing.assert_array_equal(found.prediction[:3], short.prediction)
    assert (found.direct, found.predicted.sum(axis=1).tolist()) == (3, [0, 0, 0, 3, 4, 4])
    y = np.append(run.series.y, short.prediction)
    longer = replace(run, series=series_of(y), cut=run.prepared)
    np.testing.assert_allclose(found.prediction[3:], free_run(longer, np.array([202]), 3).prediction[0])


def test_errors_by_horizon_are_those_of_the_forecasts() -> None:
    y = 5 + sine().y
    run = linear(series_of(y), 0.8, 1.0)
    found = by_horizon(run, 6, season=4)
    np.testing.assert_array_equal(found.origins, np.arange(159, 194))
    for h in range(1, 7):
        truth = y[found.origins + h]
        recursive = 0.8**h * y[found.origins] + 1.0 * (1 - 0.8**h) / 0.2
        season = [y[t + h - 4 * (1 + (h - 1) // 4)] for t in found.origins]
        forecasts = {"recursive": recursive, "persistence": y[found.origins], "mean": y[:128].mean(),
                     "seasonal_naive": season}  # fmt: skip
        for name, forecast in forecasts.items():
            assert found.rmse[name][h - 1] == pytest.approx(np.sqrt(np.mean((truth - forecast) ** 2)))
    assert found.rmse["direct"][0] == found.rmse["recursive"][0]
    assert np.isnan(found.rmse["direct"][1:]).all()
    assert found.predicted_share.tolist() == [0, 0.25, 0.5, 0.75, 1, 1]
    paths, truths = (free_run(run, found.origins, 6).prediction[:, 4:], y[found.origins[:, None] + [5, 6]])
    assert found.spread_ratio == pytest.approx(np.sqrt(paths.var(axis=1).mean() / truths.var(axis=1).mean()))
    assert np.isnan(by_horizon(run, 5).spread_ratio)
    worse = np.flatnonzero(found.rmse["recursive"] >= found.rmse["mean"])
    assert found.worse_than_mean == (worse[0] + 1 if len(worse) else None)


def test_a_flat_forecast_of_a_swinging_series_shows() -> None:
    """A network that answers the training mean: no spread, never better than the mean."""
    y = 5 + sine().y
    found = by_horizon(linear(series_of(y), 0.0, y[:128].mean()), 20)
    assert found.spread_ratio == pytest.approx(0, abs=1e-9)
    assert found.worse_than_mean == 1
    perfect = by_horizon(linear(series_of(np.full(200, 3.0)), 1.0, 0.0), 20)
    assert np.isnan(perfect.spread_ratio)


def test_direct_outputs_stand_beside_the_recursion_and_other_features_leave_only_them() -> None:
    run = random_run(Settings().change(units=3, window=4, horizon=3), sine())
    found = by_horizon(run, 5, part="validation")
    part = run.prepared.validation
    kept = np.isin(part.origins, found.origins)
    errors = (run.predict("validation") - run.series.y[part.times])[kept]
    np.testing.assert_allclose(found.rmse["direct"][:3], np.sqrt((errors**2).mean(axis=0)))
    assert found.origins[-1] + 5 == 159
    several = by_horizon(random_run(Settings().change(units=3, horizon=3), table(3)), 3)
    assert "recursive" not in several.rmse
    assert "'b', 'c'" in several.notes["recursive"]
    assert several.worse_than_mean is None


def test_origins_are_thinned_evenly_and_a_short_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    run = random_run(Settings().change(units=3), sine(length=600))
    assert len(by_horizon(run, 2).origins) == 119
    monkeypatch.setattr(sys.modules["lstm_core.forecasting.by_horizon"], "MAX_WORK", 0)
    thinned = by_horizon(run, 2).origins
    assert (len(thinned), thinned[0], thinned[-1]) == (50, 479, 597)
    assert set(np.diff(thinned)) == {2, 3}
    with pytest.raises(DataError, match="no origin with 300 steps after it"):
        by_horizon(run, 300)
    with pytest.raises(DataError, match="season of 599 before it"):
        by_horizon(run, 2, season=599)
    with pytest.raises(DataError, match="at least 1 step, not 0"):
        by_horizon(run, 2, season=0)
