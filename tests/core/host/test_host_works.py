"""Works in the training host, for real: result, progress, stop, deaths, and the queue shared with trainings."""

import os
import pickle
import signal
from collections.abc import Sequence
from multiprocessing import Pipe

import numpy as np
import pytest

from lstm_core.evaluation import slow_baseline
from lstm_core.experiments.seeds import SeedResult, train_seeds
from lstm_core.host import client
from lstm_core.host.client import Host
from lstm_core.host.control_channel import ControlChannel
from lstm_core.host.messages import Control, WorkProgress
from lstm_core.host.scheduling import cores
from lstm_core.host.work_job import WorkJob
from lstm_core.host.worker_state import MOST_WORKS
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings
from tests.support.examples import sine
from tests.support.hosts import PATIENCE, children, finished, linux_only, long_training, signalled, submit, trained


def asked(seeds: Sequence[int] = (0,), length: int = 200, **changes: object) -> dict[str, object]:
    return {"settings": Settings().change(**changes), "series": sine(length=length), "seeds": tuple(seeds)}


def work(host: Host, seeds: Sequence[int] = (0,), owner: str = "", **changes: object) -> WorkJob:
    return host.submit_work("train_seeds", asked(seeds, **changes), owner)


def long_work(host: Host) -> WorkJob:
    """Some minutes of short steps."""
    return work(host, range(30), epochs=1000, units=2)


def reached(job: WorkJob, seeds: int) -> WorkJob:
    assert job.wait(lambda j: j.partial is not None and len(j.partial) >= seeds, PATIENCE)
    return job


def running(job: WorkJob) -> WorkJob:
    assert job.wait(lambda j: j.state == "running" and j.done > 0, PATIENCE)
    return job


def assert_same(some: Sequence[SeedResult], others: Sequence[SeedResult]) -> None:
    for one, other in zip(some, others, strict=True):
        assert (one.seed, one.metrics, one.ending) == (other.seed, other.metrics, other.ending)
        np.testing.assert_array_equal(one.history["train_loss"], other.history["train_loss"])
        for a, b in zip(one.weights, other.weights, strict=True):
            np.testing.assert_array_equal(a, b)


def test_gives_what_the_function_gives_in_this_process(host: Host, keras: object) -> None:
    job = finished(work(host, (5, 0), epochs=3))
    assert (job.state, job.message, job.done, job.seconds_left) == ("done", "", 1.0, None)
    assert_same(job.result, train_seeds(**asked((5, 0), epochs=3)))
    assert_same(job.partial, job.result)


def test_progress_arrives_and_stop_keeps_what_was_found(host: Host) -> None:
    job = reached(work(host, range(30), epochs=200, units=2), 1)
    assert job.state == "running"
    assert 1 / 30 <= job.done < 1
    assert job.seconds_left > 0
    first = job.partial
    reached(job, 3)
    job.stop()
    assert finished(job).state == "stopped"
    assert job.message == ""
    assert job.result is None
    assert [result.seed for result in job.partial] == list(range(len(job.partial)))
    assert len(job.partial) >= 3
    assert_same(job.partial[: len(first)], first)


def test_pause_and_resume(host: Host) -> None:
    job = running(long_work(host))
    job.pause()
    assert job.wait(lambda j: j.state == "paused", PATIENCE)
    done = job.done
    job.resume()
    assert job.wait(lambda j: j.state == "running" and j.done > done, PATIENCE)
    job.pause()
    assert job.wait(lambda j: j.state == "paused", PATIENCE)
    job.stop()
    assert finished(job).state == "stopped"


