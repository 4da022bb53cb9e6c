"""What is measured, as it comes: times, counts and troubles of a whole class."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

# Redraws that are not a page's answer to a look around: the click that hands over a training waits for it a moment.
NOT_PAGES = ("press Train", "press seeds", "first page")
# Seconds from which a wait that the bell broke off counts, as a redraw that took at least so long.
LONG = 1.0
# A wait of which a tenth is more than what the message itself takes.
MEASURABLE = 1.0


@dataclass
class Training:
    """One press on Train: when, and after how many seconds something happened (None: never).

    seen: first place in the queue or first epoch on the page. begun: its turn has come. done: the last epoch on the
    page. promised: when it was told how long it still waits, and that time.
    """

    student: int
    clicked: float
    seen: float | None = None
    begun: float | None = None
    done: float | None = None
    ended: str = ""
    promised: list[tuple[float, float]] = field(default_factory=list)

    @property
    def misses(self) -> list[float]:
        """Promised wait ÷ real wait - 1, of each promise whose end was `MEASURABLE` seconds away or more."""
        if self.begun is None:
            return []
        real = [(promise, self.begun - at) for at, promise in self.promised]
        return [promise / wait - 1 for promise, wait in real if wait >= MEASURABLE]


@dataclass
class Redraw:
    """One script run that a student waited for."""

    kind: str
    at: float
    seconds: float


@dataclass
class Figures:
    """Of one run of the tool.

    asked, drawn: automatic redraws of fragments. events: messages of the live road.
    works: longer ones that students have begun. visits, lessons: bytes by kind of line, of each student's first page
    and of each walk through all pages with two trainings.
    """

    redraws: list[Redraw] = field(default_factory=list)
    trainings: list[Training] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    drawn: int = 0
    events: int = 0
    works: int = 0
    works_done: int = 0
    visits: list[dict[str, int]] = field(default_factory=list)
    lessons: list[dict[str, int]] = field(default_factory=list)
    start: float = field(default_factory=time.perf_counter)

    def redraw(self, kind: str, at: float, seconds: float) -> None:
        """A page was drawn."""
        self.redraws.append(Redraw(kind, at, seconds))

    def broken_off(self, kind: str, at: float) -> None:
        """The bell rang before the page was drawn."""
        seconds = time.perf_counter() - at
        if seconds >= LONG:
            self.redraw(kind, at, seconds)

    def trouble(self, what: str) -> None:
        """Something went wrong; the same is counted."""
        self.troubles[what[:200]] += 1

    def pages(self, since: float = 0.0, until: float = float("inf")) -> list[float]:
        """Seconds of the pages that were asked for in this span of `time.perf_counter`."""
        return [r.seconds for r in self.redraws if r.kind not in NOT_PAGES and since <= r.at <= until]

    @property
    def errors(self) -> int:
        """How many troubles there were."""
        return sum(self.troubles.values())


def spread(values: Iterable[float]) -> dict[str, float]:
    """n, p50, p95 and max of some seconds; empty where there are none."""
    found = np.array(list(values), float)
    if not found.size:
        return {}
    p50, p95 = np.percentile(found, [50, 95])
    return {"n": int(found.size), "p50": float(p50), "p95": float(p95), "max": float(found.max())}
