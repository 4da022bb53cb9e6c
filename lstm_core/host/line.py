"""Who waits for a child, in the order in which their turns come."""

from __future__ import annotations

import itertools

from lstm_core.host.messages import Submit, Work
from lstm_core.host.scheduling import Served, Waiting, order, rounds

# Owners whose last turn is remembered before those are sorted out that it says nothing about.
MOST_SERVED = 1000


class Line:
    """The host's queue. Works that are on hold keep their turn and are passed over."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[Submit | Work, Waiting]] = {}
        self._on_hold: set[str] = set()
        self._served: dict[tuple[str, bool], Served] = {}
        self._round = {False: 0, True: 0}
        self._ticks = itertools.count()
        self._order: list[Submit | Work] | None = None

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._waiting

    @property
    def trainings(self) -> int:
        """How many trainings wait."""
        return sum(isinstance(message, Submit) for message, _ in self._waiting.values())

    @property
    def order(self) -> list[Submit | Work]:
        """Those that may start, the next one first."""
        if self._order is None:
            messages, waiting = self._columns()
            found = (messages[position] for position in order(waiting, self._served))
            self._order = [message for message in found if message.job_id not in self._on_hold]
        return self._order

    def add(self, message: Submit | Work, *, again: bool = False) -> None:
        """One more; again: its turn has come before, so it is the next."""
        work = isinstance(message, Work)
        group, tick = group_of(message), next(self._ticks)
        self._waiting[message.job_id] = message, Waiting(message.owner, work, group, self._round[work], tick, again)
        self._order = None

    def take(self, message: Submit | Work) -> None:
        """Its turn has come."""
        _, waiting = self._columns()
        at = list(self._waiting).index(message.job_id)
        one, turn = waiting[at], rounds(waiting, self._served)[at]
        self.drop(message.job_id)
        if one.again:
            return
        self._served[one.queue] = Served(turn, next(self._ticks))
        self._round[one.work] = max(turn, self._round[one.work])
        if len(self._served) > MOST_SERVED:
            self._forget()

    def _forget(self) -> None:
        """Let go of owners whose last turn decides nothing any more."""
        here = {one.queue for _, one in self._waiting.values()}
        self._served = {
            queue: last for queue, last in self._served.items() if queue in here or last.round >= self._round[queue[1]]
        }

    def drop(self, job_id: str) -> None:
        """One that waits no longer."""
        del self._waiting[job_id]
        self._on_hold.discard(job_id)
        self._order = None

    def hold(self, job_id: str, *, on_hold: bool) -> None:
        """Pass over it from now on, or no longer."""
        self._on_hold = self._on_hold | {job_id} if on_hold else self._on_hold - {job_id}
        self._order = None

    def kind(self, job_id: str) -> type[Submit | Work]:
        """Whether a training or a work waits under this id. Raises KeyError when none does."""
        return type(self._waiting[job_id][0])

    def _columns(self) -> tuple[list[Submit | Work], list[Waiting]]:
        return [message for message, _ in self._waiting.values()], [one for _, one in self._waiting.values()]


def group_of(message: Submit | Work) -> str:
    """The group whose trainings share one turn, "" for what stands by itself."""
    return message.group if isinstance(message, Submit) else ""


def turn_of(message: Submit | Work) -> str:
    """What names its turn: the race that it belongs to, or itself."""
    return group_of(message) or message.job_id
