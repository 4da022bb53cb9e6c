"""Look closer: the sections of the Results page, of which only the chosen one computes and draws."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.controls import show_value
from ui.results_ahead import ahead_section
from ui.results_backtest import backtest_section
from ui.results_baselines import baselines_section
from ui.results_errors import errors_section
from ui.results_intervals import intervals_section
from ui.results_state import Look
from ui.results_work import BACKTEST, BASELINE, running, touch

# A new section is a function of the look and a line here.
SECTIONS: dict[str, Callable[[Look], None]] = {
    "Errors": errors_section,
    "Baselines": baselines_section,
    "Ahead": ahead_section,
    "Intervals": intervals_section,
    "Backtest": backtest_section,
}
_CHOSEN = "results_section_chosen"


def look_closer(look: Look) -> None:
    """The choice, then the chosen section."""
    touch()
    st.subheader("Look closer", anchor=False)
    if _CHOSEN not in st.session_state:
        st.session_state[_CHOSEN] = _first()
    show_value("results_section", st.session_state[_CHOSEN])
    chosen = st.segmented_control(
        "Look closer", list(SECTIONS), required=True, key="results_section", on_change=_took,
        label_visibility="collapsed",
    )  # fmt: skip
    SECTIONS[str(chosen)](look)


def _first() -> str:
    """What is open at first: after a reload the section whose work is under way."""
    if running(BACKTEST):
        return "Backtest"
    return "Baselines" if running(BASELINE) else "Errors"


def _took() -> None:
    st.session_state[_CHOSEN] = st.session_state["results_section"]
