"""Runs that name classes: Keras' numbers, scikit-learn's scores, baselines, and what chance explains."""

import io
from dataclasses import replace
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import f1_score, log_loss
from sklearn.neighbors import KNeighborsClassifier

import lstm_core as lab
from lstm_core.evaluation.classification import ClassEvaluation, calibration, evaluate_classes, score, versus
from lstm_core.experiments.seeds import train_seeds
from lstm_core.host.client import Host
from lstm_core.interpretation.input_effect import occlusion
from lstm_core.interpretation.memory import memory_profile, own_gradient
from lstm_core.interpretation.trace import trace
from lstm_core.prepare import PARTS, prepare
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.series import GENERATORS, Series, load_series
from lstm_core.settings import Settings
from lstm_core.training.loop import train
from tests.support.examples import random_run, sine, table
from tests.support.hosts import finished
from tests.support.twins import assert_equal, reference

MOVES = Settings().change(task="direction", horizon=2, units=8, epochs=3)


def moves(**changes: object) -> Run:
    return random_run(MOVES.change(**changes), table(2))


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn", "attention"])
def test_probabilities_equal_keras(keras: ModuleType, kind: str) -> None:
    run = moves(network=kind, layers=2)
    x = run.prepared.test.x
    model = reference(run.settings.network, *x.shape[1:], 3, run.weights)
    softmax = keras.layers.Softmax(dtype="float64")
    assert_equal(run.predict("test"), softmax(model(x, training=False)))
    traced = trace(run, window=3)
    np.testing.assert_allclose(traced.prediction, run.predict("test")[3])
    assert traced.truth == run.prepared.test.y[3]


def test_gradients_and_occlusion_ask_about_one_class() -> None:
    run = moves()
    assert own_gradient(run, output=2).relative.shape == (10,)
    assert memory_profile(run, output=2).lags.tolist() == list(range(2, 12))
    with pytest.raises(DataError, match="no output 3"):
        own_gradient(run, output=3)
    changed = [occlusion(run, output=k) for k in range(3)]
    np.testing.assert_allclose(sum(changed), 0, atol=1e-12)  # probabilities stay 1 in all


def test_scores_by_hand() -> None:
    truth, named = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 0, 0])
    found = score(truth, named, 4)
    np.testing.assert_array_equal(found.confusion, [[2, 1, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]])
    np.testing.assert_allclose(found.precision, [2 / 4, 1 / 2, 0, 0])
    np.testing.assert_allclose(found.recall, [2 / 3, 1 / 2, 0, 0])
    np.testing.assert_allclose(found.f1, [4 / 7, 1 / 2, 0, 0])
    np.testing.assert_array_equal(found.support, [3, 2, 1, 0])
    assert found.accuracy == pytest.approx(3 / 6)
    # The class that neither occurs nor is named counts in no mean.
    assert found.macro["f1"] == pytest.approx((4 / 7 + 1 / 2) / 3)
    assert found.weighted["recall"] == pytest.approx(3 / 6)
    assert found.macro["f1"] == pytest.approx(f1_score(truth, named, average="macro"))


def test_calibration_equals_scikit_learn_and_counts() -> None:
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet([0.5] * 3, 800)
    truth = rng.integers(0, 3, 800)
    found = calibration(truth, probabilities)
    certain, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    accuracy, confidence = calibration_curve(right, certain, n_bins=10)
    some = found.counts > 0
    np.testing.assert_allclose(found.accuracy[some], accuracy)
    np.testing.assert_allclose(found.confidence[some], confidence)
    assert found.counts.sum() == 800
    assert np.isnan(found.accuracy[:3]).all()  # nobody names one of three classes with less than a third
    assert found.error == pytest.approx(np.sum(found.counts[some] / 800 * np.abs(accuracy - confidence)))


def test_calibration_by_hand() -> None:
    found = calibration(np.array([0, 0, 1, 1]), np.array([[1.0, 0], [0.9, 0.1], [0.95, 0.05], [0.3, 0.7]]))
    # Bins end at 0.7, 0.9 and 1: one window each and two, named rightly once, once, and once of twice.
    np.testing.assert_array_equal(found.counts[[6, 8, 9]], [1, 1, 2])
    assert found.error == pytest.approx((0.3 + 0.1 + 2 * abs(0.5 - 0.975)) / 4)


def evaluation(truth: list[int], named: list[int], baseline: list[int], step: int = 1) -> ClassEvaluation:
    """An evaluation that knows three lists only."""
    base = evaluate_classes(moves())
    return replace(
        base, truth={"test": np.array(truth)}, named={"test": np.array(named)},
        baselines={"majority": {"test": np.array(baseline)}}, step=step,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wins", "losses", "p", "word"),
    # Two tails of a fair coin: 2·(1/2)^6, 2·(1 + 8 + 28)/2^8, 1, 2·(1 + 7)/2^7.
    [(6, 0, 2 / 64, "better"), (6, 2, 74 / 256, "chance"), (3, 3, 1, "chance"), (0, 7, 2 / 128, "worse")],
)
def test_mcnemar_counts_what_only_one_names_rightly(wins: int, losses: int, p: float, word: str) -> None:
    both = 10
    truth = [1] * (wins + losses + both)
    named = [1] * wins + [0] * losses + [1] * both
    baseline = [0] * wins + [1] * losses + [1] * both
    found = versus(evaluation(truth, named, baseline))
    assert (found.wins, found.losses, found.word) == (wins, losses, word)
    assert found.p == pytest.approx(p)
    assert found.accuracy == pytest.approx((wins + both) / len(truth))


