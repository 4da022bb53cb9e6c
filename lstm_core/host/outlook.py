"""What those that wait are told: how many go before, and for how long."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lstm_core.host.crew import Crew
from lstm_core.host.line import Line, turn_of
from lstm_core.host.messages import Progress, QueuePosition, Submit, Work, WorkProgress
from lstm_core.host.pace import Course, Pace
from lstm_core.host.scheduling import places
from lstm_core.host.waits import Stretch, waits
from lstm_core.host.worker_state import Child
from lstm_core.training.architecture import Architecture, architecture
from lstm_core.training.cost import Estimate, estimate

# What runs shows its pace all the time; to look at it more often would only take time from it. Where something has
# started, ended or come, the look is due sooner: three hundred that come at once are not looked at three hundred times.
EVERY_SECONDS, SOON_SECONDS = 1.0, 0.1
# A change of the wait that is worth a message: this share of it, or so many seconds.
NEWS_SHARE, NEWS_SECONDS = 0.05, 0.5


class Outlook:
    """Watches what runs, and tells those that wait what has changed for them.

    stale: something has started, ended, paused or come since the last look.
    """

    def __init__(self, slots: int) -> None:
        self.stale = True
        self._slots = slots
        self._pace = Pace()
        self._told: dict[str, tuple[int, float]] = {}
        self._looked = -math.inf
        self._order: list[Submit | Work] = []
        self._costs: dict[str, tuple[Architecture, Estimate]] = {}

    def course(self, message: Submit, *, known: bool, now: float) -> Course:
        """The course of a training that a child was handed; known: it has compiled this architecture."""
        self.stale = True
        key, cost = self._cost(message)
        del self._costs[message.job_id]
        return Course(key, cost, message.settings.training.epochs, now, known)

    def progress(self, owner: Child, message: Progress | WorkProgress, now: float) -> None:
        """A child has come a step further."""
        if isinstance(message, WorkProgress):
            owner.work_left = message.seconds * (1 - message.done) / message.done if message.done else math.inf
        elif owner.course is not None:
            owner.course.report(message.report.epoch, now)
            if not self._pace.knows(owner.course.key) and owner.course.ratio is not None:
                self._pace.learn(owner.course)

    def ended(self, owner: Child, now: float) -> None:
        """A training or a work is over."""
        self.stale = True
        if owner.course is not None:
            owner.course.over = now
            self._pace.learn(owner.course)

    def forget(self, job_id: str) -> None:
        """Whatever was told to this one, tell it again."""
        self._told.pop(job_id, None)
        self.stale = True

    def patience(self, line: Line, now: float) -> float | None:
        """Seconds until the next look is due; None while nobody waits."""
        return max(0.0, self._due(line) - now) if line.order else None

    def news(self, line: Line, crew: Crew, now: float) -> Iterator[QueuePosition]:
        """What to tell those that wait; nothing while nothing has changed for them."""
        if now < self._due(line):
            return
        self._order, self._looked, self.stale = line.order, now, False
        running = [self._running(child, now) for child in crew.children if child.busy]
        compiled = {child.key for child in crew}
        found = waits(running, [self._coming(message, compiled) for message in self._order], self._slots)
        before, self._told = self._told, {}
        self._costs = {m.job_id: self._costs[m.job_id] for m in self._order if m.job_id in self._costs}
        for message, place, wait in zip(self._order, places([turn_of(m) for m in self._order]), found, strict=True):
            told, starts = before.get(message.job_id), math.inf if wait is None else now + wait
            if told is not None and told[0] == place and _alike(told[1], starts, now):
                self._told[message.job_id] = told
            else:
                self._told[message.job_id] = place, starts
                yield QueuePosition(message.job_id, place, wait)

    def _due(self, line: Line) -> float:
        changed = self.stale or line.order is not self._order
        return self._looked + (SOON_SECONDS if changed else EVERY_SECONDS)

    def _cost(self, message: Submit) -> tuple[Architecture, Estimate]:
        if message.job_id not in self._costs:
            settings, prepared = message.settings, message.prepared
            self._costs[message.job_id] = architecture(settings, prepared), estimate(settings, prepared)
        return self._costs[message.job_id]

    def _running(self, child: Child, now: float) -> Stretch:
        left = child.work_left if child.course is None else self._pace.left(child.course, now)
        return Stretch(child.group or child.job_id, child.work, left)

    def _coming(self, message: Submit | Work, compiled: set[Architecture | None]) -> Stretch:
        """compiled: the architectures that children have by the time its turn comes; grows by its own."""
        if isinstance(message, Work):
            return Stretch(message.job_id, True, math.inf)
        key, cost = self._cost(message)
        ready = key in compiled
        compiled.add(key)
        epochs = message.settings.training.epochs
        return Stretch(turn_of(message), False, self._pace.expected(key, cost, epochs, ready=ready))


def _alike(told: float, starts: float, now: float) -> bool:
    """Whether two forecasts of a start are so near to each other that the second one is no news."""
    if math.isinf(told) or math.isinf(starts):
        return told == starts
    return abs(told - starts) <= max(NEWS_SECONDS, NEWS_SHARE * (starts - now))
