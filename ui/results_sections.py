"""Look closer: the sections of the Results page, of which only the chosen one computes and draws."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lstm_core.errors import LabError
from ui import places, session
from ui.results_ahead import ahead_offers, ahead_section
from ui.results_backtest import backtest_section
from ui.results_baselines import baselines_section
from ui.results_doctor import doctor
from ui.results_errors import errors_section
from ui.results_intervals import intervals_section
from ui.results_picture import picture_offers
from ui.results_state import Look
from ui.results_work import BACKTEST, BASELINE, running, touch
from ui.sections import choose_section, sections_offer

KEY = "results_section"
# A new section is a function of the look and a line here.
SECTIONS: dict[str, Callable[[Look], None]] = {
    "Doctor": lambda look: doctor(look.run, look.evaluation),
    "Errors": errors_section,
    "Baselines": baselines_section,
    "Ahead": ahead_section,
    "Intervals": intervals_section,
    "Backtest": backtest_section,
}


def settle() -> None:
    """Open what the address asks for, once there is a run to look at; called before the page is drawn."""
    if not session.is_trained():
        return
    try:
        run = session.run()
    except LabError:
        return
    # Classes have no sections, and one answer.
    offers = {}
    if not run.prepared.classes:
        offers = {"section": sections_offer(KEY, SECTIONS), **picture_offers(run), **ahead_offers(run)}
    for problem in places.settle("results", offers):
        session.notify(problem)


def look_closer(look: Look) -> None:
    """The choice, then the chosen section."""
    touch()
    st.header("Look closer", anchor=False)
    choose_section("Look closer", KEY, SECTIONS, _first)(look)


def _first() -> str:
    """What is open at first: after a reload the section whose work is under way."""
    if running(BACKTEST):
        return "Backtest"
    return "Baselines" if running(BASELINE) else "Doctor"
