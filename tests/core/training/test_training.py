"""The compiled epoch against `model.fit`, reproducibility, and what a training may cost."""

import math
from types import ModuleType

import numpy as np
import pytest

from lstm_core.models.build import build
from lstm_core.prepare import prepare
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings
from lstm_core.training import loop as training
from lstm_core.training import workbench
from lstm_core.training.cost import estimate
from lstm_core.training.loop import epochs, snapshot_stride, train, validate
from tests.support.examples import random_weights, sine, table
from tests.support.keras_fit import fit_with_keras


@pytest.mark.parametrize(
    ("features", "changes"),
    [
        (1, {}),
        (3, {"layers": 2, "units": 8, "horizon": 3, "batch": 50, "optimizer": "rmsprop", "loss": "mae"}),
        (1, {"activation": "relu", "optimizer": "sgd", "lr": 0.01, "loss": "huber", "clip": 0.5}),
        (3, {"forget_bias": "chrono", "window": 24, "transform": "difference", "scaling": "minmax"}),
        (1, {"network": "attention", "layers": 2, "units": 8, "forget_bias": "3"}),
        (3, {"network": "gru", "layers": 2, "units": 8, "horizon": 2}),
        (1, {"network": "rnn", "units": 8, "activation": "relu", "clip": 1.0}),
        (3, {"network": "bidirectional", "layers": 2, "units": 8, "horizon": 2, "forget_bias": "3"}),
        (1, {"network": "bidirectional", "units": 8, "activation": "relu", "clip": 1.0}),
        (3, {"network": "tcn", "units": 8, "clip": 1.0}),
        (1, {"network": "transformer", "layers": 2, "units": 8, "horizon": 2}),
        (3, {"network": "mlp", "layers": 2, "units": 8, "loss": "huber"}),
        (1, {"network": "linear", "horizon": 3, "dropout": 0.5, "input_dropout": 0.5}),
        (3, {"task": "direction", "horizon": 3, "layers": 2, "units": 8}),
        (1, {"task": "direction", "network": "attention", "units": 8, "loss": "mae", "threshold": 0.0}),
    ],
)
def test_losses_equal_model_fit(keras: ModuleType, features: int, changes: dict) -> None:
    # In the second epoch the order of the windows and what the optimizer remembers are others than in the first.
    settings = Settings().change(epochs=2, seed=7, **changes)
    series = sine() if features == 1 else table(features)
    ours = list(epochs(settings, series))[1:]
    theirs = fit_with_keras(keras, settings, series)
    np.testing.assert_allclose(
        [(r.batch_loss, r.train_loss, r.validation_loss) for r in ours], theirs, rtol=1e-4, atol=1e-6
    )


