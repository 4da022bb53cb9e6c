"""One trainer for many trainings: whatever it trained before, the numbers are those of a new one, bit by bit."""

import math
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from lstm_core.prepare import Prepared, prepare
from lstm_core.runtime.progress import Stopped
from lstm_core.settings import Settings
from lstm_core.training import architecture as rules
from lstm_core.training.architecture import architecture
from tests.support.examples import sine, table

KINDS: list[dict[str, Any]] = [
    {"units": 8},
    {"units": 4, "layers": 2, "optimizer": "rmsprop", "loss": "mae", "clip": 1.0},
    {"units": 4, "optimizer": "sgd", "input_dropout": 0.2, "recurrent_dropout": 0.3},
    {"network": "attention", "units": 4, "horizon": 3},
    {"network": "bidirectional", "units": 4, "layers": 2},
    {"network": "gru", "units": 4, "optimizer": "sgd", "momentum": 0.5},
    {"network": "rnn", "units": 4, "recurrent_dropout": 0.3, "task": "direction"},
    {"network": "tcn", "units": 4, "loss": "huber"},
    {"network": "transformer", "units": 4},
    {"network": "mlp", "units": 4, "layers": 2, "optimizer": "rmsprop"},
    {"network": "linear", "horizon": 2, "strategy": "recursive"},
]


def drawn(rng: np.random.Generator, shape: dict[str, Any]) -> tuple[Settings, Prepared]:
    """A training of this shape with all else at random."""
    settings = Settings().change(
        **shape,
        seed=int(rng.integers(100)),
        lr=float(rng.choice([0.001, 0.01, 0.1])),
        batch=int(rng.choice([8, 32, 59, 512])),
        epochs=int(rng.integers(2, 9)),
        schedule=str(rng.choice(["constant", "cosine", "exponential", "plateau"])),
        patience=int(rng.choice([0, 3])),
        dropout=float(rng.choice([0, 0, 0.2, 0.7])),
        forget_bias=str(rng.choice(["0", "1", "3", "chrono"])),
    )
    return settings, prepare(sine(seed=int(rng.integers(9)), length=int(rng.integers(120, 220))), settings.preparation)


