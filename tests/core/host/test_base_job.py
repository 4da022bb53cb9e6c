"""How a job wakes those that follow it, without a host."""

import pytest

from lstm_core.host.messages import End, Paused, QueuePosition
from lstm_core.host.work_job import WorkJob


def a_job() -> WorkJob:
    return WorkJob("train_seeds", {}, "me", lambda message: None)


def test_a_subscriber_is_called_after_each_message_was_taken_in() -> None:
    job, heard = a_job(), []
    unsubscribe = job.subscribe(lambda: heard.append((job.version, job.state, job.place)))
    for message in (QueuePosition(job.id, 2), QueuePosition(job.id, -1), Paused(job.id, True), End(job.id, "stopped")):
        job.receive(message)
    assert heard == [(1, "queued", 2), (2, "running", 0), (3, "paused", 0), (4, "stopped", 0)]
    # What comes after the end is not taken in.
    job.receive(QueuePosition(job.id, 1))
    assert (len(heard), job.version) == (4, 4)
    unsubscribe()


def test_who_unsubscribed_is_not_called_and_the_others_are() -> None:
    job, mine, yours = a_job(), [], []
    unsubscribe = job.subscribe(lambda: mine.append(1))
    job.subscribe(lambda: yours.append(1))
    job.receive(QueuePosition(job.id, 1))
    unsubscribe()
    unsubscribe()
    job.receive(QueuePosition(job.id, 0))
    assert (len(mine), len(yours)) == (1, 2)


def test_a_subscriber_may_leave_while_it_is_called() -> None:
    job, heard = a_job(), []

    def once() -> None:
        heard.append(job.version)
        leave()

    leave = job.subscribe(once)
    job.receive(QueuePosition(job.id, 1))
    job.receive(QueuePosition(job.id, 0))
    assert heard == [1]


def test_what_a_subscriber_raises_reaches_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    job, heard = a_job(), []
    job.subscribe(lambda: 1 // 0)  # type: ignore[arg-type, return-value]
    job.subscribe(lambda: heard.append(job.version))
    job.receive(QueuePosition(job.id, 1))
    assert heard == [1]
    assert "ZeroDivisionError" in caplog.text