@pytest.mark.parametrize("kind", ["gru", "tcn"])
def test_xla_gives_the_same_losses(keras: ModuleType, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long trainings of layers without a fused kernel are compiled by XLA; a short one is made to be."""
    from lstm_core.training import architecture

    monkeypatch.setattr(architecture, "XLA_FROM", 0)
    # Two batches of one size: each size is compiled by itself.
    settings = Settings().change(network=kind, units=8, epochs=3, seed=2, batch=59)
    ours = list(epochs(settings, sine()))[1:]
    theirs = fit_with_keras(keras, settings, sine())
    np.testing.assert_allclose(
        [(r.batch_loss, r.train_loss, r.validation_loss) for r in ours], theirs, rtol=1e-4, atol=1e-6
    )


def test_a_recursive_network_learns_the_first_step_only(keras: ModuleType) -> None:
    settings = Settings().change(epochs=2, horizon=4, strategy="recursive", transform="relative", units=8)
    ours = list(epochs(settings, sine()))
    assert ours[-1].validation_prediction.shape == (29, 1)
    np.testing.assert_allclose(
        [(r.batch_loss, r.train_loss, r.validation_loss) for r in ours[1:]],
        fit_with_keras(keras, settings, sine()), rtol=1e-4, atol=1e-6,
    )  # fmt: skip
    run, one_step = train(settings, sine()), Settings().change(units=8)
    assert [w.shape for w in run.weights] == [w.shape for w in random_weights(one_step, 1)]
    small = estimate(one_step, prepare(sine(), one_step.preparation))
    assert estimate(one_step, run.prepared).memory_mb <= small.memory_mb


def test_a_report_says_what_happened(keras: ModuleType) -> None:
    settings = Settings().change(epochs=3)
    reports = list(epochs(settings, sine()))
    assert [r.epoch for r in reports] == [0, 1, 2, 3]
    assert [r.updates for r in reports] == [0, 4, 8, 12]  # 118 windows, batches of 32
    assert np.isnan(reports[0].gradient_norm)
    run = train(settings, sine())
    np.testing.assert_allclose(
        run.prepared.to_unit(run.prepared.validation, reports[-1].validation_prediction),
        run.predict("validation"),
        atol=1e-5,
    )
    scaled = (run.predict("validation") - run.prepared.truth(run.prepared.validation)) / (
        run.prepared.target_scaler.scale
    )
    assert reports[-1].validation_loss == pytest.approx((scaled**2).mean(), rel=1e-4)


def test_train_reports_the_share_of_epochs_that_is_done(keras: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    from lstm_core.training import trainer

    # On a crowded machine an epoch may take long enough to be told in pieces.
    monkeypatch.setattr(trainer, "PIECE_SECONDS", math.inf)
    shares: list[float] = []
    train(Settings().change(epochs=4, units=2), sine(), lambda done, partial=None: shares.append(done))
    assert shares == [0.25, 0.5, 0.75, 1.0]


def test_gradient_norm_is_the_largest_of_the_epoch(keras: ModuleType) -> None:
    """One batch per epoch: the norm is that of the gradient over all windows, taken by Keras' own layer."""
    import tensorflow as tf

    settings = Settings().change(epochs=1, batch=512)
    prepared = prepare(sine(), settings.preparation)
    model = build(settings.network, 10, 1, 1, settings.seed)
    x, y = tf.constant(prepared.train.x, tf.float32), tf.constant(prepared.train.y, tf.float32)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x) - y) ** 2)
    norm = tf.linalg.global_norm(tape.gradient(loss, model.trainable_variables))
    assert list(epochs(settings, sine()))[1].gradient_norm == pytest.approx(float(norm), rel=1e-4)


@pytest.mark.parametrize("changes", [{"dropout": 0.3}, {"input_dropout": 0.2, "recurrent_dropout": 0.2}])
def test_same_settings_give_identical_losses(keras: ModuleType, changes: dict) -> None:
    settings = Settings().change(epochs=3, units=8, **changes)
    workbench._left.clear()
    first, second = train(settings, sine()), workbench.train_next(settings, sine())
    np.testing.assert_array_equal(first.history["train_loss"], second.history["train_loss"])
    for a, b in zip(first.weights, second.weights, strict=True):
        np.testing.assert_array_equal(a, b)
    # In what the second one has compiled.
    other = workbench.train_next(settings.change(seed=1), sine())
    assert (first.history["train_loss"] != other.history["train_loss"]).all()


