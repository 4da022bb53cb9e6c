"""Figures for whoever has the token, and nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from streamlit.runtime.stats import GaugeStat

from lstm_core.host.client import Host
from lstm_core.host.messages import End, Paused
from lstm_core.host.training_job import Job
from lstm_core.host.work_job import WorkJob
from lstm_core.prepare import prepare
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.served import Served, served
from ui.state import server
from ui.web import routes
from ui.web.metrics import TOKEN, redraws


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    sessions = {"active_sessions": [GaugeStat("active_sessions", 3, "")]}
    stats = SimpleNamespace(get_stats=lambda _names: sessions)
    monkeypatch.setattr("ui.web.metrics.runtime.get_instance", lambda: SimpleNamespace(stats_mgr=stats))
    host = SimpleNamespace(counts=lambda: Counter({("training", "queued"): 4, ("work", "done"): 2}))
    monkeypatch.setattr(server, "host", lambda: host)
    with served(Starlette(routes=routes())) as running:
        yield running


def figures(text: str) -> dict[str, float]:
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_without_a_token_there_is_nothing(web: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN, raising=False)
    for change in (lambda: None, lambda: monkeypatch.setenv(TOKEN, "")):
        change()
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
            assert web.ask("/metrics", **headers).status == 404


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer secre", "Bearer secret2", "secret", "Basic secret", "Bearer é"]
)
def test_a_wrong_token_is_refused(web: Served, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv(TOKEN, "secret")
    answer = web.ask("/metrics", Authorization=given)
    assert (answer.status, answer.body) == (401, b"")


def test_figures_of_now(web: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "secret")
    redraws.labels("Gates").observe(0.15)
    answer = web.ask("/metrics", Authorization="Bearer secret")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    found = figures(answer.body.decode())
    assert found["lstm_lab_sessions"] == 3
    assert found["lstm_lab_jobs training queued"] == 4
    assert found["lstm_lab_jobs work done"] == 2
    assert found["lstm_lab_redraw_seconds_count Gates"] >= 1
    assert found["lstm_lab_redraw_seconds_bucket 0.1 Gates"] < found["lstm_lab_redraw_seconds_bucket 0.2 Gates"]
    assert found["lstm_lab_live_streams"] == 0
    assert found["process_resident_memory_bytes"] > 50e6


def test_the_host_counts_its_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    link = SimpleNamespace(
        outbox=SimpleNamespace(put=lambda _message: None), jobs=set(), lost=False, close=lambda: None
    )
    host = Host()
    monkeypatch.setattr(host, "_running_link", lambda: link)
    settings = Settings()
    series = load_series(settings.data)
    trainings: list[Job] = [host.submit(settings, series, prepare(series, settings.preparation)) for _ in range(3)]
    work: WorkJob = host.submit_work("train_seeds", {})
    trainings[0].receive(Paused(trainings[0].id, paused=True))
    work.receive(End(work.id, "failed", sentence=""))
    assert host.counts() == {("training", "paused"): 1, ("training", "queued"): 2, ("work", "failed"): 1}
    host.forget(work.id)
    assert ("work", "failed") not in host.counts()
    host.close()
