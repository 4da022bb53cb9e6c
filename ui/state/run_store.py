"""The notebooks of this server: one per browser, in memory, found again after a reload, filled by themselves.

A training that a browser starts is watched; once it has ended, it is measured and kept in a quiet moment, whatever page
the learner is on, or at once when a page asks for the notebook.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from lstm_core.experiments.race import MOST_CONTENDERS
from lstm_core.host.training_job import Job
from lstm_core.notebook import Entry, Notebook, add, drop, entry_of
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import LabError
from ui.state.keeper import Keeper, Once

# A notebook that nobody has opened a page for in this long is forgotten, and the oldest of too many.
FORGET_SECONDS = 12 * 3600.0
MAX_STORES = 100
# So many of a browser's newest trainings stay whole, with the weights of all their epochs: as many as one race has.
WHOLE = MOST_CONTENDERS
MAX_STORES_BYTES = 500_000_000

log = logging.getLogger(__name__)
_stores: OrderedDict[str, RunStore] = OrderedDict()
_lock = threading.Lock()


class RunStore:
    """The notebook of one browser and the trainings that will come into it.

    choices: key of the session's state → what a reload finds there again (`ui.state.saved_choices`).
    """

    def __init__(self) -> None:
        self.seen = time.monotonic()
        self.choices: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._book = Notebook()
        self._watched: dict[str, Job] = {}
        self._coming: list[Once] = []
        # Not held here: the host's registry says how long a training is remembered.
        self._whole: list[weakref.ref[Job]] = []

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
                    self._coming.append(keeper.later(partial(self._keep_job, job)))

    def keep(self, run: Run, id: str) -> None:
        """Begin to keep a run that has ended. Returns at once."""
        with self._lock:
            self._coming.append(keeper.later(partial(self._keep, run, id)))

    def book(self) -> Notebook:
        """The notebook with everything that has ended until now; measures what has not been measured yet."""
        self.collect()
        for once in list(self._coming):
            once()
        with self._lock:
            self._coming = [once for once in self._coming if not once.done]
            return self._book

    def change(self, function: Callable[..., Notebook], *values: object) -> None:
        """Put `function(notebook, *values)` in place of the notebook."""
        with self._lock:
            self._book = function(self._book, *values)

    def find(self, id: str) -> Entry | None:
        """The kept run with this id, None when there is none (any more)."""
        return self.book().find(id)

    def known(self, id: str) -> Entry | None:
        """As `find`, of what is measured already: nothing is begun for it, and nobody waits."""
        return self._book.find(id)

    @property
    def bytes(self) -> int:
        """Size of what is kept."""
        return self._book.bytes

    @property
    def training(self) -> bool:
        """Whether one of the watched trainings has not ended."""
        return any(not job.finished for job in self.coming())

    def unpinned(self) -> list[Entry]:
        """What may go to make room."""
        return [entry for entry in self._book.entries if not entry.pinned]

    def _keep_job(self, job: Job) -> None:
        self._keep(job.run(), job.id)
        self._whole.append(weakref.ref(job))
        for older in self._whole[:-WHOLE]:
            if (training := older()) is not None:
                training.thin()
        del self._whole[:-WHOLE]

    def _keep(self, run: Run, id: str) -> None:
        try:
            self.change(add, entry_of(run, id, datetime.now(UTC)))
        except LabError as error:
            log.warning("A run was not kept: %s", error)


def run_store(owner: str) -> RunStore:
    """The store of one browser, by its token; what nobody uses any more makes room."""
    with _lock:
        store = _stores.setdefault(owner, RunStore())
        store.seen = time.monotonic()
        _stores.move_to_end(owner)
        _forget(store.seen)
        return store


def tidy() -> None:
    """Let go of notebooks that nobody has used for long; begin to keep what has ended, whoever is away."""
    with _lock:
        _forget(time.monotonic())
        left = list(_stores.values())
    for one in left:
        one.collect()


def _forget(now: float) -> None:
    """The oldest of too many go, and whoever was not here for long; the newest stays, for somebody is using it."""
    for key in list(_stores)[:-1]:
        crowded = len(_stores) > MAX_STORES or sum(s.bytes for s in _stores.values()) > MAX_STORES_BYTES
        if not crowded and now - _stores[key].seen < FORGET_SECONDS:
            return
        del _stores[key]


def let_go(most: int) -> int:
    """Let the oldest unpinned runs of all notebooks go, whoever's they are; returns how many went."""
    with _lock:
        found = [(entry.when, entry.id, one) for one in _stores.values() for entry in one.unpinned()]
    oldest = sorted(found, key=lambda place: place[:2])[:most]
    for _, run_id, one in oldest:
        one.change(drop, run_id)
    return len(oldest)


def training() -> bool:
    """Whether a watched training of any browser has not ended."""
    with _lock:
        return any(one.training for one in _stores.values())


# One thread for all: several at once would only take the cores from trainings and pages.
keeper = Keeper(training)
