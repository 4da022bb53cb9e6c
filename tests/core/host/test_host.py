"""A training in the training host, for real: to its end, paused and stepped, stopped, forgotten; what it costs."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lstm_core.host import client
from lstm_core.host import work_runner as working
from lstm_core.host.base_job import BaseJob
from lstm_core.host.client import Host
from lstm_core.host.worker import NICENESS
from lstm_core.prepare import prepare
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings
from tests.support.examples import sine
from tests.support.hosts import PATIENCE, children, finished, linux_only, long_training, submit, trained


def resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


def test_trains_to_the_end_like_this_process(host: Host, keras: object) -> None:
    from lstm_core.training.loop import train

    job = finished(submit(host, epochs=5))
    run, here = job.run(), train(Settings().change(epochs=5), sine())
    assert (job.state, job.message, run.ending) == ("done", "", "done")
    assert sorted(run.snapshots) == list(range(6))
    np.testing.assert_array_equal(run.history["train_loss"], here.history["train_loss"])
    np.testing.assert_array_equal(run.predict("test"), here.predict("test"))


def test_a_long_epoch_is_heard_of_before_it_ends(host: Host) -> None:
    settings = Settings().change(length=5000, units=4, batch=1, epochs=2)
    series = sine(length=5000)
    job = host.submit(settings, series, prepare(series, settings.preparation))
    told = []
    # Each message is looked at as it comes: by the time this thread is served, the epoch may be over.
    job.subscribe(lambda: told.append((job.state, len(job.reports), job.done, job.updates)) if job.epoch_done else None)
    assert job.wait(lambda job: told or job.finished, PATIENCE)
    state, reports, done, updates = told[0]
    assert (state, reports) == ("running", 1)
    assert 0 < done < 0.5
    assert updates > 0
    job.stop()
    finished(job)


def test_pause_step_resume_stop(host: Host) -> None:
    job = trained(long_training(host), 3)
    job.pause()
    assert job.wait(lambda j: j.state == "paused", PATIENCE)
    before = len(job.reports)
    job.step()
    trained(job, before)
    job.step()
    trained(job, before + 1)
    assert len(job.reports) == before + 2
    assert job.state == "paused"
    # A paused run has the weights of the epoch that is shown, so Results and Gates can show it.
    assert max(job.run().snapshots) == job.reports[-1].epoch
    job.set_learning_rate(0.02)
    job.resume()
    trained(job, before + 4)
    assert job.learning_rate == pytest.approx(0.02)
    # A child that gets no time to answer a stop is killed; one that is paused has sent its newest weights before.
    job.pause()
    assert job.wait(lambda j: j.state == "paused", PATIENCE)
    job.stop()
    run = finished(job).run()
    assert job.state == run.ending == "stopped"
    assert f"learning rate set to 0.02 by hand after epoch {before + 1}" in run.note
    assert max(run.snapshots) == run.history["epoch"][-1] == len(job.reports) - 1


def test_stop_does_not_wait_for_a_long_epoch(host: Host) -> None:
    # Thousands of updates by one window each: an epoch of many seconds, and an evaluation of a short one.
    settings = Settings().change(units=32, window=100, batch=1, epochs=3)
    series = sine(length=5000)
    job = trained(host.submit(settings, series, prepare(series, settings.preparation)), 0)
    job.stop()
    assert finished(job).state == "stopped"
    assert job.message == ""
    # The epoch that was running when Stop came was given up; the weights before it are there.
    assert len(job.reports) == 1
    assert list(job.run().snapshots) == [0]
    assert finished(submit(host, epochs=2)).state == "done"


@linux_only
def test_memory_of_a_child() -> None:
    # A host of its own: the children of the shared one have done works of all kinds before.
    host = Host()
    try:
        trained(submit(host, epochs=1000), 50)
        sizes = [resident_mb(child) for child in children(host.process_id or 0)]
    finally:
        host.close()
    assert sizes
    assert max(sizes) <= 400


def test_unseen_trainings_are_stopped_and_old_ones_forgotten(host: Host) -> None:
    job = trained(long_training(host), 1)
    host.reap(job.last_seen + client.UNSEEN_SECONDS - 1)
    assert not job.finished
    host.reap(job.last_seen + client.UNSEEN_SECONDS + 1)
    assert finished(job).state == "stopped"
    assert "10 minutes" in job.message
    host.reap(job.last_seen + client.FORGET_SECONDS + 1)
    assert host.job(job.id) is None


def test_too_large_never_reaches_the_host(host: Host) -> None:
    settings = Settings().change(units=256, layers=3, epochs=1000)
    series = sine(length=50_000)
    with pytest.raises(SettingsError, match="hours"):
        host.submit(settings, series, prepare(series, settings.preparation))


def test_ids_cannot_be_guessed(host: Host) -> None:
    job = finished(submit(host, epochs=1, owner="me"))
    assert len(job.id) >= 20
    assert host.job(job.id) is job
    assert host.job("guess") is None
    assert job.owner == "me"


@linux_only
def test_training_gives_way_to_the_server_and_works_to_training(host: Host) -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)

    def all_are(*lower: int) -> Callable[[BaseJob], bool]:
        """Also a child that was started this moment, as soon as it has done its first step."""
        wanted = {min(19, usual + by) for by in lower}
        return lambda job: (
            wanted == {os.getpriority(os.PRIO_PROCESS, child) for child in children(host.process_id or 0)}
        )

    training = trained(long_training(host), 3)
    assert training.wait(all_are(NICENESS), PATIENCE)
    arguments = {"settings": Settings().change(units=2, epochs=1000), "series": sine(), "seeds": tuple(range(30))}
    work = host.submit_work("train_seeds", arguments)
    assert work.wait(lambda j: j.done > 0, PATIENCE) or len(os.sched_getaffinity(0)) == 1
    training.stop()
    assert work.wait(lambda j: j.done > 0, PATIENCE)
    assert work.wait(all_are(NICENESS, NICENESS + working.NICENESS), PATIENCE)
    work.stop()
    finished(work)
    finished(training)
