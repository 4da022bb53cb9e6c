"""Folds against scikit-learn's splitter, trainings against a plain one, and no look at what comes later."""

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st
from sklearn.metrics import root_mean_squared_error
from sklearn.model_selection import TimeSeriesSplit

from lstm_core.evaluation.metrics import rmse
from lstm_core.experiments.backtest import Backtest, Fold, Scores, backtest, folds, validate_folds
from lstm_core.prepare import prepare
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.runtime.progress import Stopped
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.cost import estimate
from lstm_core.training.loop import MAX_HOURS, train
from tests.support.examples import sine, table
from tests.support.fuzz import examples

SMALL = Settings().change(units=4, epochs=3, horizon=3)


@tried(max_examples=examples(50))
@given(st.integers(80, 400), st.integers(3, 6), st.sampled_from(["expanding", "sliding"]))
def test_folds_are_those_of_scikit_learn(length: int, n: int, kind: str) -> None:
    found = folds(length, Settings().change(window=4), n, kind)
    block = length // (2 * n)
    longest = length - n * block if kind == "sliding" else None
    splitter = TimeSeriesSplit(n, test_size=block, max_train_size=longest)
    for fold, (known, ahead) in zip(found, splitter.split(np.zeros(length)), strict=True):
        assert [*fold.train, *fold.validation] == known.tolist()
        assert [*fold.block] == ahead.tolist()
        assert len(fold.validation) / len(known) == pytest.approx(0.2, abs=0.5 / len(known) + 1e-9)
    assert found[-1].block.stop == length


@tried(max_examples=examples(50))
@given(st.integers(60, 200), st.integers(3, 5), st.integers(1, 5), st.sampled_from(["level", "difference", "relative"]))
def test_no_target_lies_in_another_part(length: int, n: int, horizon: int, transform: str) -> None:
    settings = Settings().change(window=3, horizon=horizon, transform=transform).preparation
    series = sine(length=length)
    for fold in folds(length, Settings(preparation=settings), n, "sliding"):
        start, stop = fold.train.start, fold.block.stop
        seen = Series(series.values[start:stop], series.index[start:stop], ("y",), "y", ("y",))
        prepared = prepare(seen, settings, (fold.validation.start - start, fold.block.start - start))
        for part, own in ((prepared.train, fold.train), (prepared.validation, fold.validation),
                          (prepared.test, fold.block)):  # fmt: skip
            assert len(part)
            assert set((part.times + start).ravel()) <= set(own)
        # Nothing is left out but what would reach over an edge.
        assert len(prepared.test) == len(fold.block) - horizon + 1


def test_a_fold_is_a_plain_training_on_what_was_known(keras: ModuleType) -> None:
    """200 points, 5 folds: the third reads 140 points, 112 to train on, and predicts the next 20."""
    series, planned = sine(), folds(200, SMALL, 5)
    assert planned[2] == Fold(range(112), range(112, 140), range(140, 160))
    found = backtest(SMALL, series, planned[2:3])
    seen = Series(series.values[:160], series.index[:160], ("y",), "y", ("y",))
    run = train(SMALL.change(train=112 / 160, validation=28 / 160), seen)
    scores = found.done[0]
    np.testing.assert_array_equal(scores.predictions["network"], run.predict("test"))
    np.testing.assert_array_equal(scores.truth, series.y[scores.times])
    assert (scores.times.min(), scores.times.max(), scores.times.shape) == (140, 159, (18, 3))
    for name, prediction in scores.predictions.items():
        for step in range(3):
            assert scores.rmse[name][step] == pytest.approx(
                root_mean_squared_error(scores.truth[:, step], prediction[:, step])
            )
    assert {"network", "persistence", "ar"} <= set(found.names)
    previous = series.y[scores.times[:, :1] - 1]
    np.testing.assert_array_equal(scores.predictions["persistence"], np.repeat(previous, 3, axis=1))


def test_a_fold_knows_nothing_of_what_comes_later(keras: ModuleType) -> None:
    series, planned = sine(), folds(200, SMALL, 3, "sliding")
    fold = planned[1]
    assert fold.train.start > 0

    def lifted_from(position: int) -> Scores:
        values = series.values.copy()
        values[position:] += 100
        return backtest(SMALL, replace(series, values=values), [fold]).done[0]

    untouched, after_block, from_block = (lifted_from(p) for p in (200, fold.block.stop, fold.block.start))
    assert (untouched.times.min(), untouched.times.max()) == (fold.block.start, fold.block.stop - 1)
    for name, prediction in untouched.predictions.items():
        np.testing.assert_array_equal(after_block.predictions[name], prediction)
        # The first window of the block is read from the history alone, by weights that never saw the block.
        np.testing.assert_array_equal(from_block.predictions[name][0], prediction[0])
        # The training mean is the one forecast that reads no history.
        assert (from_block.predictions[name][-1] != prediction[-1]).all() or name == "mean"


