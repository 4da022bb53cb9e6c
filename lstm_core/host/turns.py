"""Whose turn it is: trainings and works share one queue and the machine's cores.

First come, first served, with one exception: works take all cores that nobody trains on, and yet a training starts as
if they had left it one, so that a learner who presses Train does not wait behind somebody's long search. It then runs
beside them, and they give way to it by their low priority; none starts anew until it ends.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What keeps the cores busy now: running trainings and works, out of `slots` cores."""

    trainings: int
    works: int
    slots: int

    def has_room_for(self, work: bool) -> bool:
        """Whether a work, or else a training, may start now."""
        if work:
            return self.trainings + self.works < self.slots
        return self.trainings + min(self.works, self.slots - 1) < self.slots


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def next_turn(waiting: Sequence[bool], load: Load) -> int | None:
    """Position in the queue of the one that may start now, None when all must wait.

    waiting: for each in the queue whether it is a work.
    """
    return next((position for position, work in enumerate(waiting) if load.has_room_for(work)), None)


def places(waiting: Sequence[bool], load: Load) -> list[int]:
    """How many go before each in the queue. A training overtakes the works that wait for another work to end."""
    startable = max(0, load.slots - load.works)
    found, trainings, works = [], 0, 0
    for work in waiting:
        found.append(trainings + (works if work else min(works, startable)))
        trainings, works = trainings + (not work), works + work
    return found
