"""What every page begins and ends with: title, where you are in the walk, the question, the way on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lstm_core.notebook import settings_changed
from ui.format.pages import ROOT, WALK, heading
from ui.format.text import count, escape, show, text
from ui.shell.stepper import places_of_steps, stepper
from ui.shell.theme_watch import watch_theme
from ui.state import session
from ui.state.changes import changes
from ui.widgets.run_file import dropped_run
from ui.widgets.settings import setting_text
from ui.widgets.train_now import train_now

# Pages that offer to train what is not trained by themselves.
TRAINABLE = tuple(name for name, page in WALK.items() if page.trains)


def page(
    id: str, *, asks: bool = True, skip: str = "", next_step: Callable[[], None] | None = None
) -> Sequence[DeltaGenerator]:
    """Title, steps, notices and the page's question; asks: False where the question depends on the run.

    skip: as of `watch_theme`. next_step: draws a button into the line that says what the last act changed.
    Returns the places of the steps, for a page whose parts are drawn without them.
    """
    st.html(_styles())
    dropped_run()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="head"):
        st.title(heading(id), anchor=False, width="content")
        # The keyboard goes from the title to what skips the rest.
        watch_theme(id, skip)
        line = places_of_steps()
    stepper(line)
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
    sheets = (ROOT / "ui" / "styles" / f"{name}.css" for name in ("pages", "present"))
    return f"<style>{''.join(sheet.read_text() for sheet in sheets)}</style>"


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
