"""A day of classes in one server: what a class has left is gone when the next one has taken its place."""

import gc
import time
import tracemalloc
from collections.abc import Iterator

import pytest

from lstm_core.host import client
from lstm_core.host.client import Host
from lstm_core.interpretation.trace import trace, trace_view
from lstm_core.prepare import prepare
from lstm_core.runtime import store
from lstm_core.settings import Settings
from tests.support.examples import sine
from tests.support.pages.train import finish
from ui.state import run_store as run_stores

STUDENTS, ROUNDS, CLASSES = 4, 3, 6


@pytest.fixture
def host(monkeypatch) -> Iterator[Host]:
    """A registry whose trainings the test plays."""
    monkeypatch.setattr(store, "_store", store.Store())
    monkeypatch.setattr(run_stores, "MAX_STORES", STUDENTS)
    found = Host()
    yield found
    found.close()


def lesson(host: Host, number: int) -> list[dict]:
    """Everybody trains, looks at Results and Gates; returns what their sessions hold."""
    sessions = []
    for student in range(STUDENTS):
        owner, memo = f"class {number}, student {student}", {}
        for turn in range(ROUNDS):
            settings, series = Settings().change(units=20, seed=turn), sine(seed=student)
            job = client.Job(settings, series, prepare(series, settings.preparation), owner, print)
            host._jobs[job.id] = job
            run_stores.run_store(owner).watch(job)
            finish(job, epochs=20)
            memo["run"] = run = job.run()
            memo["views"] = [trace_view(run, epoch) for epoch in (0, 10, 20)]
            memo["trace"] = trace(run)
        assert len(run_stores.run_store(owner).book().entries) == ROUNDS
        sessions.append(memo)
    return sessions


def held() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_memory_after_each_class_of_a_day_is_the_same(host) -> None:
    del lesson(host, 0)[:]
    host.reap(time.monotonic() + 2 * client.FORGET_SECONDS)
    tracemalloc.start()
    try:
        full, left, files = [], [], []
        for number in range(1, CLASSES + 1):
            before = held()
            sessions = lesson(host, number)
            full.append(held() - before)
            # The browsers go; two hours later nobody asks for the trainings any more.
            del sessions
            host.reap(time.monotonic() + 2 * client.FORGET_SECONDS)
            left.append(held())
            files.append(store.used_bytes())
    finally:
        tracemalloc.stop()
    class_ = max(full)
    assert max(left[1:]) - min(left[1:]) <= 0.05 * class_
    assert len(set(files)) == 1
    assert not host._jobs


def test_a_class_that_has_gone_home_costs_a_fraction_of_one_that_looks(host) -> None:
    tracemalloc.start()
    try:
        before = held()
        sessions = lesson(host, 1)
        looking = held() - before
        del sessions
        host.reap(time.monotonic() + client.REST_SECONDS + 1)
        assert held() - before < 0.6 * looking
    finally:
        tracemalloc.stop()
