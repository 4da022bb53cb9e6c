"""Look closer: the sections of the Results page, of which only the chosen one computes and draws."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lstm_core.runtime.errors import LabError
from ui.results.ahead import ahead_offers, ahead_section
from ui.results.backtest import backtest_section
from ui.results.baselines import baselines_section
from ui.results.context import ResultsContext
from ui.results.doctor import doctor
from ui.results.errors import errors_section
from ui.results.intervals import intervals_section
from ui.results.overview import picture_offers
from ui.results.works import BACKTEST, BASELINE, running, touch
from ui.state import places, session
from ui.widgets.sections import choose_section, sections_offer

KEY = "results_section"
# A new section is a function of the look and a line here.
SECTIONS: dict[str, Callable[[ResultsContext], None]] = {
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


def look_closer(look: ResultsContext) -> None:
    """The choice, then the chosen section."""
    touch()
    st.header("Look closer", anchor=False)
    choose_section("Look closer", KEY, SECTIONS, _first)(look)


def _first() -> str:
    """What is open at first: after a reload the section whose work is under way."""
    if running(BACKTEST):
        return "Backtest"
    return "Baselines" if running(BASELINE) else "Doctor"
