"""How long those that wait will wait: what runs and what goes before, played forward."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lstm_core.host.scheduling import Load


@dataclass
class Stretch:
    """Computing to come: of one that runs what is left, of one that waits all of it.

    turn: what it shares with the others of its race. seconds: on a core of its own; infinite while that is unknown.
    """

    turn: str
    work: bool
    seconds: float


def waits(running: Sequence[Stretch], waiting: Sequence[Stretch], slots: int) -> list[float | None]:
    """Seconds until each of `waiting` starts, None where that is unknown.

    waiting: in the order of their turns, none of which comes later because of somebody who is not here yet. More
    trainings than `slots` share the cores; works get what trainings leave.
    """
    now, busy, ahead = 0.0, [replace(one) for one in running], list(waiting)
    found: list[float | None] = []
    while ahead:
        while ahead and _may_start(ahead[0], busy, slots):
            found.append(now)
            busy.append(replace(ahead.pop(0)))
        paces = _paces(busy, slots)
        step = min((one.seconds / pace for one, pace in zip(busy, paces, strict=True) if pace), default=math.inf)
        if not ahead or math.isinf(step):
            break
        now += step
        for one, pace in zip(busy, paces, strict=True):
            one.seconds -= pace * step
        busy = [one for one in busy if one.seconds > 1e-9]
    return [*found, *[None] * len(ahead)]


def _may_start(one: Stretch, busy: Sequence[Stretch], slots: int) -> bool:
    turns = {other.turn for other in busy if not other.work}
    return one.turn in turns or Load(len(turns), sum(other.work for other in busy), slots).has_room_for(one.work)


def _paces(busy: Sequence[Stretch], slots: int) -> list[float]:
    """How fast each of them goes, 1 on a core of its own."""
    works = sum(one.work for one in busy)
    trainings = len(busy) - works
    shares = min(1.0, slots / max(1, trainings)), min(1.0, max(0, slots - trainings) / max(1, works))
    return [shares[one.work] for one in busy]
