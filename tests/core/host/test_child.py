"""A child at its training: what comes through its pipe takes effect between two pieces of an epoch."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from lstm_core.host import worker as child
from lstm_core.host.messages import Command, Control, End, EpochProgress, Paused, Progress, Submit
from lstm_core.prepare import prepare
from lstm_core.runs.run import EpochReport
from lstm_core.settings import Settings
from tests.support.examples import sine

SETTINGS = Settings().change(units=4, epochs=3, batch=32, dropout=0.2)
SERIES = sine(length=900)


class Pipe:
    """The child's end of it. hears: called with all that the child has sent after each of its messages; it gives the
    command that comes next, None for none. waits: the same, called when the child waits for a command."""

    def __init__(self, hears: Callable[[list[Any]], Command | None], *waits: Command) -> None:
        self.sent: list[Any] = []
        self.waited: list[list[Any]] = []
        self._hears, self._waits, self._inbox = hears, list(waits), list[Control]()

    def send(self, message: Any) -> None:
        self.sent.append(message)
        if not isinstance(message, Paused) and (command := self._hears(self.sent)):
            self._inbox.append(Control("job", command))

    def poll(self) -> bool:
        return bool(self._inbox)

    def recv(self) -> Control:
        if self._inbox:
            return self._inbox.pop(0)
        self.waited.append(list(self.sent))
        return Control("job", self._waits.pop(0))

    @property
    def reports(self) -> list[EpochReport]:
        return [message.report for message in self.sent if isinstance(message, Progress)]


@pytest.fixture
def fine(keras: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every epoch is cut as finely as can be."""
    from lstm_core.training import trainer

    monkeypatch.setattr(trainer, "PIECE_SECONDS", 1e-9)


# What the training before has left, as a child that rests keeps it.
_left: list[Any] = []


def trained(pipe: Pipe) -> End:
    submit = Submit("job", SETTINGS, prepare(SERIES, SETTINGS.preparation))
    trainer = child._trainer(submit, _left.pop() if _left else None)
    end = child._train(pipe, submit, trainer)  # type: ignore[arg-type]
    _left.append(trainer)
    assert not pipe._waits
    return end


def within(epoch: int, share: float, command: Command) -> Callable[[list[Any]], Command | None]:
    """The command comes once so much of this epoch is done."""
    given: list[Any] = []

    def hears(sent: list[Any]) -> Command | None:
        epochs = sum(isinstance(message, Progress) for message in sent)
        if given or epochs != epoch or not isinstance(sent[-1], EpochProgress) or sent[-1].share < share:
            return None
        given.append(sent[-1])
        return command

    return hears


def undisturbed() -> tuple[Pipe, End]:
    pipe = Pipe(lambda _: None)
    return pipe, trained(pipe)


def assert_alike(one: list[EpochReport], other: list[EpochReport]) -> None:
    names = ("epoch", "updates", "train_loss", "validation_loss", "batch_loss", "gradient_norm")
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal([getattr(a, name) for name in names], [getattr(b, name) for name in names])
        np.testing.assert_array_equal(a.validation_prediction, b.validation_prediction)


@pytest.mark.parametrize("share", [0.4, 0.9], ids=["training", "evaluation"])
def test_a_pause_holds_within_an_epoch_and_changes_no_number(fine: None, share: float) -> None:
    plain, end = undisturbed()
    pipe = Pipe(within(2, share, "pause"), "resume")
    paused = trained(pipe)
    (waited,) = pipe.waited
    last = [message for message in waited if isinstance(message, EpochProgress)][-1]
    assert share <= last.share < 1
    assert sum(isinstance(message, Progress) for message in waited) == 2, "epochs 0 and 1, and no end of epoch 2"
    assert [message.paused for message in pipe.sent if isinstance(message, Paused)] == [True, False]
    assert_alike(pipe.reports, plain.reports)
    assert paused.ending == end.ending == "done"
    for a, b in zip(paused.weights or (), end.weights or (), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_time_of_a_pause_is_no_time_of_the_epoch(fine: None, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("time.perf_counter", lambda: clock[0])
    pipe = Pipe(within(1, 0.4, "pause"), "resume")
    recv = pipe.recv

    def waits() -> Control:
        control = recv()
        clock[0] += 1000.0 if control.command == "resume" else 0.0
        return control

    monkeypatch.setattr(pipe, "recv", waits)
    trained(pipe)
    assert clock == [1000.0]
    assert {message.seconds for message in pipe.sent if isinstance(message, EpochProgress)} == {0.0}
    assert {report.seconds for report in pipe.reports} == {0.0}


def test_a_step_ends_the_epoch_that_waits_and_begins_no_other(fine: None) -> None:
    pipe = Pipe(within(1, 0.4, "pause"), "step", "step", "resume")
    assert trained(pipe).ending == "done"
    assert [sum(isinstance(message, Progress) for message in waited) for waited in pipe.waited] == [1, 2, 3]
    assert isinstance(pipe.waited[0][-2], EpochProgress)
    assert isinstance(pipe.waited[1][-1], Progress)
    assert_alike(pipe.reports, undisturbed()[0].reports)


@pytest.mark.parametrize("share", [0.4, 0.9], ids=["training", "evaluation"])
def test_stop_ends_within_an_epoch_and_drops_it(fine: None, share: float) -> None:
    plain, _ = undisturbed()
    pipe = Pipe(within(2, share, "stop"))
    end = trained(pipe)
    assert end.ending == "stopped"
    assert isinstance(pipe.sent[-1], EpochProgress), "nothing of the epoch is told as done"
    assert_alike(pipe.reports, plain.reports[:2])
    whole = next(m.weights for m in plain.sent if isinstance(m, Progress) and m.report.epoch == 1)
    for a, b in zip(end.weights or (), whole or (), strict=True):
        np.testing.assert_array_equal(a, b)


def test_stop_ends_the_first_evaluation_of_all(fine: None) -> None:
    pipe = Pipe(lambda _: None)
    pipe._inbox = [Control("job", "stop")]
    assert trained(pipe).ending == "stopped"
    assert pipe.sent == []


def test_a_short_epoch_is_one_call(keras: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    from lstm_core.training import trainer

    monkeypatch.setattr(trainer, "PIECE_SECONDS", math.inf)
    pipe, _ = undisturbed()
    assert {type(message) for message in pipe.sent} == {Progress}
