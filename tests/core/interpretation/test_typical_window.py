"""The window that Gates opens with: the one on which training has changed what it changed on most."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lstm_core.interpretation.trace import trace, typical_window
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.runs.shipped import SHIPPED, SINE
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine


def constant_run(last_values: list[float]) -> Run:
    """A linear layer that answers 0 before its training and 1 after it, on a series that ends with `last_values`."""
    settings = Settings().change(network="linear", window=2, scaling="none", train=0.5, validation=0.25)
    y = np.array([0.0] * (3 * len(last_values)) + last_values)
    series = Series(y[:, None], pd.RangeIndex(len(y)), ("y",), "y", ("y",))
    kernel = np.zeros((2, 1), "float32")
    snapshots = {epoch: (kernel, np.full(1, answer, "float32")) for epoch, answer in ((0, 0.0), (5, 1.0))}
    names = ("epoch", "updates", "train_loss", "validation_loss", "batch_loss", "gradient_norm", "learning_rate")
    return Run(settings, series, {name: np.arange(6.0) for name in (*names, "seconds")}, snapshots)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # |y| − |y − 1|: −0.6, 0.8, 0, 1, −1. The middle one is 0.
        ([0.2, 0.9, 0.5, 2.0, -1.0], 2),
        # −0.6, 0.8, 0, 1: of the two in the middle the lower.
        ([0.2, 0.9, 0.5, 2.0], 2),
        # All alike: the earliest at the median's place.
        ([2.0, 3.0, 4.0], 1),
    ],
)
def test_by_hand(values: list[float], expected: int) -> None:
    assert typical_window(constant_run(values)) == expected


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_runs_open_where_training_has_helped_as_on_average(name: str) -> None:
    """Every window walked by itself, through the cells that Gates shows."""
    run = load_run(f"lstm_core/sample_data/{name}")

    def off(window: int, epoch: int) -> float:
        seen = trace(run, window, epoch=epoch)
        return float(np.abs(seen.truth - seen.prediction).mean())

    windows = range(len(run.prepared.test))
    gained = [off(window, 0) - off(window, max(run.snapshots)) for window in windows]
    chosen = typical_window(run)
    below = sum(value < gained[chosen] - 1e-9 for value in gained)
    above = sum(value > gained[chosen] + 1e-9 for value in gained)
    assert max(below, above) <= len(gained) / 2
    assert gained[chosen] > 0


def test_the_newest_window_where_there_is_nothing_to_compare() -> None:
    run = random_run(SINE.change(units=2), sine())
    newest = len(run.prepared.test) - 1
    assert typical_window(replace(run, snapshots={2: run.snapshots[2]})) == newest
    lost = tuple(np.full_like(weights, np.nan) for weights in run.weights)
    assert typical_window(replace(run, snapshots={0: run.snapshots[0], 2: lost})) == newest


def test_classes_are_compared_by_the_probability_of_the_true_one() -> None:
    run = random_run(SINE.change(units=2, task="direction"), sine())
    truth, before, after = run.prepared.test.y[:, 0].astype(int), run.predict("test", 0), run.predict("test", 2)
    gained = [float(after[i, place] - before[i, place]) for i, place in enumerate(truth)]
    assert gained[typical_window(run)] == pytest.approx(sorted(gained)[(len(gained) - 1) // 2])


def test_it_is_found_once_for_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    run, other = constant_run([0.2, 0.9, 0.5, 2.0, -1.0]), constant_run([2.0, 3.0, 4.0])
    assert (typical_window(run), typical_window(other)) == (2, 1)
    monkeypatch.setattr(Run, "predict", lambda *_: pytest.fail("the network answers once more"))
    assert (typical_window(run), typical_window(other)) == (2, 1)