def test_a_work_that_is_paused_while_it_waits_does_not_start(host: Host) -> None:
    running_ones = [running(long_work(host)) for _ in range(cores())]
    waiting = [work(host, epochs=1, units=2) for _ in range(2)]
    assert waiting[-1].wait(lambda j: j.place == 1, PATIENCE)
    for job in [*waiting, *running_ones]:
        job.pause()
    for job in [*waiting, *running_ones]:
        assert job.wait(lambda j: j.state == "paused", PATIENCE)
    # Whoever comes next gets the cores, and the two that wait are not started beside it.
    assert finished(work(host, epochs=1, units=2)).state == "done"
    assert {job.state for job in waiting} == {"paused"}
    assert [job.done for job in waiting] == [0, 0]
    waiting[0].stop()
    assert finished(waiting[0]).state == "stopped"
    waiting[1].resume()
    assert finished(waiting[1]).state == "done"
    for job in running_ones:
        job.stop()
        finished(job)


def test_stop_does_not_wait_for_a_long_step(host: Host) -> None:
    job = work(host, units=128, window=500, epochs=3, length=5000)
    assert job.wait(lambda j: j.state == "running", PATIENCE)
    job.stop()
    assert finished(job).state == "stopped"
    assert job.message == ""
    # The first epoch was given up: its end would have been told before the stop was seen.
    assert job.done == 0
    assert finished(submit(host, epochs=2)).state == "done"


@linux_only
def test_works_that_follow_each_other_are_done_by_the_same_child(host: Host, keras: object) -> None:
    others = [running(long_work(host)) for _ in range(cores() - 1)]
    first = work(host, range(3), epochs=200, units=2)
    # It waits already when the first one ends: a child rests after a work for some seconds only.
    second = work(host, (5, 0), epochs=3)
    running(first)
    mine = set(children(host.process_id or 0))
    finished(second)
    assert set(children(host.process_id or 0)) <= mine
    for job in others:
        job.stop()
        finished(job)
    assert_same(second.result, train_seeds(**asked((5, 0), epochs=3)))


@linux_only
def test_a_child_does_not_work_for_ever(host: Host) -> None:
    finished(work(host, epochs=1, units=2))
    before = set(children(host.process_id or 0))
    # Whoever of those that are there does them: after so many works each of them has done its share, and one was new.
    for _ in range(MOST_WORKS * len(before) + 1):
        assert finished(work(host, epochs=1, units=2)).state == "done"
        if set(children(host.process_id or 0)) - before:
            return
    pytest.fail("no child made room for another one")


@linux_only
def test_a_work_given_to_a_resting_child_that_is_gone_is_done_by_another(host: Host) -> None:
    finished(work(host, epochs=1, units=2))
    asleep = signalled(host, signal.SIGSTOP)
    job = work(host, epochs=1, units=2)
    assert job.wait(lambda j: j.state == "running", PATIENCE)
    for child in asleep:
        os.kill(child, signal.SIGKILL)
    assert finished(job).state == "done"


def test_what_comes_too_late_for_one_work_does_not_stop_the_next() -> None:
    here, there = Pipe()
    here.send(Control("one", "stop"))
    assert ControlChannel(there, "other").wait_for_leave()
    here.send(Control("other", "stop"))
    assert not ControlChannel(there, "other").wait_for_leave()


@linux_only
def test_a_killed_child_ends_only_its_own_work(host: Host) -> None:
    job = reached(work(host, range(30), epochs=200, units=2), 2)
    family = host.process_id
    signalled(host, signal.SIGKILL)
    assert finished(job).state == "failed"
    assert "killed" in job.message
    assert len(job.partial) >= 2
    assert finished(work(host, epochs=1, units=2)).state == "done"
    assert host.process_id == family


@linux_only
def test_a_killed_host_is_said_and_the_next_work_is_done() -> None:
    host = Host()
    job = reached(work(host, range(30), epochs=200, units=2), 1)
    os.kill(host.process_id or 0, signal.SIGKILL)
    assert finished(job).state == "failed"
    assert job.message == WorkJob.host_gone
    assert len(job.partial) >= 1
    assert finished(work(host, epochs=1, units=2)).state == "done"
    host.close()


def test_the_sentence_of_a_lab_error_arrives(host: Host) -> None:
    with pytest.raises(SettingsError) as refused:
        train_seeds(**asked(()))
    job = finished(work(host, ()))
    assert (job.state, job.message, job.result) == ("failed", str(refused.value), None)


