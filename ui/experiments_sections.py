"""The sections of the Experiments page, of which only the chosen one computes and draws."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.controls import show_value
from ui.experiments_runs import runs_section

# A new section is a function and a line here; the first one is open at first.
SECTIONS: dict[str, Callable[[], None]] = {
    "Runs": runs_section,
}
_CHOSEN = "experiments_section_chosen"


def sections() -> None:
    """The choice, then the chosen section."""
    show_value("experiments_section", st.session_state.setdefault(_CHOSEN, next(iter(SECTIONS))))
    chosen = st.segmented_control(
        "What you compare", list(SECTIONS), required=True, key="experiments_section", on_change=_took,
        label_visibility="collapsed",
    )  # fmt: skip
    SECTIONS[str(chosen)]()


def _took() -> None:
    st.session_state[_CHOSEN] = st.session_state["experiments_section"]
