"""A search by ask and tell whose host the test plays by hand."""

import pickle
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lstm_core.experiments.search import Dimension, Opened, Search, SearchPlan, Space, TrialScores
from lstm_core.experiments.seeds import SeedResult
from lstm_core.host.messages import End, QueuePosition, WorkProgress
from lstm_core.host.work_job import WorkJob
from lstm_core.host.work_registry import validate_unknown
from lstm_core.settings import Settings
from tests.support.examples import sine

SPACE = Space((Dimension("units", 2, 64, log=True), Dimension("lr", 0.001, 0.1, log=True)))


class Hands:
    """A host that does nothing until the test says so."""

    def __init__(self) -> None:
        self.all: list[WorkJob] = []
        self.sent: list[tuple[str, str]] = []

    def submit_work(self, name: str, arguments: Mapping[str, Any], owner: str = "") -> WorkJob:
        validate_unknown(name)
        # What cannot travel to a child would fail here.
        job = WorkJob(name, pickle.loads(pickle.dumps(dict(arguments))), owner, self._hear)
        self.all.append(job)
        return job

    def forget(self, job_id: str) -> None:
        self.all = [job for job in self.all if job.id != job_id]

    def _hear(self, control: Any) -> None:
        self.sent.append((control.job_id, control.command))
        if control.command == "stop":
            job = next(job for job in self.all if job.id == control.job_id)
            job.receive(End(job.id, "stopped"))

    def fold(self, job: WorkJob, *rmse: float) -> None:
        job.receive(QueuePosition(job.id, -1))
        job.receive(WorkProgress(job.id, len(rmse) / 3, 1.0, pickle.dumps(TrialScores(rmse, float(len(rmse))))))

    def end(self, job: WorkJob, result: Any) -> None:
        job.receive(End(job.id, "done", result=pickle.dumps(result)))


def seeds_of(rmse: float) -> tuple[SeedResult, ...]:
    return tuple(SeedResult(seed, {}, (), {"rmse": rmse}, {}, "done", np.zeros((1, 1))) for seed in range(3))


def bowl(settings: Settings) -> list[float]:
    """RMSE on three origins, lowest at 16 units and a learning rate of 0.01."""
    far = np.log2(settings.network.units / 16) ** 2 + np.log10(settings.training.learning_rate / 0.01) ** 2
    return [1 + far, 1.1 + far, 1.2 + far]


def play(search: Search, hands: Hands, score: Callable[[Settings], list[float]] = bowl) -> Search:
    """Let the search come to its end, each trial in one go."""
    while not search.finished:
        search.advance()
        for job in list(hands.all):
            if job.name == "search_trial":
                hands.end(job, TrialScores(tuple(score(job.arguments["settings"])), 1.0))
            else:
                hands.end(job, Opened(seeds_of(2.0), seeds_of(1.0)))
    return search


def searching(hands: Hands, **changes: Any) -> Search:
    plan = {"settings": Settings(), "space": SPACE, "budget": 12, "seed": 1} | changes
    return Search(SearchPlan(**plan), sine(), hands)