def test_another_error_is_one_sentence_and_a_line_in_the_log(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    job = finished(host.submit_work("train_seeds", {"settings": Settings()}))
    assert job.state == "failed"
    assert "error in the program (TypeError)" in job.message
    assert "Traceback" not in job.message
    assert "Traceback" in caplog.text
    assert "'seeds'" in caplog.text
    assert finished(work(host, epochs=1, units=2)).state == "done"


def test_an_unknown_work_is_refused(host: Host) -> None:
    with pytest.raises(LookupError, match="no work 'os:system'"):
        host.submit_work("os:system", {"command": "true"}, owner="nobody")
    assert host.works("nobody") == []


def test_works_and_trainings_share_the_queue(host: Host) -> None:
    """As many works as there are cores and one more, then trainings: as many as there are cores start at once."""
    *busy, waiting = [long_work(host) for _ in range(cores() + 1)]
    *started, last = [long_training(host) for _ in range(cores() + 1)]
    for job in started:
        trained(job, 1)
    for job in busy:
        running(job)
    assert last.wait(lambda j: j.state == "queued", PATIENCE)
    assert waiting.wait(lambda j: j.state == "queued", PATIENCE)
    assert waiting.done == len(last.reports) == 0
    # The core that a training leaves goes to the next training, although a work came first.
    started[0].stop()
    trained(last, 1)
    assert waiting.state == "queued"
    # What paused works leave beside trainings goes to nobody; the work starts when nobody needs the core.
    for job in busy:
        job.pause()
    for job in [*started, last]:
        job.stop()
    running(waiting)
    for job in [*busy, waiting]:
        job.stop()
        finished(job)


def test_a_work_that_waits_can_be_stopped(host: Host) -> None:
    *busy, waiting = [long_work(host) for _ in range(cores() + 1)]
    running(busy[0])
    waiting.stop()
    assert finished(waiting).state == "stopped"
    assert waiting.done == 0
    for job in busy:
        job.stop()
        finished(job)


def test_unseen_works_are_stopped_and_old_ones_forgotten(host: Host) -> None:
    job = running(long_work(host))
    host.reap(job.last_seen + client.UNSEEN_SECONDS - 1)
    assert not job.finished
    host.reap(job.last_seen + client.UNSEEN_SECONDS + 1)
    assert finished(job).state == "stopped"
    assert job.message == WorkJob.unseen
    assert host.work(job.id) is job
    host.reap(job.last_seen + client.FORGET_SECONDS + 1)
    assert host.work(job.id) is None


def test_works_are_found_by_their_id_and_by_their_owner(host: Host) -> None:
    mine = [work(host, epochs=1, units=2, owner="me") for _ in range(2)]
    other, training = work(host, epochs=1, units=2, owner="you"), submit(host, owner="me", epochs=1)
    assert len(mine[0].id) >= 20
    assert host.works("me") == mine
    assert host.works("you") == [other]
    assert host.work(other.id) is other
    assert host.work(training.id) is None
    assert host.job(other.id) is None
    for job in [*mine, other, training]:
        finished(job)


def test_what_cannot_be_read_ends_only_its_own_work(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    job, other = long_work(host), long_work(host)
    host._receive(WorkProgress(job.id, 0.5, 1.0, pickle.dumps(SeedResult)[:-9]))
    assert (job.state, job.message) == ("failed", client.UNREADABLE)
    assert "cannot be read" in caplog.text
    running(other).stop()
    assert finished(other).state == "stopped"


def test_a_slow_baseline_comes_back_as_it_would_be_here(host: Host) -> None:
    run = Run(Settings(), sine(), {}, {})
    job = finished(host.submit_work("slow_baseline", {"run": run, "key": "holt_winters"}))
    assert (job.state, job.done) == ("done", 1.0)
    here = slow_baseline(run, "holt_winters")
    np.testing.assert_allclose(job.result.forecasts["test"], here.forecasts["test"], rtol=1e-6)
    refused = finished(host.submit_work("slow_baseline", {"run": run, "key": "ar"}))
    assert "no slow baseline 'ar'" in refused.message