def test_overlapping_answers_count_once() -> None:
    found = versus(evaluation([1] * 12, [1] * 12, [0] * 12, step=3))
    assert (found.wins, found.windows, found.p) == (4, 4, pytest.approx(2 / 16))
    assert versus(evaluation([1] * 12, [1] * 12, [1] * 12)).p == 1
    assert evaluate_classes(moves()).step == 2  # moves over two steps share one with the next


def test_baselines_are_scikit_learns_and_know_the_training_part_only() -> None:
    run = moves()
    found, train = evaluate_classes(run), run.prepared.train
    shares = np.bincount(train.y[:, 0].astype(int))
    assert set(found.baselines["majority"]["test"]) == {shares.argmax()}
    knn = KNeighborsClassifier(1).fit(train.x.reshape(len(train), -1), train.y[:, 0])
    np.testing.assert_array_equal(found.baselines["nearest"]["test"], knn.predict(run.prepared.test.x.reshape(-1, 20)))
    assert "last" not in found.baselines
    np.testing.assert_allclose(found.shares["train"], shares / len(train))
    expected = log_loss(
        found.truth["test"], np.tile(found.shares["train"], (len(found.truth["test"]), 1)), labels=[0, 1, 2]
    )
    assert found.share_cross_entropy["test"] == pytest.approx(expected)
    own = log_loss(found.truth["test"], found.probabilities["test"], labels=[0, 1, 2])
    assert found.cross_entropy["test"] == pytest.approx(own)


def labelled(horizon: int) -> Run:
    """A label that lasts five steps, asked for `horizon` steps ahead."""
    codes = np.arange(200.0) // 5 % 2
    values = np.column_stack([np.random.default_rng(0).standard_normal(200), codes])
    series = Series(values, pd.RangeIndex(200), ("x", "s"), "s", ("x",), classes=("a", "b"))
    return random_run(Settings().change(task="label", horizon=horizon, units=4), series)


def test_the_last_known_label_is_a_baseline_where_the_next_is_asked_for() -> None:
    run = labelled(horizon=1)
    found = evaluate_classes(run)
    np.testing.assert_array_equal(found.baselines["last"]["test"], run.series.y[run.prepared.test.origins])
    assert found.baseline_scores["last"]["test"].accuracy == pytest.approx(0.8, abs=0.03)
    assert found.step == 5
    assert "last" not in evaluate_classes(labelled(horizon=0)).baselines


def test_each_kind_of_run_has_its_own_door() -> None:
    run = moves()
    for door in (lab.evaluate, lab.rank, lab.intervals):
        with pytest.raises(DataError, match=r"names classes .* lab\.evaluate_classes\(run\)"):
            door(run) if door is not lab.rank else door(lab.evaluate(run))
    for ahead in (lab.forecast_future, lab.by_horizon):
        with pytest.raises(DataError, match="names classes"):
            ahead(run, 5)
    with pytest.raises(DataError, match="names classes"):
        lab.free_run(run, "test", 5)
    with pytest.raises(DataError, match="names classes"):
        lab.slow_baseline(run, "holt_winters")
    with pytest.raises(DataError, match=r"lab\.evaluate\(run\)"):
        lab.evaluate_classes(random_run(Settings().change(units=4), sine()))
    with pytest.raises(DataError, match="names classes"):
        lab.backtest(MOVES, table(2), lab.folds(120, MOVES, n=3))


def test_a_diverged_network_is_said_to_be() -> None:
    run = moves()
    broken = replace(run, snapshots={2: tuple(w * np.nan for w in run.weights)})
    assert not evaluate_classes(run).diverged
    assert evaluate_classes(broken).diverged


def small_waveforms(**changes: object) -> tuple[Settings, Series]:
    settings = Settings().change(
        series="waveforms",
        **{**GENERATORS["waveforms"].suggested, "sequences": 200, "epochs": 3, "units": 8, **changes},
    )
    return settings, load_series(settings.data)


def test_a_run_keeps_its_classes_and_accuracies(keras: ModuleType) -> None:
    settings, series = small_waveforms()
    run, file = train(settings, series), io.BytesIO()
    lab.save_run(run, file)
    again = lab.load_run(file)
    assert again.prepared.classes == run.prepared.classes == series.classes
    for part in PARTS:
        np.testing.assert_array_equal(again.predict(part), run.predict(part))
    np.testing.assert_array_equal(again.history["validation_accuracy"], run.history["validation_accuracy"])
    found = evaluate_classes(run)
    for part in ("train", "validation"):
        assert run.history[f"{part}_accuracy"][-1] == pytest.approx(found.scores[part].accuracy)
        assert run.history[f"{part}_loss"][-1] == pytest.approx(found.cross_entropy[part], rel=1e-4)


def test_the_host_trains_classes_like_this_process(host: Host, keras: ModuleType) -> None:
    settings, series = small_waveforms(network="gru")
    job = finished(host.submit(settings, series, prepare(series, settings.preparation)))
    assert (job.state, job.message) == ("done", "")
    np.testing.assert_array_equal(
        job.run().history["train_accuracy"], train(settings, series).history["train_accuracy"]
    )


def test_seeds_report_accuracies(keras: ModuleType) -> None:
    settings, series = small_waveforms(epochs=1)
    (found,) = train_seeds(settings, series, [4])
    assert set(found.metrics) == {"accuracy", "macro_f1", "cross_entropy"}
    assert 0 <= found.metrics["accuracy"] <= 1
