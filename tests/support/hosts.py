"""How the tests of the training host submit, wait and look at its children."""

import contextlib
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from lstm_core.host.base_job import BaseJob
from lstm_core.host.client import Host
from lstm_core.host.training_job import Job
from lstm_core.host.work_job import WorkJob
from lstm_core.prepare import prepare
from lstm_core.settings import Settings
from tests.support.examples import sine

# Seconds before a test gives up; none of them waits that long when all is well. A work, whose priority is the lowest,
# gets little of a machine on which much else runs.
PATIENCE = 300
linux_only = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
AnyJob = TypeVar("AnyJob", bound=BaseJob)


def submit(host: Host, owner: str = "", group: str = "", **changes: object) -> Job:
    settings = Settings().change(**changes)
    return host.submit(settings, sine(), prepare(sine(), settings.preparation), owner, group)


def long_training(host: Host, owner: str = "", group: str = "", **changes: object) -> Job:
    """It would take minutes, however slowly the test that has to catch it in the middle is served."""
    return submit(host, owner, group, **{"epochs": 1000, "units": 256} | changes)


def asked(seeds: Sequence[int] = (0,), length: int = 200, **changes: object) -> dict[str, object]:
    """The arguments of a work that trains from several seeds."""
    return {"settings": Settings().change(**changes), "series": sine(length=length), "seeds": tuple(seeds)}


def submit_work(host: Host, seeds: Sequence[int] = (0,), owner: str = "", **changes: object) -> WorkJob:
    return host.submit_work("train_seeds", asked(seeds, **changes), owner)


def short_work(host: Host, owner: str = "") -> WorkJob:
    """The least that can be asked for: one epoch of the network that is compiled soonest."""
    return submit_work(host, owner=owner, network="linear", epochs=1)


def reached(job: WorkJob, seeds: int) -> WorkJob:
    assert job.wait(lambda j: j.partial is not None and len(j.partial) >= seeds, PATIENCE)
    return job


def finished(job: AnyJob) -> AnyJob:
    assert job.wait(lambda j: j.finished, PATIENCE)
    return job


def trained(job: Job, epochs: int) -> Job:
    assert job.wait(lambda j: len(j.reports) > epochs, PATIENCE)
    return job


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def signalled(host: Host, what: signal.Signals) -> list[int]:
    """All children of the host that live, after each was sent this signal."""
    found = children(host.process_id or 0)
    for child in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, what)
    return found
