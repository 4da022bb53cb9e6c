"""The sections of the Experiments page, of which only the chosen one computes and draws."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui import seed_pool
from ui.controls import show_value
from ui.experiments_ab import ab_section
from ui.experiments_runs import runs_section
from ui.experiments_search import search_section
from ui.experiments_seeds import seeds_section
from ui.search_state import running

# A new section is a function and a line here; the first one is open at first.
SECTIONS: dict[str, Callable[[], None]] = {
    "Runs": runs_section,
    "Seeds": seeds_section,
    "A/B test": ab_section,
    "Search": search_section,
}
_CHOSEN = "experiments_section_chosen"


def sections() -> None:
    """The choice, then the chosen section."""
    seed_pool.touch()
    show_value("experiments_section", st.session_state.setdefault(_CHOSEN, _first()))
    chosen = st.segmented_control(
        "What you compare", list(SECTIONS), required=True, key="experiments_section", on_change=_took,
        label_visibility="collapsed",
    )  # fmt: skip
    SECTIONS[str(chosen)]()


def _first() -> str:
    """What is open at first: after a reload the search that is under way."""
    return "Search" if running() else next(iter(SECTIONS))


def _took() -> None:
    st.session_state[_CHOSEN] = st.session_state["experiments_section"]
