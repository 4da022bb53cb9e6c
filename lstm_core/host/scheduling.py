"""Whose turn it is: trainings and works share one queue and the machine's cores.

Trainings go first: one starts whenever fewer of them run than there are cores, whatever works do, which give way by
their low priority. A work starts when a core is left over. Among trainings, and among works, owners take turns: in each
round every one of them has one, in the order in which they came. A race of several trainings is one turn.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Load:
    """What keeps the cores busy now: running trainings and works, out of `slots` cores."""

    trainings: int
    works: int
    slots: int

    def has_room_for(self, work: bool) -> bool:
        """Whether a work, or else a training, may start now."""
        return self.trainings + (self.works if work else 0) < self.slots


@dataclass(frozen=True)
class Waiting:
    """One that waits. group: of trainings that share a turn, "" for one by itself.

    since: the round that was on when it came. came: its number among all that come and all turns, in the order of time.
    again: its turn had come already, but the child that had it died.
    """

    owner: str
    work: bool = False
    group: str = ""
    since: int = 0
    came: int = 0
    again: bool = False

    @property
    def queue(self) -> tuple[str, bool]:
        """Whose trainings or whose works it is one of."""
        return self.owner, self.work


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Served(NamedTuple):
    """The last turn of an owner. round: which round it was. at: its number, as `Waiting.came`."""

    round: int
    at: int


def rounds(waiting: Sequence[Waiting], served: Mapping[tuple[str, bool], Served]) -> list[int]:
    """In which round each has its turn, of those that wait in the order in which they came.

    served: by `Waiting.queue`. Who comes late does not get the turns that it would have had before.
    """
    last = {queue: turn.round for queue, turn in served.items()}
    groups, found = dict[tuple[str, str], int](), []
    for one in waiting:
        shared = groups.get((one.owner, one.group)) if one.group else None
        turn = max(one.since, last.get(one.queue, -1) + 1) if shared is None else shared
        if not one.again:
            last[one.queue] = groups[one.owner, one.group] = turn
        found.append(turn)
    return found


def order(waiting: Sequence[Waiting], served: Mapping[tuple[str, bool], Served]) -> list[int]:
    """Positions of those that wait in the order of their turns; both as in `rounds`.

    In one round that owner goes first who has waited longest since their last turn, or since they came.
    """
    turns, patient = rounds(waiting, served), dict[tuple[str, bool], int]()
    for one in waiting:
        last = served[one.queue].at if one.queue in served else -1
        patient.setdefault(one.queue, max(one.came, last))
    found: list[int] = []
    clock = max(patient.values(), default=0)
    of_round = defaultdict[int, list[int]](list)
    for at, turn in enumerate(turns):
        of_round[turn].append(at)
    for turn in sorted(of_round):
        for at in sorted(of_round[turn], key=lambda at: patient[waiting[at].queue]):
            clock += 1
            patient[waiting[at].queue] = clock
            found.append(at)
    return sorted(found, key=lambda at: (waiting[at].work, not waiting[at].again))


def next_turn(waiting: Sequence[bool], load: Load) -> int | None:
    """Position of the one that may start now, None when all must wait.

    waiting: in the order of their turns, for each whether it is a work.
    """
    return next((position for position, work in enumerate(waiting) if load.has_room_for(work)), None)


def places(turns: Sequence[Hashable]) -> list[int]:
    """How many turns go before each. turns: in their order; the trainings of a race name the same one."""
    first: dict[Hashable, int] = {}
    return [first.setdefault(turn, len(first)) for turn in turns]
