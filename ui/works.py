"""Works of the host as a page shows them: found again after a reload, followed while they run, with bar and buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from lstm_core.errors import SettingsError
from lstm_core.host.work_job import WorkJob
from lstm_core.series.types import Series
from ui import session
from ui.following import Following, Progress
from ui.sheet import Draw
from ui.text import escape
from ui.train_view import duration

STATES = {
    "queued": "waits for a free core", "running": "runs", "paused": "paused", "done": "done", "stopped": "stopped",
    "failed": "ended early",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Works that run side by side for one purpose, as one. works: the unfinished ones; done: share of the whole."""

    works: Sequence[WorkJob]
    done: float

    @property
    def state(self) -> str:
        """ "running" while one of them runs, else "paused" while one is, else "queued"."""
        states = {work.state for work in self.works}
        return next((state for state in ("running", "paused") if state in states), "queued")

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


@dataclass(frozen=True)
class Bar:
    """How far something is. title: for the learner. key: of the bar, and the beginning of its buttons' keys."""

    title: str
    work: WorkJob | Group
    key: str

    @property
    def progress(self) -> Progress:
        """In words and as a share."""
        left = self.work.seconds_left
        rest = f", about {duration(left)} left" if left is not None and self.work.state == "running" else ""
        place = f", {self.work.place} before it" if self.work.state == "queued" and self.work.place else ""
        return Progress(f"{self.title} {STATES[self.work.state]}{rest}{place}", min(self.work.done, 1.0))


def works(name: str) -> list[WorkJob]:
    """This learner's works of one name, the oldest first."""
    return [work for work in session.host().works(session.token()) if work.name == name]


def submit(name: str, arguments: Mapping[str, Any]) -> WorkJob | None:
    """Ask the host for a work; None, and a sentence above the page, when too many wait already."""
    try:
        return session.host().submit_work(name, arguments, session.token())
    except SettingsError as error:
        session.notify(str(error))
        return None


def same_series(one: Series, other: Series) -> bool:
    """Whether two series hold the same values under the same names, so that one's results are the other's."""
    if one is other:
        return True
    same = (one.names, one.target, one.features) == (other.names, other.target, other.features)
    return same and np.array_equal(one.values, other.values) and one.index.equals(other.index)


def follow(key: str, works: Sequence[WorkJob], draw: Draw, bars: Callable[[], Sequence[Bar]] = tuple) -> None:
    """Show works: their bars and, below, the sheet that `draw` writes from their results.

    While one of them moves, the road keeps both up to date. The page is drawn again when a bar begins, pauses, goes on
    or ends, and when a work ends early.
    """
    shown = Following(
        key, works, {"sheet": draw}, lambda: _news(works),
        lambda: {bar.key: bar.progress for bar in bars() if not bar.work.finished}, lambda: _stage(works, bars()),
    )  # fmt: skip
    # One place for all of it, however many bars and buttons: what stands below would be built anew if it moved.
    with st.container():
        for one in bars():
            _bar(shown, one)
        shown.sheet("sheet")


def _bar(shown: Following, bar: Bar) -> None:
    """How far it is with its Pause, Resume and Stop, or the sentence that it ended with."""
    work, key = bar.work, bar.key
    if work.finished:
        if work.message:
            st.warning(f"{bar.title}: {escape(work.message)}", icon=":material/info:")
        return
    shown.bar(key)
    with st.container(horizontal=True, key=f"{key}_buttons"):
        if work.state == "paused":
            st.button("Resume", icon=":material/play_arrow:", on_click=work.resume, key=f"{key}_resume")
        else:
            st.button("Pause", icon=":material/pause:", on_click=work.pause, key=f"{key}_pause")
        st.button("Stop", icon=":material/stop:", on_click=work.stop, key=f"{key}_stop")


def _news(works: Sequence[WorkJob]) -> list[object]:
    return [value for work in works for value in (work.state, work.partial, work.result)]


def _stage(works: Sequence[WorkJob], bars: Sequence[Bar]) -> str:
    """Where the bars are, and which works have left something undone."""
    states = [f"{bar.key} {_phase(bar.work)}" for bar in bars]
    return ", ".join([*states, *(work.id for work in works if work.state in ("stopped", "failed"))])


def _phase(work: WorkJob | Group) -> str:
    return "ended" if work.finished else "paused" if work.state == "paused" else "active"
