"""Ended runs are measured when nobody waits for the server, or at once where a page needs them."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

# Nobody waits when no page was drawn for this long and none of the watched trainings runs.
QUIET_SECONDS = 1.0
# But no run waits longer than this for such a moment.
MOST_SECONDS = 30.0
LOOK_SECONDS = 0.25

log = logging.getLogger(__name__)


class Once:
    """Something to do, by whoever comes first; the others wait for it. What it raises goes to the log."""

    def __init__(self, work: Callable[[], None], since: float) -> None:
        self.since = since
        self._work: Callable[[], None] | None = work
        self._lock = threading.Lock()

    @property
    def done(self) -> bool:
        """Whether somebody has done it."""
        return self._work is None

    def __call__(self) -> None:
        """Do it, unless it is done."""
        with self._lock:
            if self._work is None:
                return
            try:
                self._work()
            except Exception:  # one run that cannot be measured must not keep the others from it
                log.exception("A run could not be kept.")
            self._work = None


class Keeper:
    """One thread that does what it was given, one after the other, when it is quiet.

    busy: whether somebody is training.
    """

    def __init__(self, busy: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._busy, self._clock = busy, clock
        self._drawn = clock()
        self._waiting: deque[Once] = deque()
        self._more = threading.Event()
        self._started = threading.Lock()

    def drawn(self) -> None:
        """A page is drawn now."""
        self._drawn = self._clock()

    @property
    def quiet(self) -> bool:
        """Whether nobody waits for the server."""
        return self._clock() - self._drawn > QUIET_SECONDS and not self._busy()

    def later(self, work: Callable[[], None]) -> Once:
        """Do `work` in a quiet moment, or when the one who is given this calls it."""
        once = Once(work, self._clock())
        self._waiting.append(once)
        self._more.set()
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._serve, name="notebook", daemon=True).start()
        return once

    def step(self) -> bool:
        """Do the oldest if its time has come; whether there is nothing to wait for any more."""
        while self._waiting and self._waiting[0].done:
            self._waiting.popleft()
        if self._waiting and self._its_time(self._waiting[0]):
            self._waiting.popleft()()
        return not self._waiting

    def _its_time(self, once: Once) -> bool:
        return self._clock() - once.since > MOST_SECONDS or self.quiet

    def _serve(self) -> None:
        while True:
            self._more.wait()
            self._more.clear()
            while not self.step():
                time.sleep(LOOK_SECONDS)
