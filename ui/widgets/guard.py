"""What the core refuses, as a notice that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import streamlit as st

from lstm_core.runtime.errors import DataError, LabError
from ui.format.pages import ICONS, path
from ui.format.refusal import refusal_text
from ui.format.text import escape
from ui.state import address, session, uploads
from ui.widgets.missing_file import ask_for_file
from ui.widgets.settings import control


@contextmanager
def guard() -> Iterator[None]:
    """What the core refuses inside becomes a notice that says what to do; the page stops there."""
    try:
        yield
    except uploads.UploadMissingError as error:
        ask_for_file(error)
        address.end_page()
    except LabError as error:
        st.error(escape(refusal_text(error)), icon=":material/error:")
        if isinstance(error, DataError):
            _offer_repair()
        with st.container(horizontal=True):
            if isinstance(error, DataError):
                st.page_link(path("data"), label="Go to Data", icon=ICONS["data"])
            st.page_link(path("prepare"), label="Go to Prepare", icon=ICONS["prepare"])
        address.end_page()


def _offer_repair() -> None:
    """The choice that mends missing values, right where they stop the page."""
    try:
        broken = not np.isfinite(session.series().values).all()
    except LabError:
        return
    if broken:
        control("missing")
