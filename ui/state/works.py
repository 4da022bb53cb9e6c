"""Works of the host: those of this learner, and several of them as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_core.host.messages import State
from lstm_core.host.work_job import WorkJob
from lstm_core.runtime.errors import SettingsError
from lstm_core.series.types import Series
from ui.format.refusal import refusal_text
from ui.state import server, session


@dataclass(frozen=True)
class Group:
    """Works that run side by side for one purpose, as one. works: the unfinished ones; done: share of the whole."""

    works: Sequence[WorkJob]
    done: float

    @property
    def state(self) -> State:
        """ "running" while one of them runs, else "paused" while one is, else "queued"."""
        states = {work.state for work in self.works}
        order: tuple[State, ...] = ("running", "paused")
        return next((state for state in order if state in states), "queued")

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return not self.works

    @property
    def message(self) -> str:
        """Each work tells its own."""
        return ""

    @property
    def place(self) -> int:
        """How many go before the first of them."""
        return min((work.place for work in self.works), default=0)

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the last ends, if those that wait take as long as those that run; None before one has begun."""
        begun = [(work.seconds_left, work.done) for work in self.works if work.seconds_left is not None]
        if not begun:
            return None
        left = [seconds for seconds, _ in begun]
        each = sum(seconds / max(1 - done, 1e-9) for seconds, done in begun) / len(begun)
        return (sum(left) + (len(self.works) - len(begun)) * each) / len(begun)

    def pause(self) -> None:
        """Pause all of them; those that wait first, for a core that a paused work leaves would go to them."""
        for work in sorted(self.works, key=lambda work: work.state != "queued"):
            work.pause()

    def resume(self) -> None:
        """Resume all of them."""
        for work in self.works:
            work.resume()

    def stop(self) -> None:
        """Stop all of them."""
        for work in self.works:
            work.stop()


def works(name: str) -> list[WorkJob]:
    """This learner's works of one name, the oldest first."""
    return [work for work in server.host().works(server.token()) if work.name == name]


def submit(name: str, arguments: Mapping[str, Any]) -> WorkJob | None:
    """Ask the host for a work; None, and a sentence above the page, when too many wait already."""
    try:
        return server.host().submit_work(name, arguments, server.token())
    except SettingsError as error:
        session.notify(refusal_text(error))
        return None


def same_series(one: Series, other: Series) -> bool:
    """Whether two series hold the same values under the same names, so that one's results are the other's."""
    if one is other:
        return True
    same = (one.names, one.target, one.features) == (other.names, other.target, other.features)
    return same and np.array_equal(one.values, other.values) and one.index.equals(other.index)
