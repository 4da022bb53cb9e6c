"""Where a table comes from: a file in the uploader, or a text that is pasted."""

from __future__ import annotations

import streamlit as st

from ui.format.text import show
from ui.state import memory_ceiling as ceiling
from ui.state import slots, uploads
from ui.widgets.shown import echoes, show_value

MAX_MEGABYTES = 50
# A longer table is better brought as a file: the browser sends the whole text again with each change.
MAX_PASTED = 200_000
PASTED = "Pasted table"
_BOX = "data_paste"


def chosen_file() -> uploads.Upload | None:
    """The file that the learner has brought last, whichever way, else the one in use."""
    full = ceiling.refused()
    raw = st.file_uploader(
        "Table (text, Excel, Parquet, JSON, also in a ZIP or gzip archive)", key="data_file",
        max_upload_size=MAX_MEGABYTES, disabled=full,
    )  # fmt: skip
    _paste_box(full)
    # What was sent before the page could say that there is no room is left aside.
    known = slots.DATA_FILE_ID.get()
    if raw is not None and raw.file_id != known and not full:
        # Its bytes are copied and hashed once.
        slots.DATA_FILE_ID.set(raw.file_id)
        slots.DATA_CANDIDATE.set(uploads.Upload(raw.name, raw.getvalue()))
    elif raw is None and known is not None:
        slots.DATA_FILE_ID.set(None)
        if not slots.DATA_PASTED.get():
            slots.DATA_CANDIDATE.set(None)
    return slots.DATA_CANDIDATE.get() or uploads.upload()


def _paste_box(full: bool) -> None:
    """A box for a table from the clipboard; what was pasted stays while the learner looks at other pages."""
    kept = slots.DATA_PASTED.get()
    with st.expander("Paste a table instead", icon=":material/content_paste:", expanded=bool(kept)):
        show("data/paste")
        show_value(_BOX, kept)
        st.text_area(
            "Table as text", kept, key=_BOX, max_chars=MAX_PASTED, height=160, disabled=full, on_change=_take,
            placeholder="date\tvalue\n2024-01-01\t17.5\n2024-01-02\t18.2",
        )  # fmt: skip


def _take() -> None:
    if echoes(_BOX):
        return
    text = str(slots.under(_BOX, "").get())
    slots.DATA_PASTED.set(text)
    slots.DATA_CANDIDATE.set(uploads.Upload(PASTED, text.encode()) if text.strip() else None)
