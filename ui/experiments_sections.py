"""The sections of the Experiments page, of which only the chosen one computes and draws."""

from __future__ import annotations

from collections.abc import Callable

from ui import seed_pool
from ui.experiments_ab import ab_section
from ui.experiments_race import race_section
from ui.experiments_runs import runs_section
from ui.experiments_search import search_section
from ui.experiments_seeds import seeds_section
from ui.search_state import running
from ui.sections import choose_section

# A new section is a function and a line here; the first one is open at first.
SECTIONS: dict[str, Callable[[], None]] = {
    "Runs": runs_section,
    "Seeds": seeds_section,
    "A/B test": ab_section,
    "Race": race_section,
    "Search": search_section,
}


def sections() -> None:
    """The choice, then the chosen section."""
    seed_pool.touch()
    choose_section("What you compare", "experiments_section", SECTIONS, _first)()


def _first() -> str:
    """What is open at first: after a reload the search that is under way."""
    return "Search" if running() else next(iter(SECTIONS))
