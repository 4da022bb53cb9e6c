"""Whose turn it is in the training host, for real: the queue, races, owners."""

import os

from lstm_core.host.client import Host
from tests.support.hosts import PATIENCE, finished, long_training, submit, trained


def test_a_step_asked_for_while_waiting_is_kept(host: Host) -> None:
    busy = [long_training(host) for _ in os.sched_getaffinity(0)]
    waiting = long_training(host)
    assert waiting.wait(lambda j: j.place == 0 and j.state == "queued", PATIENCE)
    waiting.step()
    for job in busy:
        job.stop()
    assert waiting.wait(lambda j: j.state == "paused" and len(j.reports) == 2, PATIENCE)
    waiting.stop()
    finished(waiting)


def test_the_queue_is_first_come_first_served(host: Host) -> None:
    jobs = [long_training(host) for _ in range(len(os.sched_getaffinity(0)) + 2)]
    *running, second_last, last = jobs
    assert last.wait(lambda j: j.place == 1, PATIENCE)
    assert second_last.place == 0
    for job in running:
        trained(job, 1)
    assert last.state == second_last.state == "queued"
    last.stop()
    assert finished(last).state == "stopped"
    assert last.reports == []
    # A paused training gives its core to the next one.
    running[0].pause()
    trained(second_last, 1)
    for job in [*running, second_last]:
        job.stop()
        finished(job)


def test_a_race_starts_whole_and_counts_as_one(host: Host) -> None:
    """More contenders than cores all train at once, and somebody else still gets a turn."""
    slots = len(os.sched_getaffinity(0))
    racers = [long_training(host, seed=seed, group="race") for seed in range(slots + 1)]
    other = submit(host, epochs=1)
    for job in racers:
        trained(job, 0)
    if slots > 1:
        assert finished(other).state == "done"
    assert not any(job.finished for job in racers)
    for job in racers:
        job.stop()
        finished(job)


def test_owners_take_turns_and_are_told_how_long_they_will_wait(host: Host) -> None:
    finished(submit(host, epochs=20))
    running = [long_training(host, owner="a") for _ in os.sched_getaffinity(0)]
    mine = [submit(host, epochs=20, owner="a") for _ in range(3)]
    yours = submit(host, epochs=20, owner="b")
    assert yours.wait(lambda j: j.place == 0 and j.wait_seconds is not None, PATIENCE)
    assert mine[2].wait(lambda j: j.place == 3, PATIENCE)  # those before it are told before it
    assert [job.place for job in mine] == [1, 2, 3]
    assert mine[2].wait(lambda j: (j.wait_seconds or 0) >= (yours.wait_seconds or 0) > 0, PATIENCE)
    for job in running:
        trained(job, 0).stop()
    for job in [*running, yours, *mine]:
        finished(job)
        assert job.wait_seconds is None
