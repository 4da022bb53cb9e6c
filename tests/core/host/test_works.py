"""The list of works, and what passes between a work and the host."""

import inspect
import pickle
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from lstm_core.host import work_registry as works
from lstm_core.host.messages import Control, End, Paused, WorkProgress
from lstm_core.host.work_job import WorkJob
from lstm_core.host.work_runner import FINEST_SHARE, Messenger
from lstm_core.runtime.progress import Stopped


@pytest.mark.parametrize("name", works.WORKS)
def test_every_work_exists_and_takes_a_reporter(name: str) -> None:
    assert list(inspect.signature(works.load(name)).parameters)[-1] == "report"


def test_only_listed_works_are_found() -> None:
    for name in ("os:system", "lstm_core.experiments.seeds:train_seeds", ""):
        with pytest.raises(LookupError, match="train_seeds"):
            works.load(name)


def test_importing_the_host_imports_no_work() -> None:
    """What the package itself offers as a door is there already; nothing heavy ever is."""
    modules = {target.split(":")[0] for target in works.WORKS.values()}
    script = (
        "import sys, lstm_core; doors = set(sys.modules); import lstm_core.host.client; "
        f"print([m for m in {modules!r} - doors | {{'tensorflow', 'statsmodels'}} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture
def ends() -> tuple[Messenger, Connection]:
    here, there = Pipe()
    return Messenger(there, "id"), here


def received(connection: Connection) -> list[WorkProgress | Paused]:
    messages = []
    while connection.poll():
        messages.append(connection.recv())
    return messages


def test_only_news_are_sent(ends: tuple[Messenger, Connection]) -> None:
    messenger, host = ends
    found = ["first"]
    for _ in range(20):
        messenger.report(0.1, found)
    found.append("second")  # the same list, grown
    messenger.report(0.1, found)
    messenger.report(0.1)
    messages = received(host)
    assert [pickle.loads(m.partial) for m in messages] == [["first"], ["first", "second"]]


def test_a_bar_moves_in_steps_that_can_be_seen(ends: tuple[Messenger, Connection]) -> None:
    messenger, host = ends
    shares: list[float] = []
    for step in range(1, 100_001):
        messenger.report(step / 100_000)
        if step % 100 == 0:  # before the pipe is full
            shares += [message.done for message in received(host)]
            assert step / 100_000 - (shares[-1] if shares else 0) < FINEST_SHARE
    assert len(shares) <= 1 / FINEST_SHARE + 1
    messenger.report(1 + 1e-9, "all")
    assert received(host)[-1].done == 1.0


def test_pauses_are_no_working_time(ends: tuple[Messenger, Connection], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 103.0, 103.0, 163.0, 164.0, 164.0, 164.0])
    monkeypatch.setattr("lstm_core.host.work_runner.time.perf_counter", lambda: next(clock))
    here, there = Pipe()
    messenger = Messenger(there, "id")
    for command in ("pause", "resume"):
        here.send(Control("id", command))
    messenger.report(0.3)  # 3 s of work, then 60 s of pause
    messenger.report(0.4)
    first, paused, resumed, second = received(here)
    assert (first.seconds, second.seconds) == (3.0, 4.0)
    assert (paused.paused, resumed.paused) == (True, False)


def test_stop_and_a_host_that_is_gone_end_the_work(ends: tuple[Messenger, Connection]) -> None:
    messenger, host = ends
    host.send(Control("id", "stop"))
    with pytest.raises(Stopped):
        messenger.report(0.5, "kept")
    assert pickle.loads(received(host)[0].partial) == "kept"
    with pytest.raises(Stopped):
        messenger.report(0.6)
    gone, there = Pipe()
    gone.close()
    with pytest.raises(Stopped):
        Messenger(there, "id").report(0.5)


def test_a_job_follows_its_work() -> None:
    job = WorkJob("train_seeds", {}, "me", lambda message: None)
    assert (job.state, job.done, job.partial, job.result, job.seconds_left) == ("queued", 0.0, None, None, None)
    job.receive(WorkProgress(job.id, 0.25, 10.0, pickle.dumps("half")))
    assert (job.done, job.partial, job.seconds_left) == (0.25, "half", 30.0)
    job.receive(WorkProgress(job.id, 0.5, 16.0, None))
    assert (job.done, job.partial, job.seconds_left) == (0.5, "half", 16.0)
    job.receive(End(job.id, "done", result=pickle.dumps("all")))
    assert (job.state, job.done, job.partial, job.result, job.seconds_left) == ("done", 1.0, "half", "all", None)
