"""The host's queue and what it knows of a child, without processes."""

import time
from types import SimpleNamespace

import numpy as np
import pytest

from lstm_core.host import worker_state as children
from lstm_core.host.line import Line
from lstm_core.host.messages import Submit, Work
from lstm_core.host.worker_state import Child
from lstm_core.prepare import prepare
from lstm_core.settings import Settings
from lstm_core.training.architecture import architecture
from tests.support.examples import sine

SETTINGS = Settings()
PREPARED = prepare(sine(), SETTINGS.preparation)


def training(job_id: str, owner: str = "me", group: str = "") -> Submit:
    return Submit(job_id, SETTINGS, PREPARED, group, owner)


def ids(line: Line) -> list[str]:
    return [message.job_id for message in line.order]


def test_owners_take_turns_over_time() -> None:
    line = Line()
    for job_id in ("a1", "a2", "a3"):
        line.add(training(job_id, "a"))
    line.take(line.order[0])
    line.add(training("b1", "b"))
    line.add(training("b2", "b"))
    assert ids(line) == ["b1", "a2", "b2", "a3"]
    line.take(line.order[0])
    line.add(training("c1", "c"))
    assert ids(line) == ["c1", "a2", "b2", "a3"]


def test_who_has_just_had_turns_comes_after_who_has_not() -> None:
    line = Line()
    for number in range(3):
        line.add(training(f"a{number}", "a"))
        line.take(line.order[0])
    line.add(training("a", "a"))
    line.add(training("b", "b"))
    assert ids(line) == ["b", "a"]


def test_owners_of_long_ago_are_forgotten_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstm_core.host.line.MOST_SERVED", 5)
    line, remembering = Line(), Line()
    rng = np.random.default_rng(0)
    for number in range(300):
        one = training(str(number), str(number // 20 + rng.integers(4)))
        for each, most in ((line, 5), (remembering, 1000)):
            monkeypatch.setattr("lstm_core.host.line.MOST_SERVED", most)
            each.add(one)
            if number % 7 > 1 or number > 250:
                each.take(each.order[0])
        assert ids(line) == ids(remembering)
    assert len(line._served) < len(remembering._served)


def test_what_is_on_hold_keeps_its_turn() -> None:
    line = Line()
    for job_id in ("one", "two"):
        line.add(Work(job_id, "train_seeds", b""))
    line.hold("one", on_hold=True)
    assert ids(line) == ["two"]
    assert "one" in line
    line.hold("one", on_hold=False)
    assert ids(line) == ["one", "two"]
    line.drop("one")
    assert "one" not in line
    assert (ids(line), line.trainings, line.kind("two")) == (["two"], 0, Work)


def test_what_lost_its_child_is_the_next_and_does_not_count_twice() -> None:
    line = Line()
    for job_id, owner in (("a1", "a"), ("a2", "a"), ("b1", "b"), ("b2", "b")):
        line.add(training(job_id, owner))
    first = line.order[0]
    line.take(first)
    line.add(first, again=True)
    assert ids(line) == ["a1", "b1", "a2", "b2"]
    line.take(first)
    assert ids(line) == ["b1", "a2", "b2"]


@pytest.fixture
def child() -> Child:
    return Child(SimpleNamespace(is_alive=lambda: True), None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("long", "most"), [(False, 37), (True, 10)])
def test_a_child_trains_so_often_and_then_goes(child: Child, long: bool, most: int) -> None:
    """The first of one architecture is compiled, with XLA more is; one that compiles counts as four of forty."""
    settings = SETTINGS.change(network="gru", epochs=1000 if long else 10)
    key = architecture(settings, PREPARED)
    assert key.xla == long
    for number in range(1, most + 1):
        child.take(training(str(number)), key)
        assert child.busy
        child.end()
        assert not child.busy
        assert child.rests(time.monotonic()) == (number < most)


def test_a_child_rests_only_so_long(child: Child) -> None:
    child.take(training("one"))
    child.end()
    now = time.monotonic()
    assert child.rests(now + children.TRAINING_REST_SECONDS - 1)
    assert not child.rests(now + children.TRAINING_REST_SECONDS + 1)
