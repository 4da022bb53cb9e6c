"""Experiments, Runs: the whole notebook as one file, and back."""

from __future__ import annotations

import io
from functools import reduce
from typing import Any

import streamlit as st

from lstm_core.notebook import MAX_BYTES, MAX_RUNS, NOTEBOOK_SUFFIX, add, import_notebook, save_notebook
from lstm_core.runtime.errors import LabError
from ui.format.refusal import refusal_text
from ui.format.text import count, escape, show
from ui.state import memory_ceiling as ceiling
from ui.state import session, slots

MAX_MB = 100
_FILE = "runs_file"


def file_panel() -> None:
    """Export and import."""
    with st.expander("Export the notebook, or import one", key="runs_files"):
        show("experiments/files", most=MAX_RUNS, size=MAX_BYTES // 1_000_000)
        st.download_button(
            "Export all runs", notebook_bytes, f"notebook{NOTEBOOK_SUFFIX}", "application/zip",
            icon=":material/download:", on_click="ignore", disabled=not session.kept().book().entries,
            key="runs_export",
        )  # fmt: skip
        full = ceiling.refused()
        file = st.file_uploader(
            "Import a notebook", type=NOTEBOOK_SUFFIX.removeprefix("."), max_upload_size=MAX_MB, key=_FILE,
            disabled=full,
        )  # fmt: skip
        if file is not None and not full:
            _import(file.file_id, file.getvalue())


def notebook_bytes() -> bytes:
    """All kept runs as the bytes of their file."""
    buffer = io.BytesIO()
    save_notebook(session.kept().book(), buffer)
    return buffer.getvalue()


def _import(file_id: str, content: bytes) -> None:
    """Read a file once; the sentence stays as long as the file does."""
    if slots.IMPORTED.get()[0] != file_id:
        before = len(session.kept().book().entries)
        bar = st.progress(0.0, "Measuring every run anew")

        def told(done: float, partial: Any = None) -> None:  # noqa: ARG001
            bar.progress(done, "Measuring every run anew")

        try:
            fuller = import_notebook(session.kept().book(), io.BytesIO(content), told)
        except LabError as error:
            slots.IMPORTED.set((file_id, refusal_text(error), False))
        else:
            # Onto the notebook as it is by now: a training may have ended meanwhile.
            session.kept().change(lambda book: reduce(add, fuller.entries, book))
            added = len(fuller.entries) - before
            slots.IMPORTED.set((file_id, f"{count(added, 'run')} came in; what was here already stayed.", True))
            st.rerun()
        bar.empty()
    _, sentence, well = slots.IMPORTED.get()
    if well:
        st.success(escape(sentence), icon=":material/check:")
    else:
        st.error(escape(sentence), icon=":material/error:")