def assert_alike(used: Any, fresh: Any, epochs: int = 2) -> None:
    """The next epochs of two trainers are the same in every number but the time."""
    for report in [used.untrained, *[used.next_epoch] * epochs]:
        one, other = report(), getattr(fresh, report.__name__)()
        numbers = [[*vars(r).values()] for r in (one, other)]
        for name, a, b in zip(vars(one), *numbers, strict=True):
            if name != "seconds":
                np.testing.assert_array_equal(a, b, err_msg=name)
        for a, b in zip(used.weights, fresh.weights, strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("shape", KINDS, ids=lambda shape: shape.get("network", "lstm"))
def test_any_trainings_of_one_architecture_follow_each_other_without_a_trace(
    keras: ModuleType, shape: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lstm_core.training.trainer import Trainer

    monkeypatch.setattr(rules, "XLA_FROM", math.inf)
    rng = np.random.default_rng(KINDS.index(shape))
    used = Trainer(*drawn(rng, shape))
    used.next_epoch()
    for _ in range(2):
        settings, prepared = drawn(rng, shape)
        used.restart(prepared, settings)
        used.untrained()
        used.next_epoch()
    settings, prepared = drawn(rng, shape)
    used.restart(prepared, settings)
    assert_alike(used, Trainer(settings, prepared))


def test_under_xla_too(keras: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers that dropout hides are drawn within the compiled epoch, and are the same each time, too."""
    from lstm_core.training.trainer import Trainer

    monkeypatch.setattr(rules, "XLA_FROM", 0)
    # Two batches of one size: each size is compiled by itself.
    first = Settings().change(network="rnn", units=4, batch=59, input_dropout=0.2, recurrent_dropout=0.2)
    second = first.change(dropout=0.5, seed=5, lr=0.1)
    prepared = prepare(sine(), first.preparation)
    used = Trainer(first, prepared)
    used.next_epoch()
    used.restart(prepared, second)
    assert_alike(used, Trainer(second, prepared))
    shown = used.next_epoch()
    assert shown.batch_loss > shown.train_loss, "nothing is hidden in training"


LONG: list[dict[str, Any]] = [{"network": "lstm"}, {"network": "mlp"}, {"network": "gru", "task": "direction"}]


@cache
def _two_trainers(changes: tuple[tuple[str, Any], ...]) -> tuple[Any, Any]:
    """Compiled once for all tests of these settings."""
    from lstm_core.training.trainer import Trainer

    shape = {"units": 4, "batch": 32, "dropout": 0.2, "schedule": "cosine", "epochs": 4}
    settings = Settings().change(**shape, **dict(changes))
    prepared = prepare(sine(length=900), settings.preparation)
    return Trainer(settings, prepared), Trainer(settings, prepared)


def long_and_whole(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> tuple[Any, Any, list[Any]]:
    """A trainer whose epochs, from here on, are cut as finely as can be, another of the same settings, and two epochs
    of the other at once."""
    from lstm_core.training import trainer

    whole, pieces = _two_trainers(tuple(changes.items()))
    for one in (whole, pieces):
        one.restart(prepare(sine(length=900), one.settings.preparation))
    told: list[float] = []
    monkeypatch.setattr(trainer, "PIECE_SECONDS", math.inf)
    expected = [whole.untrained(told.append), *(whole.next_epoch(lambda share, _: told.append(share)) for _ in "ab")]
    assert told == [], "a short one says nothing in between"
    monkeypatch.setattr(trainer, "PIECE_SECONDS", 1e-9)
    return pieces, whole, expected


def assert_same(one: Any, other: Any) -> None:
    for name, a, b in zip(vars(one), vars(one).values(), vars(other).values(), strict=True):
        if name != "seconds":
            np.testing.assert_array_equal(a, b, err_msg=name)


@pytest.mark.parametrize("shape", LONG, ids=lambda shape: "-".join(map(str, shape.values())))
def test_a_long_epoch_tells_how_far_it_is_and_changes_no_number(
    keras: ModuleType, shape: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces, whole, expected = long_and_whole(monkeypatch, **shape)
    train, validation = len(whole._x), len(whole._x_validation)
    batches = math.ceil(train / 32)
    # The evaluation goes from chunk to chunk through both parts; after the last the epoch itself is told.
    windows = [*range(128, train, 128), train, *range(train + 128, train + validation, 128)]
    evaluated = [at / (train + validation) for at in windows]
    assert len(evaluated) >= 3
    first: list[float] = []
    assert_same(pieces.untrained(first.append), expected[0])
    assert first == pytest.approx(evaluated)
    for before in expected[1:]:
        told: list[tuple[float, int]] = []
        assert_same(pieces.next_epoch(lambda *news: told.append(news)), before)  # noqa: B023
        trained = [0.75 * n / batches for n in range(1, batches + 1)]
        assert [share for share, _ in told] == pytest.approx([*trained, *(0.75 + 0.25 * share for share in evaluated)])
        last = [before.updates] * len(evaluated)
        assert [updates for _, updates in told] == [*range(before.updates - batches + 1, before.updates + 1), *last]
    assert_alike(pieces, whole, 1)


@pytest.mark.parametrize("at", [0.4, 0.9], ids=["training", "evaluation"])
def test_an_epoch_that_is_stopped_within_leaves_the_network_of_the_epoch_before(
    keras: ModuleType, at: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces, _, expected = long_and_whole(monkeypatch)
    pieces.next_epoch()
    before = pieces.weights

    def stop(share: float, updates: int) -> None:
        if share >= at:
            assert any((a != b).any() for a, b in zip(pieces.weights, before, strict=True)), "it has learned since"
            raise Stopped

    with pytest.raises(Stopped):
        pieces.next_epoch(stop)
    for a, b in zip(pieces.weights, before, strict=True):
        np.testing.assert_array_equal(a, b)
    # Who trains next in this trainer sees nothing of it.
    prepared = prepare(sine(length=900), pieces.settings.preparation)
    pieces.restart(prepared)
    assert_same(pieces.next_epoch(), expected[1])


def test_what_shares_an_architecture_and_what_does_not() -> None:
    here = Settings()

    def key(settings: Settings = here, length: int = 200, features: int = 1) -> object:
        series = sine(length=length) if features == 1 else table(features)
        return architecture(settings, prepare(series, settings.preparation))

    same = (
        {"lr": 0.5}, {"dropout": 0.3}, {"epochs": 7}, {"batch": 8}, {"seed": 3}, {"patience": 2}, {"momentum": 0.1},
        {"schedule": "cosine"}, {"forget_bias": "3"}, {"transform": "difference"}, {"noise": 0.3},
    )  # fmt: skip
    assert {key(here.change(**change)) for change in same} == {key(), key(length=150)}
    other = (
        {"units": 3}, {"layers": 2}, {"window": 9}, {"network": "gru"}, {"horizon": 2}, {"optimizer": "sgd"},
        {"loss": "mae"}, {"clip": 1.0}, {"activation": "relu"}, {"recurrent_dropout": 0.1}, {"task": "direction"},
    )  # fmt: skip
    assert len({key(), key(features=3), *(key(here.change(**change)) for change in other)}) == len(other) + 2
    # Epochs, batch and windows matter only where they decide whether XLA pays off.
    slow = here.change(network="gru", epochs=50)
    assert key(slow.change(epochs=40)) == key(slow)
    assert key(slow.change(epochs=1000)) != key(slow)
    # A linear layer has no units.
    assert key(here.change(network="linear")) == key(here.change(network="linear", units=3))


def test_another_architecture_needs_another_trainer(keras: ModuleType) -> None:
    from lstm_core.training.trainer import Trainer

    settings = Settings().change(units=2)
    prepared = prepare(sine(), settings.preparation)
    with pytest.raises(ValueError, match="trainer of their own"):
        Trainer(settings, prepared).restart(prepared, settings.change(units=3))


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.7, 0.8])
def test_dropout_hides_what_keras_hides(keras: ModuleType, rate: float) -> None:
    from lstm_core.training.dropout import Dropout

    theirs, ours = keras.layers.Dropout(rate, seed=2_000_000_011), Dropout()
    ours.begin(rate, theirs.seed_generator.state.numpy())
    x = np.random.default_rng(0).normal(size=(40, 30)).astype(np.float32)
    for _ in range(3):
        np.testing.assert_array_equal(ours(x), theirs(x, training=True))
    ours.begin(0.0, np.zeros(2))
    np.testing.assert_array_equal(ours(x), x)
