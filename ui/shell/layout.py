"""What every page begins and ends with: title, where you are in the walk, the question, the way on."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import streamlit as st

from lstm_core.notebook import settings_changed
from lstm_core.runtime.errors import LabError
from ui.format.networks import network_size
from ui.format.pages import PAGES, ROOT, WALK, heading, title
from ui.format.text import count, escape, show, text
from ui.shell.theme_watch import watch_theme
from ui.state import session
from ui.state.changes import changes
from ui.widgets.run_file import dropped_run
from ui.widgets.settings import setting_text
from ui.widgets.train_now import train_now

# Pages that offer to train what is not trained by themselves.
TRAINABLE = tuple(name for name, page in WALK.items() if page.trains)


def page(id: str, *, asks: bool = True, skip: str = "", next_step: Callable[[], None] | None = None) -> Any:
    """Title, ribbon, notices and the page's question; asks: False where the question depends on the run.

    skip: as of `watch_theme`. next_step: draws a button into the line that says what the last act changed.
    Returns the place of the ribbon, for a page whose parts are drawn without it.
    """
    st.html(_styles())
    dropped_run()
    st.title(heading(id), anchor=False)
    watch_theme(id, skip)
    line = st.empty()
    line.caption(ribbon(id))
    # One place, however much there is to say: what stands below it would be built anew if it moved.
    with st.container():
        for sentence in session.notices():
            st.warning(escape(sentence), icon=":material/info:")
        _changed(next_step)
        if session.RUN_LOST in session.notices() and id not in TRAINABLE:
            train_now()
        if asks:
            show(f"{id}/question")
    return line


@lru_cache(maxsize=1)
def _styles() -> str:
    return f"<style>{(ROOT / 'ui' / 'styles' / 'pages.css').read_text()}</style>"


def _changed(next_step: Callable[[], None] | None) -> None:
    """What the last act changed besides the setting that it was meant for, and the way back."""
    told = changes()
    if told is None:
        return
    words = escape("; ".join(settings_changed(told.after, told.before.settings, setting_text, told.keys)))
    key = "changed_before" if told.over else "changed"
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=key):
        st.markdown(f"**{count(len(told.keys), 'setting')} changed:** {words}", width="stretch")
        if next_step is not None:
            next_step()
        st.button("Undo", icon=":material/undo:", key="undo", on_click=session.undo, disabled=told.over,
                  help=text("changed_undo"))  # fmt: skip


def ribbon(id: str) -> str:
    """Where you are, and which series, window, network and run you look at."""
    now = session.settings()
    parts = [f"**{title(id)}** {PAGES.index(id) + 1}/{len(PAGES)}" if id in PAGES else f"**{title(id)}**"]
    try:
        series = session.series()
        parts.append(f"{escape(series.title)}, {count(len(series), 'point')}")
    except LabError:
        parts.append("series: needs your attention")
    ahead = f"{count(now.preparation.horizon, 'step')} ahead" if now.preparation.horizon else "horizon 0"
    parts.append(f"window {now.preparation.window}, {ahead}")
    parts.append(network_size(now.network))
    parts.append(_run())
    return " ▸ ".join(parts)


def _run() -> str:
    job = session.job()
    if job is not None and not job.finished:
        return f"run: yours, {'paused' if job.state == 'paused' else 'training'}"
    if not session.is_trained():
        return "not trained yet"
    return "run: the shipped example" if session.is_shipped() else "run: yours"
