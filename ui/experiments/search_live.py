"""Experiments, Search: a search as it runs, what it found, and the test part once it is open."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.experiments.search import Search, Trial
from lstm_core.experiments.search.study import TEST_SEEDS
from lstm_core.settings import specs
from ui.charts import search as charts
from ui.format.pages import path
from ui.format.palette import Figure
from ui.format.text import count, duration, escape, fill, measured, number, show
from ui.state import session, slots
from ui.state.cache import cached
from ui.widgets.chart import chart, theme
from ui.widgets.following import Following, Progress
from ui.widgets.settings import setting_text
from ui.widgets.sheet import Sheet
from ui.widgets.through_door import through_door

# Optuna's pictures say nothing with fewer trials.
FEWEST = 5
# Pixels between two axes of the parallel coordinates, below which their labels overlap.
AXIS_WIDTH = 100
STATES = {"running": "runs", "paused": "paused", "stopping": "stops", "testing": "opens the test part"}
TRIAL_STATES = {
    "queued": "waits", "running": "runs", "paused": "paused", "done": "done", "pruned": "pruned", "failed": "failed",
    "stopped": "stopped",
}  # fmt: skip
PICTURES = {"parallel": "Parallel coordinates", "importance": "Importance", "contour": "Contour"}


def live(search: Search) -> None:
    """The search as it stands; while it runs, the road keeps bar, best, history and table up to date."""
    through_door(slots.SEARCH_DOOR)
    now = session.settings()
    if (search.plan.settings.data, search.plan.settings.preparation) != (now.data, now.preparation):
        st.caption(fill("experiments/search/elsewhere", series=escape(search.series.title)))
    shown = Following(
        "search", [search],
        {"best": lambda sheet: _say_best(sheet, search), "rest": lambda sheet: _rest(sheet, search)},
        lambda: (search.state, search.start, search.trials, search.opened),
        lambda: {} if search.finished else {"bar": _progress(search)}, lambda: _stage(search),
    )  # fmt: skip
    # One place for all of it: what stands below would be built anew if it moved.
    with st.container():
        if not search.finished:
            shown.bar("bar")
            _buttons(search)
        if search.message:
            st.warning(escape(search.message), icon=":material/info:")
        if search.best is not None:
            shown.sheet("best")
            _use_best(search.best, search.finished)
        shown.sheet("rest")
    _closer(search)


def _stage(search: Search) -> str:
    """What buttons, warning and Optuna's pictures depend on."""
    return f"{search.state} {search.message} {search.best is None} {_done(search) < FEWEST}"


def _done(search: Search) -> int:
    return sum(trial.state == "done" for trial in search.trials)


def _progress(search: Search) -> Progress:
    left = search.seconds_left
    rest = f", about {duration(left)} left" if left else ""
    share = search.ended / search.plan.trials
    done = f"{search.ended} of {count(search.plan.trials, 'trial')}"
    return Progress(f"The search {STATES.get(search.state, search.state)}: {done}{rest}", min(1.0, share))


def _buttons(search: Search) -> None:
    with st.container(horizontal=True, key="search_buttons"):
        if search.state == "paused":
            st.button("Resume", icon=":material/play_arrow:", on_click=search.resume, key="search_resume")
        else:
            st.button("Pause", icon=":material/pause:", on_click=search.pause, key="search_pause",
                      disabled=search.state != "running")  # fmt: skip
        st.button("Stop", icon=":material/stop:", on_click=search.stop, key="search_stop",
                  disabled=search.state == "stopping")  # fmt: skip


def _say_best(sheet: Sheet, search: Search) -> None:
    best = search.best
    if best is None or best.settings is None:
        return
    values = ", ".join(f"{specs()[key].label} {setting_text(key, value)}" for key, value in best.values.items())
    unit = _unit(search)
    start = measured(search.start.score) if search.start.state == "done" else "no score"
    sheet.show("experiments/search/best", done=count(_done(search), "finished trial"), number=best.number + 1,
               values=escape(values), origins=search.plan.origins, score=measured(best.score), start=start,
               unit=unit)  # fmt: skip


def _use_best(best: Trial, ended: bool) -> None:
    st.button(
        "Use the best", icon=":material/check:", key="search_use", on_click=_use, args=(best,),
        type="primary" if ended else "secondary", disabled=not ended,
    )  # fmt: skip


def _use(best: Trial) -> None:
    """The best settings become the session's; the page switch itself is not for callbacks."""
    assert best.settings is not None
    session.replace(best.settings)
    slots.SEARCH_DOOR.set(path("train"))