def test_a_restart_leaves_nothing_of_the_training_before(keras: ModuleType) -> None:
    from lstm_core.training.trainer import Trainer

    settings = Settings().change(units=3, epochs=4, dropout=0.4, schedule="plateau")
    first, second = (prepare(sine(length=length), settings.preparation) for length in (200, 150))
    used, fresh = Trainer(settings, first), Trainer(settings, second)
    used.untrained()
    for _ in range(3):
        used.next_epoch()
    used.restart(second)
    assert used.untrained().validation_loss == fresh.untrained().validation_loss
    for _ in range(3):
        one, other = used.next_epoch(), fresh.next_epoch()
        assert (one.epoch, one.updates, one.learning_rate) == (other.epoch, other.updates, other.learning_rate)
        assert (one.train_loss, one.batch_loss) == (other.train_loss, other.batch_loss)
    for one, other in zip(used.weights, fresh.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_dropout_hides_only_while_training(keras: ModuleType) -> None:
    run = train(Settings().change(epochs=30, dropout=0.5), sine())
    assert run.history["batch_loss"][-1] > 1.15 * run.history["train_loss"][-1]


def test_schedules(keras: ModuleType) -> None:
    def rates(**changes: object) -> np.ndarray:
        return train(Settings().change(epochs=8, units=2, lr=0.01, **changes), sine()).history["learning_rate"][1:]

    np.testing.assert_allclose(rates(), 0.01, rtol=1e-6)
    np.testing.assert_allclose(rates(schedule="exponential"), 0.01 * 0.01 ** (np.arange(8) / 8), rtol=1e-5)
    np.testing.assert_allclose(rates(schedule="cosine"), 0.005 * (1 + np.cos(np.pi * np.arange(8) / 8)), rtol=1e-5)


def test_plateau_halves_the_rate_and_patience_stops(keras: ModuleType) -> None:
    """A huge learning rate cannot improve: the rate halves after 5 such epochs, patience ends the run."""
    settings = Settings().change(epochs=60, units=4, optimizer="sgd", lr=1.0, seed=1)
    run = train(settings.change(schedule="plateau"), sine())
    losses, rates = run.history["validation_loss"][1:], run.history["learning_rate"][1:]
    expected, rate = [], 1.0
    for epoch in range(60):
        waited = epoch - 1 - int(np.argmin(losses[:epoch])) if epoch else 0
        rate = rate / 2 if waited and waited % 5 == 0 else rate
        expected.append(rate)
    np.testing.assert_allclose(rates, expected)
    assert rates[-1] < 1.0

    stopped = train(settings.change(patience=4), sine())
    best = int(np.argmin(stopped.history["validation_loss"][1:])) + 1
    assert stopped.ending == "early"
    assert stopped.history["epoch"][-1] == best + 4
    assert max(stopped.snapshots) == best + 4


def test_diverging_training_goes_on_with_honest_numbers(keras: ModuleType) -> None:
    run = train(Settings().change(epochs=12, activation="relu", optimizer="sgd", lr=1.0, window=50), sine(length=400))
    assert not np.isfinite(run.history["train_loss"][-1])


def test_snapshots_are_bounded() -> None:
    small, large = Settings().change(epochs=1000), Settings().change(epochs=50, units=256, layers=3)
    assert 1000 / snapshot_stride(small, random_weights(small, 1)) <= training.MAX_SNAPSHOTS
    weights = random_weights(large, 1)
    kept = 50 / snapshot_stride(large, weights)
    assert kept * sum(w.nbytes for w in weights) <= max(training.MAX_SNAPSHOT_BYTES, sum(w.nbytes for w in weights))


def test_first_and_last_epoch_are_kept(keras: ModuleType) -> None:
    run = train(Settings().change(epochs=61, units=2), sine())
    assert sorted(run.snapshots)[:2] == [0, 2]
    assert max(run.snapshots) == 61


def test_too_large_is_refused_with_what_to_reduce(monkeypatch: pytest.MonkeyPatch) -> None:
    series = sine(length=20_000)
    big = Settings().change(units=256, layers=3, epochs=1000, window=100)
    with pytest.raises(SettingsError, match=r"about \d+ hours.*fewer epochs"):
        validate(big, prepare(series, big.preparation))
    monkeypatch.setattr(training, "available_memory_mb", lambda: 500.0)
    with pytest.raises(SettingsError, match=r"GB of memory.*smaller"):
        validate(big.change(epochs=1), prepare(series, big.preparation))


def test_the_example_is_not_refused() -> None:
    settings = Settings()
    prepared = prepare(sine(), settings.preparation)
    validate(settings, prepared)
    assert estimate(settings, prepared).updates == 200
