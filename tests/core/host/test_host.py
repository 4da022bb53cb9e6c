"""The training host, for real: children, pause and step, deaths, reproducibility under load."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lstm_core.host import client
from lstm_core.host import work_runner as working
from lstm_core.host.base_job import BaseJob
from lstm_core.host.client import Host
from lstm_core.host.training_job import Job
from lstm_core.host.worker import NICENESS
from lstm_core.prepare import prepare
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings
from tests.support.examples import sine
from tests.support.hosts import PATIENCE, children, finished, linux_only, long_training, signalled, submit, trained


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


def test_identical_losses_whatever_else_trains(host: Host) -> None:
    alone = finished(submit(host, epochs=20, dropout=0.2))
    others = [submit(host, epochs=60, seed=seed, units=20) for seed in range(4)]
    crowded = finished(submit(host, epochs=20, dropout=0.2))
    assert [r.train_loss for r in crowded.reports] == [r.train_loss for r in alone.reports]
    assert {finished(job).state for job in others} == {"done"}


def test_a_rehearsed_training_gives_the_same_losses(host: Host) -> None:
    """Rehearsed for exactly these settings, for others, or not at all: the numbers are the same."""
    settings = Settings().change(epochs=5, dropout=0.2)
    prepared = prepare(sine(), settings.preparation)
    plain = finished(host.submit(settings, sine(), prepared))
    for rehearsed in (settings, settings.change(units=20), settings.change(layers=2)):
        host.rehearse(rehearsed, prepared)
        again = finished(host.submit(settings, sine(), prepared))
        assert [r.train_loss for r in again.reports] == [r.train_loss for r in plain.reports]
        assert [r.gradient_norm for r in again.reports[1:]] == [r.gradient_norm for r in plain.reports[1:]]


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


def test_other_data_under_the_same_settings_is_not_taken_for_the_rehearsed(host: Host) -> None:
    settings = Settings().change(epochs=3)
    mine, other = (prepare(sine(seed), settings.preparation) for seed in (0, 1))
    plain = finished(host.submit(settings, sine(0), mine))
    host.rehearse(settings, other)
    again = finished(host.submit(settings, sine(0), mine))
    assert [r.train_loss for r in again.reports] == [r.train_loss for r in plain.reports]


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
    settings = Settings().change(units=128, window=500, epochs=3)
    series = sine(length=5000)
    job = trained(host.submit(settings, series, prepare(series, settings.preparation)), 0)
    job.stop()
    assert finished(job).state == "stopped"
    assert job.message == ""
    # The epoch that was running when Stop came was given up; the weights before it are there.
    assert len(job.reports) == 1
    assert list(job.run().snapshots) == [0]
    assert finished(submit(host, epochs=2)).state == "done"


def test_a_training_of_long_epochs_does_not_keep_the_spare_busy() -> None:
    host = Host()
    settings = Settings().change(units=128, window=500)
    series = sine(length=5000)
    host.rehearse(settings, prepare(series, settings.preparation))
    assert host._link is None, "the host was asked to rehearse it"
    host.close()


def test_start_over_has_the_same_weights(host: Host) -> None:
    first = trained(long_training(host), 2)
    first.stop()
    again = trained(host.submit(first.settings, first.series, first.prepared), 2)
    again.stop()
    for a, b in zip(finished(first).run().snapshots[0], finished(again).run().snapshots[0], strict=True):
        np.testing.assert_array_equal(a, b)
    assert again.reports[2].train_loss == first.reports[2].train_loss


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


@linux_only
def test_a_killed_child_is_said_and_the_next_train_works(host: Host) -> None:
    job = trained(long_training(host), 3)
    signalled(host, signal.SIGKILL)
    assert finished(job).state == "failed"
    assert "killed" in job.message
    assert job.run().history["epoch"][-1] == max(job.run().snapshots)
    assert finished(submit(host, epochs=2)).state == "done"


@linux_only
def test_what_a_killed_child_had_not_begun_is_done_by_another(host: Host) -> None:
    finished(submit(host, epochs=1))
    asleep = signalled(host, signal.SIGSTOP)
    job = submit(host, epochs=3)
    assert job.wait(lambda j: j.state == "running", PATIENCE)
    job.step()
    for child in asleep:
        os.kill(child, signal.SIGKILL)
    assert job.wait(lambda j: j.state == "paused" and len(j.reports) == 2, PATIENCE), "the button was lost"
    job.resume()
    assert finished(job).state == "done"


@linux_only
def test_what_ends_every_child_is_not_tried_for_ever(host: Host) -> None:
    signalled(host, signal.SIGSTOP)
    job = long_training(host)
    assert job.wait(lambda j: j.state == "running", PATIENCE)
    # The ones that follow still warm up when they are killed.
    for _ in range(20 * PATIENCE):
        signalled(host, signal.SIGKILL)
        if job.wait(lambda j: j.finished, 0.05):
            break
    assert job.state == "failed"
    assert "killed" in job.message


@linux_only
def test_a_killed_host_is_said_and_the_next_train_works(caplog: pytest.LogCaptureFixture) -> None:
    host = Host()
    job = trained(long_training(host), 3)
    pid = host.process_id or 0
    os.kill(pid, signal.SIGKILL)
    assert finished(job).state == "failed"
    assert job.message == Job.host_gone
    assert finished(submit(host, epochs=2)).state == "done"
    assert host.process_id != pid
    host.close()


@linux_only
def test_memory_of_a_child(host: Host) -> None:
    job = trained(submit(host, epochs=1000), 50)
    sizes = [resident_mb(child) for child in children(host.process_id or 0)]
    job.stop()
    assert sizes
    assert max(sizes) <= 400


@linux_only
def test_the_host_ends_when_its_server_is_killed() -> None:
    """A server that dies without a farewell leaves no host and no child behind."""
    script = textwrap.dedent("""
        from lstm_core.host.client import Host
        from lstm_core.prepare import prepare
        from lstm_core.settings import Settings
        from tests.support.examples import sine
        settings, host = Settings().change(epochs=1000), Host()
        job = host.submit(settings, sine(), prepare(sine(), settings.preparation))
        assert job.wait(lambda j: len(j.reports) > 3, 300)
        print(host.process_id, flush=True)
        input()
    """)
    server = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    host_pid = int(server.stdout.readline())
    family = [host_pid, *children(host_pid)]
    watches = [os.pidfd_open(pid) for pid in family]
    server.kill()
    server.communicate()
    import select

    for watch in watches:
        assert select.select([watch], [], [], PATIENCE)[0], "a process of the host is still alive"
        os.close(watch)


@linux_only
def test_a_host_whose_client_never_calls_ends() -> None:
    """A server that ends while its host starts leaves nothing behind."""
    script = "from lstm_core.host import dispatcher; dispatcher.CLIENT_SECONDS = 1; dispatcher.main()"
    host = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL)
    try:
        assert host.wait(PATIENCE) == -signal.SIGALRM
    finally:
        host.kill()


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


@linux_only
def test_trainings_of_one_architecture_follow_each_other_in_one_child(host: Host, keras: object) -> None:
    """Another learner's, with another seed, rate, dropout, batch, other windows; the numbers are as of a new one."""
    from lstm_core.training.loop import train

    first = finished(submit(host, units=7, epochs=3, owner="me"))
    before = set(children(host.process_id or 0))
    changes = {"units": 7, "epochs": 5, "seed": 9, "lr": 0.02, "dropout": 0.3, "batch": 16}
    settings = Settings().change(**changes)
    series = sine(seed=3, length=150)
    second = finished(host.submit(settings, series, prepare(series, settings.preparation), owner="you"))
    assert set(children(host.process_id or 0)) <= before, "a new child was started"
    here = train(settings, series)
    np.testing.assert_array_equal(second.run().history["train_loss"], here.history["train_loss"])
    np.testing.assert_array_equal(second.run().weights[0], here.weights[0])
    assert first.reports[1].train_loss != second.reports[1].train_loss


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
