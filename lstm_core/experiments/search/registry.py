"""The searches of a whole server process: each with a thread that keeps it going, found again by its owner."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from lstm_core.experiments.search.plan import SearchPlan
from lstm_core.experiments.search.study import Search, Workers
from lstm_core.host.client import FORGET_SECONDS, UNSEEN_SECONDS
from lstm_core.series.types import Series

# Seconds between two looks at the host.
RHYTHM = 0.05
MOST_KEPT = 50
UNSEEN = "Nobody looked at this search for 10 minutes, so it was stopped. What was found so far is kept."
BROKEN = "The search ended with an error in the program. What was found so far is kept. Start it again."

log = logging.getLogger(__name__)


class Searches:
    """A learner has one search at a time; a new one ends the one before it.

    drive: keeps a search going until it is finished; by default in a thread of its own.
    """

    def __init__(self, drive: Callable[[Search], None] | None = None) -> None:
        self._drive = drive or in_background
        self._found: dict[str, Search] = {}
        self._lock = threading.Lock()

    def start(self, plan: SearchPlan, series: Series, workers: Workers, owner: str) -> Search:
        """Begin a search. Raises SettingsError or DataError when it cannot be; the one before it then stays."""
        new = Search(plan, series, workers, owner)
        with self._lock:
            before = self._found.pop(owner, None)
            self._forget()
            self._found[owner] = new
        if before is not None:
            before.abandon()
        self._drive(new)
        return new

    def of(self, owner: str) -> Search | None:
        """The newest search of one owner, running or ended; so it is found again after F5."""
        return self._found.get(owner)

    def _forget(self) -> None:
        """Let go of what ended and nobody has looked at for two hours, and of the oldest beyond what is kept."""
        ended = sorted((s for s in self._found.values() if s.finished), key=lambda search: search.last_seen)
        too_many = len(self._found) - MOST_KEPT + 1
        for number, search in enumerate(ended):
            if number < too_many or time.monotonic() - search.last_seen > FORGET_SECONDS:
                del self._found[search.owner]


def in_background(search: Search) -> None:
    """Keep a search going in a thread that ends with it."""
    threading.Thread(target=_keep_going, args=(search,), name="search", daemon=True).start()


def _keep_going(search: Search) -> None:
    while not search.finished:
        try:
            if time.monotonic() - search.last_seen > UNSEEN_SECONDS:
                search.stop(UNSEEN)
            search.advance()
        except Exception:  # whatever it is, a learner must not wait for ever
            log.exception("A search failed.")
            search.fail(BROKEN)
        time.sleep(RHYTHM)
