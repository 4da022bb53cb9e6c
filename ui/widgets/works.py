"""Works of the host as a page shows them: found again after a reload, followed while they run, with bar and buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from lstm_core.host.work_job import WorkJob
from ui.format.text import duration, escape
from ui.state.works import Group
from ui.widgets.following import Following, Progress
from ui.widgets.live import Pick
from ui.widgets.sheet import Draw

STATES = {
    "queued": "waits for a free core", "running": "runs", "paused": "paused", "done": "done", "stopped": "stopped",
    "failed": "ended early",
}  # fmt: skip


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


def follow(
    key: str, works: Sequence[WorkJob], draw: Draw, bars: Callable[[], Sequence[Bar]] = tuple,
    on_pick: Pick | None = None,
) -> None:  # fmt: skip
    """Show works: their bars and, below, the sheet that `draw` writes from their results.

    on_pick: hears of a click on a point of a chart that answers.

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
        shown.sheet("sheet", on_pick)


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
