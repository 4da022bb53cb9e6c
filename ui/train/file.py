"""Save the run that the page shows as one file, and put a saved one back."""

from __future__ import annotations

import io

import streamlit as st

from lstm_core.runs.run import Run
from lstm_core.runs.run_file import RUN_SUFFIX, save_run
from ui.format.text import show
from ui.state import memory_ceiling as ceiling
from ui.widgets.run_file import MAX_MB, open_file

_FILE = "train_file"


def file_panel(run: Run | None) -> None:
    """Download and upload; `run` is None while there is nothing finished to save."""
    with st.expander("Save this run, or load one", key="train_files"):
        show("train/files")
        st.download_button(
            "Save the run", data=lambda: run_bytes(run) if run is not None else b"", file_name=f"run{RUN_SUFFIX}",
            mime="application/zip", icon=":material/download:", on_click="ignore", disabled=run is None,
            key="train_save",
        )  # fmt: skip
        st.file_uploader(
            "Load a run", type=RUN_SUFFIX.removeprefix("."), max_upload_size=MAX_MB, key=_FILE,
            on_change=open_file, args=(_FILE,), disabled=ceiling.refused(),
        )  # fmt: skip


def run_bytes(run: Run) -> bytes:
    """The run as the bytes of its file."""
    buffer = io.BytesIO()
    save_run(run, buffer)
    return buffer.getvalue()
