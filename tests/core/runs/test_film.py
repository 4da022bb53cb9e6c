"""A training seen again: which predictions are kept, and what a line of them is."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_core.prepare import prepare
from lstm_core.runs.film import MAX_FRAMES, MAX_POINTS, frame, frame_line, frame_stride, frames_of
from lstm_core.runs.run import Run
from lstm_core.runs.shipped import shipped_run
from lstm_core.series import GENERATORS, load_series
from lstm_core.settings import Settings
from tests.support.examples import random_run, random_weights, sine


@pytest.mark.parametrize(("epochs", "stride"), [(1, 1), (60, 1), (61, 2), (1000, 17)])
def test_few_epochs_are_kept_whole_and_many_evenly(epochs: int, stride: int) -> None:
    assert frame_stride(epochs) == stride
    assert len(range(0, epochs + 1, stride)) <= MAX_FRAMES + 1


@pytest.mark.parametrize("changes", [{}, {"transform": "difference", "horizon": 3}, {"log": "yes"}])
def test_the_frames_of_a_run_are_its_predictions_at_its_kept_epochs(changes: dict[str, object]) -> None:
    run = shipped_run() if not changes else over_time(Settings().change(units=3, **changes), 3)
    frames = frames_of(run)
    assert list(frames) == sorted(run.snapshots)
    for epoch, kept in frames.items():
        expected = run.predict("validation", epoch)[:, 0]
        np.testing.assert_allclose(frame_line(run.prepared, kept), expected, rtol=1e-5, atol=1e-6)


def test_of_many_kept_epochs_the_first_the_last_and_some_between_are_drawn() -> None:
    frames = frames_of(over_time(Settings().change(units=2), 40), most=4)
    assert list(frames) == [0, 10, 20, 29, 39]


def test_of_a_long_line_the_newest_points_are_kept() -> None:
    settings = Settings().change(length=4000, units=2)
    prepared = prepare(load_series(settings.data), settings.preparation)
    outputs = np.random.default_rng(0).normal(size=(len(prepared.validation), 2))
    assert len(outputs) > MAX_POINTS
    kept = frame(prepared, outputs)
    assert (kept.shape, kept.dtype) == ((MAX_POINTS, 1), np.float32)
    expected = prepared.line(prepared.to_unit(prepared.validation, outputs))[-MAX_POINTS:]
    np.testing.assert_allclose(frame_line(prepared, kept), expected, rtol=1e-5, atol=1e-6)


def test_where_every_step_is_answered_a_line_has_all_steps() -> None:
    settings = Settings().change(**GENERATORS["counter"].suggested, series="counter")
    run = random_run(settings, load_series(settings.data))
    prepared = run.prepared
    assert prepared.every_step
    line = frame_line(prepared, frames_of(run)[max(run.snapshots)])
    np.testing.assert_allclose(line, prepared.line(run.predict("validation"))[-MAX_POINTS:], rtol=1e-5, atol=1e-6)


def over_time(settings: Settings, epochs: int) -> Run:
    """A run with other weights at each epoch."""
    series = sine()
    if settings.preparation.log == "yes":
        series = replace(series, values=np.exp(series.values))
    snapshots = {epoch: random_weights(settings, 1, epoch, settings.preparation.outputs) for epoch in range(epochs)}
    return Run(settings, series, {}, snapshots, cut=prepare(series, settings.preparation))
