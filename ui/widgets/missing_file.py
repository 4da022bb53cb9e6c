"""The uploader for a file that a link names and nobody has brought."""

from __future__ import annotations

import streamlit as st

from ui.format.refusal import refusal_text
from ui.format.text import escape
from ui.state import data_choice, uploads
from ui.state import memory_ceiling as ceiling


def ask_for_file(error: uploads.UploadMissingError) -> None:
    """The uploader for the file that the settings name, right where it is missing."""
    st.warning(escape(refusal_text(error)), icon=":material/upload_file:")
    full = ceiling.refused()
    file = st.file_uploader("The file", key="link_file", max_upload_size=50, disabled=full)
    if file is not None and not full:
        problem = data_choice.answer_link(uploads.Upload(file.name, file.getvalue()))
        if problem:
            st.error(escape(problem), icon=":material/error:")
        else:
            st.rerun()
