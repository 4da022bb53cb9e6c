"""What the core refuses, as a notice that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import streamlit as st

from lstm_core.runtime.errors import DataError, LabError
from ui.format.pages import ICONS, path, title
from ui.format.refusal import refusal_text
from ui.format.text import escape
from ui.state import address, session, slots, uploads
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
            for page in ("data", "prepare") if isinstance(error, DataError) else ("prepare",):
                if page != slots.DRAWING.get():
                    st.page_link(path(page), label=f"Go to {title(page)}", icon=ICONS[page])
        address.end_page()


def _offer_repair() -> None:
    """The choice that mends missing values, right where they stop the page."""
    try:
        broken = not np.isfinite(session.series().values).all()
    except LabError:
        return
    if broken:
        control("missing")
