"""Several seeds in one go against one training each."""

import numpy as np
import pytest

from lstm_core.evaluation import evaluate
from lstm_core.experiments.seeds import MAX_SEEDS, train_seeds
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.settings import Settings
from lstm_core.training.loop import train
from tests.support.examples import sine


def test_equals_a_training_from_each_seed(keras: object) -> None:
    settings = Settings().change(epochs=4, units=6, dropout=0.2)
    results = train_seeds(settings, sine(), (3, 0))
    assert [result.seed for result in results] == [3, 0]
    for result in results:
        run = train(settings.change(seed=result.seed), sine())
        assert result.history.keys() == run.history.keys()
        for name in run.history.keys() - {"seconds"}:
            np.testing.assert_array_equal(result.history[name], run.history[name])
        for ours, theirs in zip(result.weights, run.weights, strict=True):
            np.testing.assert_array_equal(ours, theirs)
        measured = evaluate(run).metrics
        assert (result.metrics, result.validation) == (measured["test"], measured["validation"])
        np.testing.assert_array_equal(result.predictions, run.predict("test"))
        assert result.ending == run.ending


def test_reports_every_epoch_and_every_finished_seed(keras: object) -> None:
    heard: list[tuple[float, int | None]] = []
    settings = Settings().change(epochs=2, units=2)
    results = train_seeds(
        settings, sine(), (1, 2), report=lambda done, partial=None: heard.append((done, partial and len(partial)))
    )
    assert heard == [(0.25, None), (0.5, None), (0.5, 1), (0.75, None), (1.0, None), (1.0, 2)]
    assert len(results) == 2


def test_early_stopping_ends_one_seed_and_not_the_others(keras: object) -> None:
    settings = Settings().change(epochs=60, units=4, optimizer="sgd", lr=1.0, patience=4)
    shares: list[float] = []
    results = train_seeds(settings, sine(), (1, 2), report=lambda done, partial=None: shares.append(done))
    assert [result.ending for result in results] == ["early", "early"]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("seeds", [(), (1, 1), tuple(range(MAX_SEEDS + 1)), (0, -1)])
def test_seeds_that_cannot_be_used_are_refused_before_any_training(seeds: tuple[int, ...]) -> None:
    with pytest.raises(SettingsError, match=rf"from 1 to {MAX_SEEDS} seeds|seed=-1 is out of bounds"):
        train_seeds(Settings(), sine(), seeds)


def test_a_series_too_short_is_refused() -> None:
    with pytest.raises(DataError, match="no complete window"):
        train_seeds(Settings().change(window=100), sine(length=110), (0,))


def test_too_long_together_is_refused_with_what_to_reduce() -> None:
    settings = Settings().change(units=128, epochs=250)
    series = sine(length=5000)
    with pytest.raises(SettingsError, match=r"These 30 trainings would take about .* hours.*fewer seeds"):
        train_seeds(settings, series, range(30))
