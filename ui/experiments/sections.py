"""The sections of the Experiments page, of which only the chosen one computes and draws."""

from __future__ import annotations

from collections.abc import Callable

from ui.experiments.ab_test import ab_section
from ui.experiments.race import race_section
from ui.experiments.runs import runs_section
from ui.experiments.search import search_section
from ui.experiments.seeds import seeds_section
from ui.experiments.sweep import knob_offer, second_offer, sweep_section
from ui.state import places, seed_pool, session
from ui.state.saved_choices import keep_choices, recall_choices
from ui.state.searches import mine
from ui.widgets.sections import CHOSEN, choose_section, sections_offer

KEY = "experiments_section"
# A new section is a function and a line here; the first one is open at first.
SECTIONS: dict[str, Callable[[], None]] = {
    "Runs": runs_section,
    "Seeds": seeds_section,
    "Sweep": sweep_section,
    "A/B test": ab_section,
    "Race": race_section,
    "Search": search_section,
}


def settle() -> None:
    """Open the section that the address asks for; called before the page is drawn."""
    offers = {"section": sections_offer(KEY, SECTIONS), "knob": knob_offer(), "second": second_offer()}
    for problem in places.settle("experiments", offers):
        session.notify(problem)


def sections() -> None:
    """The choice, then the chosen section."""
    seed_pool.touch()
    if (search := mine()) is not None:
        search.touch()
    chosen = CHOSEN.format(key=KEY)
    kept = chosen, knob_offer().state, second_offer().state
    recall_choices(*kept)
    section = choose_section("What you compare", KEY, SECTIONS, lambda: next(iter(SECTIONS)))
    keep_choices(*kept)
    section()
