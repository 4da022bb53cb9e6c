"""The host's queue and what it knows of a child, without processes."""

import time
from types import SimpleNamespace

import pytest

from lstm_core.host import children
from lstm_core.host.children import Child
from lstm_core.host.line import Line
from lstm_core.host.messages import Submit, Work
from lstm_core.prepare import prepare
from lstm_core.settings import Settings
from tests.core.examples import sine

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


def test_once_nobody_waits_all_begin_as_equals() -> None:
    line = Line()
    for number in range(3):
        line.add(training(f"a{number}", "a"))
        line.take(line.order[0])
    line.add(training("a", "a"))
    line.add(training("b", "b"))
    assert ids(line) == ["a", "b"]


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


def test_a_child_trains_so_often_and_then_goes(child: Child) -> None:
    for number in range(1, children.MOST_TRAININGS + 1):
        child.take(training(str(number)), key="small")
        assert child.busy
        child.end()
        assert not child.busy
        assert child.rests(time.monotonic()) == (number < children.MOST_TRAININGS)


def test_a_child_rests_only_so_long(child: Child) -> None:
    child.take(training("one"))
    child.end()
    now = time.monotonic()
    assert child.rests(now + children.TRAINING_REST_SECONDS - 1)
    assert not child.rests(now + children.TRAINING_REST_SECONDS + 1)
