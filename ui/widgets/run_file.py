"""A saved run that comes back: chosen on Train, or dropped anywhere on a page."""

from __future__ import annotations

import io

import streamlit as st

from lstm_core.runs.run_file import RUN_SUFFIX, load_run
from lstm_core.runtime.errors import LabError
from lstm_core.series import fingerprint
from ui.format.refusal import refusal_text
from ui.format.text import fill
from ui.state import current_run, session, slots
from ui.state import memory_ceiling as ceiling
from ui.state.slots import under

MAX_MB = 100


def dropped_run() -> None:
    """Part of every page: the uploader, out of sight, that `components/drop.js` hands a dropped file to."""
    # Another uploader for the next file, so that the server need not keep the bytes of the last one.
    key = f"lab_drop_{slots.DROPPED.get()}"
    with st.container(key="lab_drop"):
        st.file_uploader(
            "A run file", type=RUN_SUFFIX.removeprefix("."), max_upload_size=MAX_MB, key=key, on_change=_take,
            args=(key,), disabled=ceiling.refused(), label_visibility="collapsed",
        )  # fmt: skip


def open_file(key: str) -> None:
    """Put the run of the uploader behind `key` in front of the pages, and say so, or why not."""
    file = under(key).get()
    if file is None:
        return
    if ceiling.above():
        session.notify(ceiling.FULL)
        return
    try:
        content = file.getvalue()
        current_run.load(load_run(io.BytesIO(content)), fingerprint(content))
    except LabError as error:
        session.notify(refusal_text(error))
        return
    session.notify(fill("train/opened", name=file.name))


def _take(key: str) -> None:
    open_file(key)
    slots.DROPPED.set(slots.DROPPED.get() + 1)
