"""The pages' door to the training host: start it, hand it trainings and works, follow them.

One `Host` serves a whole server process. All its methods return at once; two threads do the talking.
"""

from __future__ import annotations

import ast
import logging
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Mapping
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

from lstm_core.host.base_job import BaseJob
from lstm_core.host.limits import TRAININGS, WORKS, validate_more
from lstm_core.host.messages import End, Ready, Rehearse, Submit, Work
from lstm_core.host.training_job import Job
from lstm_core.host.work_job import WorkJob
from lstm_core.host.work_registry import validate_unknown
from lstm_core.prepare import Prepared
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.architecture import Architecture, architecture
from lstm_core.training.cost import estimate
from lstm_core.training.loop import validate

# What nobody has looked at for this long is stopped; what has ended is forgotten later.
UNSEEN_SECONDS = 600.0
# What has ended and nobody has looked at for this long rests.
REST_SECONDS = 60.0
FORGET_SECONDS = 7200.0
# So many that have ended; a class that races six networks from thirty seeds each has some hundreds.
MAX_KEPT_JOBS = 600
# Rehearsing a training with slower epochs would keep the spare from whoever presses Train meanwhile.
REHEARSED_EPOCH_SECONDS = 0.5
REAPER_SECONDS = 5.0
UNREADABLE = "What the training host found cannot be read. Start the app again, then try once more."
ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    "OMP_NUM_THREADS": "1",
    "KERAS_BACKEND": "tensorflow",
}
ROOT = Path(__file__).resolve().parents[2]

log = logging.getLogger(__name__)


