"""Children, hosts and servers that die, for real: it is said, what comes next is done, nothing is left behind."""

import os
import select
import signal
import subprocess
import sys
import textwrap

import pytest

from lstm_core.host.client import Host
from lstm_core.host.training_job import Job
from lstm_core.host.work_job import WorkJob
from tests.support.hosts import (
    PATIENCE,
    children,
    finished,
    linux_only,
    long_training,
    reached,
    short_work,
    signalled,
    submit,
    submit_work,
    trained,
)


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
def test_a_killed_host_is_said_and_what_comes_next_is_done(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    """A training and a work that it had; then another of each, in a host that is new."""
    work = reached(submit_work(host, range(30), epochs=200, units=2), 1)
    job = trained(long_training(host), 3)
    pid = host.process_id or 0
    os.kill(pid, signal.SIGKILL)
    assert finished(job).state == finished(work).state == "failed"
    assert (job.message, work.message) == (Job.host_gone, WorkJob.host_gone)
    assert len(work.partial) >= 1
    assert finished(submit(host, epochs=2)).state == "done"
    assert finished(short_work(host)).state == "done"
    assert host.process_id != pid


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
