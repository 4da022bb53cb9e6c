"""The button that trains the experiment in front of the pages."""

from __future__ import annotations

import streamlit as st

from lstm_core.runtime.errors import LabError
from ui.format.refusal import refusal_text
from ui.state import current_run, session


def train_now() -> None:
    """The button that trains the experiment in front of the pages, wherever that is wanted."""
    st.button("Train it now", icon=":material/play_arrow:", type="primary", on_click=_train, key="train_now")


def _train() -> None:
    try:
        current_run.start_job()
    except LabError as error:
        session.notify(refusal_text(error))