def _rest(sheet: Sheet, search: Search) -> None:
    """The test part, and every trial as a mark and as a row."""
    _test_part(sheet, search)
    unit = search.series.unit
    figure = charts.history_figure(sheet.theme, search.trials, search.start, search.plan.trials, unit)
    sheet.chart(figure, "search_history", "The score of each trial, and the best so far.")
    sheet.show("experiments/search/history")
    _trials(sheet, search)


def _test_part(sheet: Sheet, search: Search) -> None:
    """Locked, being opened, or what it says."""
    if search.opened is None:
        if not search.finished:
            sheet.show(f"experiments/search/{'opening' if search.state == 'testing' else 'locked'}", seeds=TEST_SEEDS)
        return
    start, best = search.opened.rmse()
    if not np.isfinite([*start, *best]).all():
        whose = "your own settings" if np.isfinite(best).all() else "the best settings"
        sheet.show("experiments/search/opened_broken", whose=whose)
        return
    seeds = len(best)
    sheet.show("experiments/search/opened", best=measured(best.mean()), best_spread=measured(best.std(ddof=1)),
               start=measured(start.mean()), start_spread=measured(start.std(ddof=1)), seeds=seeds,
               unit=_unit(search))  # fmt: skip
    difference = float(best.mean() / start.mean() - 1)
    words = "worse" if difference > 0 else "better"
    if not search.opened.differ:
        words = "undecided"
    told = fill(f"experiments/search/{words}", share=number(abs(100 * difference)))
    winner = fill("experiments/search/winner", done=count(_done(search), "trial"))
    sheet.info(f"{told} {winner}", icon="lock_open")


def trials_frame(search: Search) -> pd.DataFrame:
    """Every trial, the newest first, below the settings that the search began with."""
    keys = [d.key for d in search.plan.space.dimensions]
    rows = []
    for trial in (search.start, *reversed(search.trials)):
        row: dict[str, Any] = {"Trial": "yours" if trial.number < 0 else str(trial.number + 1)}
        now = search.plan.start
        row |= {specs()[key].label: setting_text(key, trial.values.get(key, now.get(key))) for key in keys}
        row |= {"State": TRIAL_STATES[trial.state], "Mean RMSE": trial.score if trial.rmse else np.nan,
                "Origins": len(trial.rmse), "Why": trial.message}  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def _trials(sheet: Sheet, search: Search) -> None:
    frame = trials_frame(search)
    if not frame["Why"].any():
        frame = frame.drop(columns="Why")
    alt = f"{len(frame)} trials with their settings and scores."
    sheet.grid(frame, "search_trials", alt, {"Mean RMSE": measured})


def _closer(search: Search) -> None:
    """One of Optuna's pictures, over the trials that came to their end.

    It costs too much to be drawn at every trial: the page draws it when the learner chooses one, and at the end.
    """
    picture = st.segmented_control(
        "Look closer at the trials", list(PICTURES), format_func=PICTURES.__getitem__, default="parallel",
        required=True, key="search_picture", persist_state="session",
    )  # fmt: skip
    done = _done(search)
    if done < FEWEST:
        show("experiments/search/few", needed=FEWEST)
        return
    labels = [d.label for d in search.plan.space.dimensions]
    axes: tuple[str, ...] = ()
    if picture == "contour":
        if len(labels) < 2:
            st.caption("A contour needs two settings.")
            return
        left, right = st.columns(2)
        first = left.selectbox("One setting", labels, key="search_one")
        second = right.selectbox("The other", [label for label in labels if label != first], key="search_other")
        axes = (first, second)
    key = (search.id, done, picture, axes, theme())
    figure: Figure = cached("search_picture", key, lambda: _picture(search, picture, axes), keep=8, private=True)
    narrowest = AXIS_WIDTH * (1 + len(labels)) if picture == "parallel" else 0
    chart(figure, f"search_{picture}", f"{PICTURES[picture]} of {done} trials.", narrowest=narrowest)
    show(f"experiments/search/{picture}")
    if not search.finished:
        st.caption(fill("experiments/search/picture_of", done=count(done, "finished trial")))


def _picture(search: Search, picture: str, axes: tuple[str, ...]) -> Figure:
    if picture == "contour":
        return charts.contour_figure(theme(), search, *axes)
    make = charts.parallel_figure if picture == "parallel" else charts.importance_figure
    return make(theme(), search)


def _unit(search: Search) -> str:
    return f" {escape(search.series.unit)}" if search.series.unit else ""
