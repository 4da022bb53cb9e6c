"""Look closer: the sections of the Results page, of which only the chosen one computes and draws."""

from __future__ import annotations

from collections.abc import Callable, Collection

import streamlit as st

from lstm_core.runs.run import Run
from lstm_core.runtime.errors import LabError
from ui.format.text import fill
from ui.results.ahead import ahead_offers, ahead_section
from ui.results.backtest import backtest_section
from ui.results.baselines import TABLE_PART, baselines_section
from ui.results.context import ResultsContext
from ui.results.doctor import doctor
from ui.results.errors import PART, errors_section
from ui.results.intervals import interval_offers, intervals_section
from ui.results.overview import picture_offers
from ui.results.works import BACKTEST, BASELINE, running, touch
from ui.state import current_run, places, session
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
    if not current_run.is_trained():
        return
    try:
        run = current_run.run()
    except LabError:
        return
    # Classes have no sections, and one answer.
    offers = {}
    if not run.prepared.classes:
        offers = {"section": sections_offer(KEY, sections_of(run)), "part": PART, "table": TABLE_PART}
        offers |= picture_offers(run) | ahead_offers(run) | interval_offers(run)
    for problem in places.settle("results", offers):
        session.notify(problem)


def sections_of(run: Run) -> dict[str, Callable[[ResultsContext], None]]:
    """The sections that have something to say of a run."""
    refused = {"Ahead", "Intervals", "Backtest"} if run.series.sequence else set()
    if not run.prepared.in_order:
        refused |= {"Ahead", "Intervals"}
    return {name: section for name, section in SECTIONS.items() if name not in refused}


def look_closer(look: ResultsContext) -> None:
    """The choice, then the chosen section."""
    touch()
    st.header("Look closer", anchor=False)
    sections = sections_of(look.run)
    section = choose_section("Look closer", KEY, sections, lambda: _first(sections))
    if len(sections) < len(SECTIONS):
        st.caption(fill("results/need_order" if look.series.sequence else "results/need_time"))
    section(look)


def _first(sections: Collection[str]) -> str:
    """What is open at first: after a reload the section whose work is under way."""
    if running(BACKTEST) and "Backtest" in sections:
        return "Backtest"
    return "Baselines" if running(BASELINE) else "Doctor"