def test_progress_is_told_after_every_epoch_and_can_end_it(keras: ModuleType) -> None:
    told: list[tuple[float, Backtest | None]] = []

    def listen(done: float, partial: Backtest | None = None) -> None:
        told.append((done, partial))
        if len(told) == 6:
            raise Stopped

    with pytest.raises(Stopped):
        backtest(SMALL, sine(), folds(200, SMALL, 3), listen)
    # 3 epochs and the scores of the first fold, then the second one is left after two epochs.
    assert [share for share, _ in told] == pytest.approx([1 / 12, 2 / 12, 3 / 12, 1 / 3, 5 / 12, 6 / 12])
    found = [partial for _, partial in told if partial is not None]
    assert len(found) == 1
    assert (len(found[0].done), found[0].complete) == (1, False)
    assert found[0].done[0].epochs == 3


def test_early_stopping_ends_a_fold(keras: ModuleType) -> None:
    settings = SMALL.change(epochs=30, patience=1, lr=0.5)
    shares: list[float] = []
    found = backtest(settings, sine(), folds(200, settings, 3), lambda done, partial=None: shares.append(done))
    assert found.complete
    assert min(scores.epochs for scores in found.done) < 30
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_recursive_network_and_several_features_are_tested_alike(keras: ModuleType) -> None:
    recursive = SMALL.change(strategy="recursive", transform="difference", epochs=1)
    found = backtest(recursive, sine(), folds(200, recursive, 3))
    assert found.rmse("network").shape == (3,)
    found = backtest(SMALL.change(epochs=1), table(3, 160), folds(160, SMALL, 3))
    assert found.by_fold("network").shape == (3, 3)


def test_errors_are_pooled_over_all_windows_and_missing_baselines_named() -> None:
    """A fold with more windows weighs more; a baseline that is missing once is not pooled."""
    fold = Fold(range(9), range(9, 10), range(10, 20))

    def scores(errors: list[float], **others: float) -> Scores:
        truth = np.array(errors)[:, None]
        zero = {"network": np.zeros_like(truth)} | {name: truth - error for name, error in others.items()}
        return Scores(fold, truth, truth, zero, {name: np.zeros(1) for name in zero}, 1)

    found = Backtest((fold, fold), (scores([1, 1, 1], ar=2.0, persistence=1.0), scores([5], persistence=3.0)))
    assert found.names == ("network", "persistence")
    assert found.rmse("network")[0] == pytest.approx(rmse(np.zeros(4), np.array([1, 1, 1, 5])))
    assert found.rmse("persistence")[0] == pytest.approx(np.sqrt((3 * 1 + 9) / 4))
    assert Backtest((fold,), ()).names == ()


@pytest.mark.parametrize(("length", "changes", "n", "message"), [
    (200, {}, 2, "3 to 20 folds, not 2"), (200, {}, 21, "not 21"),
    (40, {"horizon": 5}, 5, "40 points are too few for 5 folds with window 10 and horizon 5"),
    (200, {"window": 80}, 5, "window 80"), (5, {"window": 1}, 3, "5 points are too few"),
    (200, {"transform": "seasonal", "season": 75}, 5, "too few"),
])  # fmt: skip
def test_what_leaves_no_fold_is_refused(length: int, changes: dict, n: int, message: str) -> None:
    with pytest.raises(DataError, match=message):
        folds(length, Settings().change(**changes), n)


def test_folds_that_would_take_too_long_together_are_refused() -> None:
    series = sine(length=400)
    settings = Settings().change(epochs=1000, units=128, window=60, batch=1)
    prepared = prepare(series, settings.preparation)
    hours = estimate(settings, prepared).from_nothing() / 3600
    few, many = (folds(400, settings, n) for n in (3, 20))
    assert 3 * hours < MAX_HOURS < 20 * hours
    validate_folds(settings, prepared, few)
    with pytest.raises(SettingsError, match="These 20 trainings would take about"):
        validate_folds(settings, prepared, many)
