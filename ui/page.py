"""What every page begins and ends with: title, where you are in the walk, the question, the way on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import streamlit as st

from lstm_core.backbones import BACKBONES
from lstm_core.errors import DataError, LabError
from lstm_core.network import TITLES
from lstm_core.notebook import settings_changed
from lstm_core.settings import NetworkSettings
from ui import ceiling, data_choice, session
from ui.changes import changes
from ui.controls import control, setting_text
from ui.live import live_chart
from ui.palette import Figure, Theme
from ui.run_file import dropped_run
from ui.text import count, escape, show, text
from ui.theme_watch import watch_theme
from ui.walk import ICONS, ROOT, WALK, path, title

# Pages that offer to train what is not trained by themselves.
TRAINABLE = ("train", "results", "gates", "experiments")


def theme() -> Theme:
    """The theme that the browser shows now."""
    return "dark" if st.context.theme.type == "dark" else "light"


def page(id: str, *, asks: bool = True, skip: str = "", next_step: Callable[[], None] | None = None) -> None:
    """Title, ribbon, notices and the page's question; asks: False where the question depends on the run.

    skip: as of `watch_theme`. next_step: draws a button into the line that says what the last act changed.
    """
    st.html(ROOT / "ui" / "style.css")
    dropped_run()
    st.title("LSTM Lab" if id == "start" else title(id), anchor=False)
    watch_theme(id, skip)
    st.caption(ribbon(id))
    # One place, however much there is to say: what stands below it would be built anew if it moved.
    with st.container():
        for sentence in session.notices():
            st.warning(escape(sentence), icon=":material/info:")
        _changed(next_step)
        if session.RUN_LOST in session.notices() and id not in TRAINABLE:
            train_now()
        if asks:
            show(f"{id}/question")


def _changed(next_step: Callable[[], None] | None) -> None:
    """What the last act changed besides the setting that it was meant for, and the way back."""
    told = changes()
    if told is None:
        return
    words = escape("; ".join(settings_changed(told.after, told.before.settings, setting_text, told.keys)))
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="changed"):
        st.markdown(f"**{count(len(told.keys), 'setting')} changed:** {words}", width="stretch")
        if next_step is not None:
            next_step()
        st.button("Undo", icon=":material/undo:", key="undo", on_click=session.undo, help=text("changed_undo"))


def train_now() -> None:
    """The button that trains the experiment in front of the pages, wherever that is wanted."""
    st.button("Train it now", icon=":material/play_arrow:", type="primary", on_click=_train, key="train_now")


def _train() -> None:
    try:
        session.start_job()
    except LabError as error:
        session.notify(str(error))


def chart(figure: Figure, key: str, alt: str, *, narrowest: int = 0) -> None:
    """A figure that redraws in place; its layout's height reserves the room. `alt` says it in words.

    narrowest: as of `live_chart`.
    """
    live_chart(figure, key, figure["layout"]["height"], alt, narrowest=narrowest)


def ribbon(id: str) -> str:
    """Where you are, and which series, window, network and run you look at."""
    now = session.settings()
    parts = [f"**{title(id)}** {WALK.index(id) + 1}/{len(WALK)}" if id in WALK else f"**{title(id)}**"]
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


def network_size(network: NetworkSettings) -> str:
    """The kind of network with what its size is told by: ``LSTM 2 × 50``, ``Linear layer``."""
    uses = BACKBONES[network.kind].uses
    layers = f"{network.layers} × " if network.layers > 1 and "layers" in uses else ""
    return f"{TITLES[network.kind]} {layers}{network.units if 'units' in uses else ''}".rstrip()


def _run() -> str:
    job = session.job()
    if job is not None and not job.finished:
        return f"run: yours, {'paused' if job.state == 'paused' else 'training'}"
    if not session.is_trained():
        return "not trained yet"
    return "run: the shipped example" if session.is_shipped() else "run: yours"


@contextmanager
def guard() -> Iterator[None]:
    """What the core refuses inside becomes a notice that says what to do; the page stops there."""
    try:
        yield
    except session.UploadMissingError as error:
        ask_for_file(error)
        st.stop()
    except LabError as error:
        st.error(escape(str(error)), icon=":material/error:")
        if isinstance(error, DataError):
            _offer_repair()
        with st.container(horizontal=True):
            if isinstance(error, DataError):
                st.page_link(path("data"), label="Go to Data", icon=ICONS["data"])
            st.page_link(path("prepare"), label="Go to Prepare", icon=ICONS["prepare"])
        st.stop()


def _offer_repair() -> None:
    """The choice that mends missing values, right where they stop the page."""
    try:
        broken = not np.isfinite(session.series().values).all()
    except LabError:
        return
    if broken:
        control("missing")


def ask_for_file(error: session.UploadMissingError) -> None:
    """The uploader for the file that the settings name, right where it is missing."""
    st.warning(escape(str(error)), icon=":material/upload_file:")
    full = ceiling.refused()
    file = st.file_uploader("The file", key="link_file", max_upload_size=50, disabled=full)
    if file is not None and not full:
        problem = data_choice.answer_link(session.Upload(file.name, file.getvalue()))
        if problem:
            st.error(escape(problem), icon=":material/error:")
        else:
            st.rerun()


def through_door(key: str) -> None:
    """Go to the page that a callback has put under `key` of the session; switching pages is not for callbacks."""
    if key in st.session_state:
        # Without it Streamlit would leave an entry that says nothing, and Back would lead to the defaults.
        st.switch_page(st.session_state.pop(key), query_params=session.address())


def closing(meaning: str, try_this: str) -> None:
    """What it means and one thing to try, side by side; both are ids of texts."""
    left, right = st.columns(2)
    with left:
        st.header("What it means", anchor=False)
        show(meaning)
    with right:
        st.header("One thing to try", anchor=False)
        show(try_this)


def way_on(id: str) -> None:
    """The links to the page before and the page after."""
    here = WALK.index(id)
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if here:
            before = WALK[here - 1]
            st.page_link(path(before), label=f"Back to {title(before)}", icon=":material/arrow_back:")
        if here + 1 < len(WALK):
            after = WALK[here + 1]
            st.page_link(
                path(after), label=f"On to {title(after)}", icon=":material/arrow_forward:", icon_position="right"
            )
        else:
            st.page_link(path("data"), label="Once more, with another series", icon=ICONS["data"])
