"""The notebooks of this server: one per browser, in memory, found again after a reload, filled by themselves.

A training that a browser starts is watched; once it has ended, it is measured and kept in the background, whatever page
the learner is on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import Any

from lstm_core.errors import LabError
from lstm_core.host.job import Job
from lstm_core.notebook import Entry, Notebook, add, entry_of
from lstm_core.race import MOST_CONTENDERS
from lstm_core.run import Run

# A notebook that nobody has opened a page for in this long is forgotten, and the oldest of too many.
FORGET_SECONDS = 12 * 3600.0
MAX_SHELVES = 100
# So many of a browser's newest trainings stay whole, with the weights of all their epochs: as many as one race has.
WHOLE = MOST_CONTENDERS
MAX_SHELVES_BYTES = 500_000_000

log = logging.getLogger(__name__)
_shelves: OrderedDict[str, Shelf] = OrderedDict()
_lock = threading.Lock()
# One at a time: several at once would only take the cores from trainings and pages.
_keeper = ThreadPoolExecutor(1, "notebook")


class Shelf:
    """The notebook of one browser and the trainings that will come into it.

    choices: key of the session's state → what a reload finds there again (`ui.choices`).
    """

    def __init__(self) -> None:
        self.seen = time.monotonic()
        self.choices: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._book = Notebook()
        self._watched: dict[str, Job] = {}
        self._coming: list[Future[None]] = []
        self._whole: list[Job] = []

    def watch(self, job: Job) -> None:
        """Keep this training once it has ended."""
        with self._lock:
            self._watched[job.id] = job

    def coming(self) -> list[Job]:
        """The watched trainings that have not been kept yet."""
        with self._lock:
            return list(self._watched.values())

    def collect(self) -> None:
        """Begin to keep the watched trainings that have ended. Returns at once."""
        with self._lock:
            ended = [job for job in self._watched.values() if job.finished]
            for job in ended:
                del self._watched[job.id]
                # A training that ended before its first epoch taught nobody anything.
                if job.has_weights and len(job.reports) > 1:
                    self._coming.append(_keeper.submit(self._keep_job, job))

    def keep(self, run: Run, id: str) -> None:
        """Begin to keep a run that has ended. Returns at once."""
        with self._lock:
            self._coming.append(_keeper.submit(self._keep, run, id))

    def book(self) -> Notebook:
        """The notebook with everything that has ended until now; waits for what is being measured."""
        self.collect()
        wait(self._coming)
        with self._lock:
            self._coming = [future for future in self._coming if not future.done()]
            return self._book

    def change(self, function: Callable[..., Notebook], *values: object) -> None:
        """Put `function(notebook, *values)` in place of the notebook."""
        with self._lock:
            self._book = function(self._book, *values)

    def find(self, id: str) -> Entry | None:
        """The kept run with this id, None when there is none (any more)."""
        return self.book().find(id)

    @property
    def bytes(self) -> int:
        """Size of what is kept."""
        return self._book.bytes

    def _keep_job(self, job: Job) -> None:
        self._keep(job.run(), job.id)
        self._whole.append(job)
        for older in self._whole[:-WHOLE]:
            older.thin()
        del self._whole[:-WHOLE]

    def _keep(self, run: Run, id: str) -> None:
        try:
            self.change(add, entry_of(run, id, datetime.now(UTC)))
        except LabError as error:
            log.warning("A run was not kept: %s", error)


def shelf(owner: str) -> Shelf:
    """The shelf of one browser, by its token; what nobody uses any more makes room."""
    now = time.monotonic()
    with _lock:
        found = _shelves.setdefault(owner, Shelf())
        found.seen = now
        _shelves.move_to_end(owner)
        others = [key for key in _shelves if key != owner]
        for key in others:
            crowded = len(_shelves) > MAX_SHELVES or sum(s.bytes for s in _shelves.values()) > MAX_SHELVES_BYTES
            if not crowded and now - _shelves[key].seen < FORGET_SECONDS:
                break
            del _shelves[key]
        return found
