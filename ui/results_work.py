"""The long works of the Results page: started here, found again after a reload, with their bar and buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from lstm_core.backtest import Fold
from lstm_core.evaluate import SlowBaseline
from lstm_core.host.work_job import WorkJob
from lstm_core.run import Run
from lstm_core.series.types import Series
from ui import session
from ui.text import escape
from ui.train_view import duration

BASELINE, BACKTEST = "slow_baseline", "backtest"
# Seconds between two looks at a work.
RHYTHM = 0.5
STATES = {
    "queued": "waits for a free core", "running": "runs", "paused": "paused", "done": "done", "stopped": "stopped",
    "failed": "ended early",
}  # fmt: skip


def fitted_baselines(run: Run) -> list[SlowBaseline]:
    """The slow baselines that this learner has fitted on the windows of `run`."""
    return [work.result for work in _baselines(run) if work.result is not None]


def baseline_work(run: Run, key: str) -> WorkJob | None:
    """The newest fit of one slow baseline on the windows of `run`."""
    found = [work for work in _baselines(run) if work.arguments["key"] == key]
    return found[-1] if found else None


def start_baseline(run: Run, key: str) -> None:
    """Fit a slow baseline; it needs the run's windows, not its weights."""
    bare = Run(run.settings, run.series, {}, {})
    session.host().submit_work(BASELINE, {"run": bare, "key": key}, session.token())


def backtest_work(run: Run) -> WorkJob | None:
    """The newest backtest of the settings and the series of `run`."""
    found = [
        work for work in _works(BACKTEST)
        if work.arguments["settings"] == run.settings and same_series(work.arguments["series"], run.series)
    ]  # fmt: skip
    return found[-1] if found else None


def start_backtest(run: Run, planned: list[Fold]) -> None:
    """Train and score every planned fold; another backtest of this learner ends."""
    for work in _works(BACKTEST):
        work.stop()
    arguments = {"settings": run.settings, "series": run.series, "planned": tuple(planned)}
    session.host().submit_work(BACKTEST, arguments, session.token())


def running(name: str) -> bool:
    """Whether a work of this name is under way for this learner, whatever run it belongs to."""
    return any(not work.finished for work in _works(name))


def touch() -> None:
    """The learner is on the page of their works: none of them is left alone."""
    for name in (BASELINE, BACKTEST):
        for work in _works(name):
            work.touch()


def same_series(one: Series, other: Series) -> bool:
    """Whether two series hold the same values under the same names, so that one's results are the other's."""
    if one is other:
        return True
    same = (one.names, one.target, one.features) == (other.names, other.target, other.features)
    return same and np.array_equal(one.values, other.values) and one.index.equals(other.index)


def follow(find: Callable[[], Mapping[str, WorkJob]], draw: Callable[[Mapping[str, WorkJob]], None]) -> None:
    """Draw works again and again while one of them runs; the whole page once when one has ended.

    find: name for the learner → work, asked anew at each look. draw: what is shown of them.
    """
    before = _states(find())

    def live() -> None:
        works = find()
        for work in works.values():
            work.touch()
        draw(works)
        if _ended(_states(works)) != _ended(before):
            st.rerun()

    active = any(not work.finished for work in find().values())
    st.fragment(live, run_every=RHYTHM if active else None)()


def bar(title: str, work: WorkJob, key: str) -> None:
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


def _works(name: str) -> list[WorkJob]:
    return [work for work in session.host().works(session.token()) if work.name == name]


def _baselines(run: Run) -> list[WorkJob]:
    found = []
    for work in _works(BASELINE):
        asked: Run = work.arguments["run"]
        if asked.settings.preparation == run.settings.preparation and same_series(asked.series, run.series):
            found.append(work)
    return found


def _states(works: Mapping[str, Any]) -> dict[str, str]:
    return {name: work.state for name, work in works.items()}


def _ended(states: Mapping[str, str]) -> set[str]:
    return {name for name, state in states.items() if state in ("done", "stopped", "failed")}