class Host:
    """The training host as seen from the server process, and the registry of its jobs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[str, BaseJob] = {}
        self._link: _Link | None = None
        self._closed = threading.Event()
        threading.Thread(target=self._reap, name="reaper", daemon=True).start()

    def warm(self) -> None:
        """Start the host in the background if it is not running. Returns at once."""
        self._running_link()

    @property
    def ready(self) -> bool:
        """Whether the host has loaded TensorFlow, so that a training starts at once."""
        return self._link is not None and self._link.ready and not self._link.lost

    @property
    def process_id(self) -> int | None:
        """Process id of the host, None before it was started."""
        return None if self._link is None or self._link.process is None else self._link.process.pid

    def rehearse(self, settings: Settings, prepared: Prepared) -> None:
        """Let the spare child compile this training ahead, if nothing else trains; `submit` then starts at once.

        Does nothing for a training of long epochs, which gains little from it.
        """
        if estimate(settings, prepared).seconds > REHEARSED_EPOCH_SECONDS * settings.training.epochs:
            return
        link = self._running_link()
        key = architecture(settings, prepared)
        if link.rehearsed != key:
            link.rehearsed = key
            link.outbox.put(Rehearse(settings, prepared))

    def submit(self, settings: Settings, series: Series, prepared: Prepared, owner: str = "", group: str = "") -> Job:
        """Queue a training and return its job.

        Raises SettingsError when the machine cannot carry it, or too many wait already.

        group: trainings of the same group start together, on one core or many, and count as one.
        """
        validate(settings, prepared)
        self._validate_room(Job, owner)
        link = self._running_link()
        job = Job(settings, series, prepared, owner, link.outbox.put)
        self._enter(link, job, Submit(job.id, settings, prepared, group, owner))
        return job

    def submit_work(self, name: str, arguments: Mapping[str, Any], owner: str = "") -> WorkJob:
        """Queue one of the works of `lstm_core.host.work_registry` and return its job.

        arguments: the function's, by name; plain data that can be pickled. What it raises about them arrives in the
        job: state "failed" and the sentence of a LabError as `message`. Raises LookupError for an unknown name,
        SettingsError when too many wait already.
        """
        validate_unknown(name)
        self._validate_room(WorkJob, owner)
        packed = pickle.dumps(dict(arguments))
        link = self._running_link()
        job = WorkJob(name, arguments, owner, link.outbox.put)
        self._enter(link, job, Work(job.id, name, packed, owner))
        return job

    def job(self, job_id: str) -> Job | None:
        """The training behind an id, None when there is none (any more)."""
        found = self._jobs.get(job_id)
        return found if isinstance(found, Job) else None

    def work(self, job_id: str) -> WorkJob | None:
        """The work behind an id, None when there is none (any more)."""
        found = self._jobs.get(job_id)
        return found if isinstance(found, WorkJob) else None

    def works(self, owner: str) -> list[WorkJob]:
        """All works of one owner, running or ended, the oldest first; so they are found again after F5."""
        return [job for job in list(self._jobs.values()) if isinstance(job, WorkJob) and job.owner == owner]

    def counts(self) -> Counter[tuple[str, str]]:
        """How many jobs there are of each kind ("training" or "work") in each state, ended ones until forgotten."""
        jobs = list(self._jobs.values())
        return Counter(("training" if isinstance(job, Job) else "work", job.state) for job in jobs)

    def rest(self) -> int:
        """Let everything rest that has ended; returns how many jobs did. Loses nothing."""
        return sum(job.rest() for job in list(self._jobs.values()))

    def thin(self) -> int:
        """Let go of the weights over time of all trainings that have ended; returns how many had some."""
        return sum(job.thin() for job in list(self._jobs.values()) if isinstance(job, Job))

    def forget(self, job_id: str) -> None:
        """Let go of a job whose result has been taken, so that it does not crowd out others."""
        with self._lock:
            self._jobs.pop(job_id, None)

    def close(self) -> None:
        """End the host and everything that trains."""
        self._closed.set()
        if self._link is not None:
            self._link.close()

    def _running_link(self) -> _Link:
        with self._lock:
            if self._link is None or self._link.lost:
                self._link = _Link(self._receive)
            return self._link

    def _validate_room(self, kind: type[BaseJob], owner: str) -> None:
        """Raises SettingsError when too many trainings, or works, of this learner or of all wait."""
        waiting = [job.owner for job in list(self._jobs.values()) if isinstance(job, kind) and job.state == "queued"]
        validate_more(TRAININGS if kind is Job else WORKS, waiting.count(owner), len(waiting))

    def _enter(self, link: _Link, job: BaseJob, message: Submit | Work) -> None:
        """Put a job into the registry and its message on the way."""
        with self._lock:
            self._forget_oldest()
            self._jobs[job.id] = job
            link.jobs.add(job)
        # The spare and what it rehearsed will be this job's.
        link.rehearsed = None
        link.outbox.put(message)
        if link.lost:  # between the two lines above
            link.fail_jobs()

    def _receive(self, message: Any) -> None:
        job = self._jobs.get(message.job_id)
        if job is None:
            return
        try:
            job.receive(message)
        except Exception:  # unpacking may raise anything, and the other jobs' messages must go on
            log.exception("A message of the training host cannot be read.")
            job.stop()
            job.receive(End(job.id, "failed", sentence=UNREADABLE))

    def _forget_oldest(self) -> None:
        finished = sorted((j for j in self._jobs.values() if j.finished), key=lambda j: j.last_seen)
        for job in finished[: max(0, len(finished) - MAX_KEPT_JOBS + 1)]:
            del self._jobs[job.id]

    def _reap(self) -> None:
        while not self._closed.wait(REAPER_SECONDS):
            self.reap(time.monotonic())

    def reap(self, now: float) -> None:
        """Stop what nobody has looked at for ten minutes; what has ended rests, and is forgotten after two hours."""
        for job in list(self._jobs.values()):
            unseen = now - job.last_seen
            if not job.finished and unseen > UNSEEN_SECONDS:
                job.message = job.unseen
                job.stop()
            elif job.finished and unseen > FORGET_SECONDS:
                self._jobs.pop(job.id, None)
            elif job.finished and unseen > REST_SECONDS:
                job.rest()


class _Link:
    """One host process and the two threads that talk with it."""

    def __init__(self, receive: Callable[[Any], None]) -> None:
        self.outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.process: subprocess.Popen[str] | None = None
        self.ready = self.lost = False
        self.rehearsed: Architecture | None = None
        self.jobs: weakref.WeakSet[BaseJob] = weakref.WeakSet()
        self._receive = receive
        self._connection: Connection | None = None
        threading.Thread(target=self._live, name="training-host", daemon=True).start()

    def close(self) -> None:
        self.lost = True
        self.outbox.put(None)
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def _live(self) -> None:
        with tempfile.TemporaryFile("w+", errors="replace") as errors, tempfile.TemporaryDirectory() as folder:
            try:
                self._connection = self._start(errors, folder)
                threading.Thread(target=self._write, args=(self._connection,), name="to-host", daemon=True).start()
                while True:
                    message = self._connection.recv()
                    if isinstance(message, Ready):
                        self.ready = True
                    else:
                        self._receive(message)
            except (EOFError, OSError):
                self._end(errors)

    def _start(self, errors: Any, folder: str) -> Connection:
        """Start the host; what its children leave behind when they are killed goes to `folder`."""
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lstm_core.host"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            text=True, env={**os.environ, **ENVIRONMENT, "PYTHONPATH": path, "TMPDIR": folder},
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.process.stdout.close()
        if not line:
            raise EOFError
        address, key = ast.literal_eval(line)
        return Client(address, authkey=bytes.fromhex(key))

    def _write(self, connection: Connection) -> None:
        while (message := self.outbox.get()) is not None:
            try:
                connection.send(message)
            except OSError:
                return

    def _end(self, errors: Any) -> None:
        closing, self.lost = self.lost, True
        self.outbox.put(None)
        if self._connection is not None:
            self._connection.close()
        if self.process is not None:
            code = self.process.wait()
            if not closing:
                errors.seek(0)
                log.error("The training host ended with code %s.\n%s", code, errors.read()[-4000:])
        self.fail_jobs()

    def fail_jobs(self) -> None:
        """The host is gone: say so to everyone who waits for it."""
        for job in list(self.jobs):
            job.receive(End(job.id, "failed", sentence=job.host_gone))
