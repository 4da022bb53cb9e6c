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
from ui.text import escape
from ui.train_view import duration

# Seconds between two looks at a work.
RHYTHM = 0.5
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


def follow(find: Callable[[], Mapping[str, WorkJob]], draw: Callable[[Mapping[str, WorkJob]], None]) -> None:
    """Draw works again and again while one of them runs; the whole page once when one has begun or ended.

    find: name for the learner → work, asked anew at each look. draw: what is shown of them.
    """
    before = _states(find())

    def live() -> None:
        found = find()
        for work in found.values():
            work.touch()
        draw(found)
        # A button among what is drawn redraws that alone, so only the whole page can begin to look again and again.
        if found.keys() != before.keys() or _ended(_states(found)) != _ended(before):
            st.rerun()

    active = any(not work.finished for work in find().values())
    st.fragment(live, run_every=RHYTHM if active else None)()


def bar(title: str, work: WorkJob | Group, key: str) -> None:
    """How far a work is, its Pause, Resume and Stop, and the sentence that it ended with."""
    if work.finished:
        if work.message:
            st.warning(f"{title}: {escape(work.message)}", icon=":material/info:")
        return
    left = work.seconds_left
    rest = f", about {duration(left)} left" if left is not None and work.state == "running" else ""
    place = f", {work.place} before it" if work.state == "queued" and work.place else ""
    st.progress(min(work.done, 1.0), f"{title} {STATES[work.state]}{rest}{place}")
    with st.container(horizontal=True, key=f"{key}_buttons"):
        if work.state == "paused":
            st.button("Resume", icon=":material/play_arrow:", on_click=work.resume, key=f"{key}_resume")
        else:
            st.button("Pause", icon=":material/pause:", on_click=work.pause, key=f"{key}_pause")
        st.button("Stop", icon=":material/stop:", on_click=work.stop, key=f"{key}_stop")


def _states(found: Mapping[str, Any]) -> dict[str, str]:
    return {name: work.state for name, work in found.items()}


def _ended(states: Mapping[str, str]) -> set[str]:
    return {name for name, state in states.items() if state in ("done", "stopped", "failed")}
