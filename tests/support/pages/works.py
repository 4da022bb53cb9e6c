"""A host that does no work: the test says what happened."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from typing import Any

from lstm_core.host.messages import Control, End, Paused, QueuePosition, WorkProgress
from lstm_core.host.work_job import WorkJob
from lstm_core.host.work_registry import validate_unknown
from rig.idle_host import IdleHost


class WorkHost(IdleHost):
    """Works are played by hand."""

    def __init__(self) -> None:
        self.all: list[WorkJob] = []
        self.sent: list[Control] = []

    def submit_work(self, name: str, arguments: Mapping[str, Any], owner: str = "") -> WorkJob:
        validate_unknown(name)
        # What cannot travel to a child would fail here.
        job = WorkJob(name, pickle.loads(pickle.dumps(dict(arguments))), owner, self.sent.append)
        self.all.append(job)
        return job

    def works(self, owner: str) -> list[WorkJob]:
        return [job for job in self.all if job.owner == owner]

    def forget(self, job_id: str) -> None:
        self.all = [job for job in self.all if job.id != job_id]

    @property
    def commands(self) -> list[str]:
        return [control.command for control in self.sent]

    def begin(self, job: WorkJob, done: float = 0.0, partial: Any = None) -> None:
        job.receive(QueuePosition(job.id, -1))
        job.receive(WorkProgress(job.id, done, 10.0, None if partial is None else pickle.dumps(partial)))

    def pause(self, job: WorkJob, paused: bool = True) -> None:
        job.receive(Paused(job.id, paused))

    def end(self, job: WorkJob, ending: str, result: Any = None, sentence: str = "") -> None:
        packed = None if result is None else pickle.dumps(result)
        job.receive(End(job.id, ending, sentence=sentence, result=packed))
