"""A network that looks one step ahead, asked for several: against explicit loops and closed forms."""

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_core.evaluation import evaluate
from lstm_core.interpretation.trace import trace
from lstm_core.models.forward import predict
from lstm_core.prepare import PARTS, prepare
from lstm_core.runs.recursion import history, own_outputs
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run, save_run
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table

TRANSFORMS = ["level", "difference", "seasonal", "relative", "seasonal_relative"]
WAYS = [*((transform, "no") for transform in TRANSFORMS), ("level", "yes"), ("seasonal_relative", "yes")]
SCALINGS = ["minmax", "minmax11", "zscore", "none"]
SETTINGS = Settings().change(units=4, window=6, horizon=5, strategy="recursive")


def high_sine() -> Series:
    """A sine above 0."""
    return replace(sine(), values=sine().values + 3)


def by_hand(run: Run, origin: int, steps: int) -> list[float]:
    """One recursion, number by number."""
    settings, prepared = run.settings.preparation, run.prepared
    log = settings.log == "yes"
    values = (np.log(run.series.y) if log else run.series.y)[: origin + 1].tolist()
    for _ in range(steps):
        places = range(len(values) - settings.window, len(values))
        window, base = [values[i] for i in places], 0.0
        if settings.transform == "difference":
            window, base = [values[i] - values[i - 1] for i in places], values[-1]
        elif settings.transform == "seasonal":
            window, base = [values[i] - values[i - settings.season] for i in places], values[-settings.season]
        elif settings.transform == "relative":
            window, base = [values[i] - values[-1] for i in places], values[-1]
        elif settings.transform == "seasonal_relative":
            last = values[-1] - values[-1 - settings.season]
            window = [values[i] - values[i - settings.season] - last for i in places]
            base = values[-settings.season] + last
        x = (np.array(window) - prepared.input_scaler.center[0]) / prepared.input_scaler.scale[0]
        scaled = predict(run.weights, x[None, :, None], run.settings.network, run.intervention)[0, 0]
        values.append(base + scaled * prepared.target_scaler.scale[0] + prepared.target_scaler.center[0])
    return np.exp(values[origin + 1 :]).tolist() if log else values[origin + 1 :]


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize(("transform", "log"), WAYS)
def test_every_transform_recurses_like_an_explicit_loop(transform: str, log: str, scaling: str) -> None:
    run = random_run(SETTINGS.change(transform=transform, log=log, scaling=scaling, season=4), high_sine())
    for part in PARTS:
        origins, forecast = run.prepared.part(part).origins, run.predict(part)
        assert forecast.shape == run.prepared.part(part).times.shape == (len(origins), 5)
        for place in (0, len(origins) // 2, -1):
            np.testing.assert_allclose(forecast[place], by_hand(run, int(origins[place]), 5), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("transform", "log"), WAYS)
def test_first_step_is_that_of_the_one_step_network(transform: str, log: str) -> None:
    """The same weights, the same scalers, the same forecast: only the windows at the parts' ends are missing."""
    settings = SETTINGS.change(transform=transform, log=log, season=4)
    many, one = (random_run(s, high_sine()) for s in (settings, settings.change(horizon=1, strategy="direct")))
    for scaler in ("input_scaler", "target_scaler"):
        for number in ("center", "scale"):
            mine, theirs = (getattr(getattr(run.prepared, scaler), number) for run in (many, one))
            np.testing.assert_array_equal(mine, theirs)
    for part in PARTS:
        shared = np.isin(one.prepared.part(part).origins, many.prepared.part(part).origins)
        np.testing.assert_allclose(many.predict(part)[:, 0], one.predict(part)[shared, 0], rtol=1e-12)
        assert shared.sum() == len(shared) - 4


@given(st.sampled_from(WAYS), st.sampled_from(SCALINGS), st.integers(1, 9), st.integers(1, 6), st.integers(2, 5),
       st.integers(1, 3))  # fmt: skip
def test_windows_from_the_history_are_those_of_the_preparation(
    way: tuple[str, str], scaling: str, window: int, horizon: int, season: int, columns: int
) -> None:
    settings = Settings().change(
        units=2, window=window, horizon=horizon, transform=way[0], log=way[1], scaling=scaling, season=season
    )
    run = random_run(settings, replace(table(columns), values=table(columns).values + 100))
    origins = run.prepared.validation.origins
    past_x, past_y = (history(values, origins, settings.preparation) for values in (run.series.x, run.series.y))
    found = own_outputs(past_x, past_y, run.prepared, settings.preparation, run.network_at())
    np.testing.assert_allclose(found, run.predict("validation"), rtol=1e-9, atol=1e-9)


def test_everything_after_the_preparation_sees_all_steps_and_one_output() -> None:
    run = random_run(SETTINGS.change(transform="difference"), sine())
    assert (run.prepared.outputs, run.prepared.test.y.shape[1], run.weights[-1].shape) == (1, 5, (1,))
    np.testing.assert_allclose(run.prepared.truth(run.prepared.test), run.series.y[run.prepared.test.times])
    evaluation = evaluate(run)
    assert evaluation.predictions["test"].shape == evaluation.baselines["ar"]["test"].shape
    np.testing.assert_array_equal(
        evaluation.residuals["test"], run.series.y[run.prepared.test.times] - run.predict("test")
    )


def test_a_recursive_run_survives_its_file() -> None:
    run, buffer = random_run(SETTINGS, sine()), io.BytesIO()
    save_run(run, buffer)
    loaded = load_run(io.BytesIO(buffer.getvalue()))
    assert loaded.settings.preparation.strategy == "recursive"
    for part in PARTS:
        np.testing.assert_array_equal(loaded.predict(part, epoch=0), run.predict(part, epoch=0))


@pytest.mark.parametrize(("make", "message"), [
    (lambda: (table(3), {"horizon": 2}), r"future of 'b', 'c' is not known.*'a' alone"),
    (lambda: (replace(table(3), features=("b",)), {"horizon": 2}), "future of 'b' is not known"),
    (lambda: (replace(table(3), features=("b",)), {"horizon": 0}), "With horizon 0 nothing lies ahead"),
    (lambda: (replace(table(8), features=tuple("abcdefgh")), {"horizon": 2}), r"'b', 'c', 'd' and 4 more"),
])  # fmt: skip
def test_what_cannot_re_enter_the_window_is_refused(make: Callable[[], tuple[Series, dict]], message: str) -> None:
    series, changes = make()
    with pytest.raises(DataError, match=message):
        prepare(series, Settings().change(strategy="recursive", **changes).preparation)


def test_one_step_needs_no_recursion_whatever_the_features() -> None:
    settings = Settings().change(units=3)
    one, other = (random_run(s, table(3)) for s in (settings, settings.change(strategy="recursive")))
    np.testing.assert_array_equal(one.predict("test"), other.predict("test"))


def test_more_walks_than_a_learner_can_wait_for_are_refused() -> None:
    series = Series(sine(length=5000).values, pd.RangeIndex(5000), ("y",), "y", ("y",))
    wide = Settings().change(window=200, horizon=60)
    prepare(series, wide.preparation)
    with pytest.raises(DataError, match=r"× 60 steps ahead are 57 million numbers.*the horizon or the window shorter"):
        prepare(series, wide.change(strategy="recursive").preparation)


def test_a_trace_shows_the_windows_own_answer_only() -> None:
    run = random_run(SETTINGS, sine())
    found = trace(run)
    assert found.times.shape == found.truth.shape == found.prediction.shape == (1,)
    np.testing.assert_allclose(found.prediction, run.predict("test")[-1, :1])
    np.testing.assert_allclose(found.truth, run.series.y[found.times])
