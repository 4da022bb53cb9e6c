"""What the parts of Experiments, Runs share: the runs that are listed, which are chosen, and how they are named."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from functools import lru_cache

from lstm_core.notebook import Entry, entry_of
from ui.format.metrics import METRIC_LABELS
from ui.format.text import measured
from ui.state import server, session, slots
from ui.widgets.settings import setting_text

SHIPPED = "shipped"
# More lines than these cannot be told apart.
MOST_DRAWN = 8


def listed() -> list[Entry]:
    """The kept runs, the newest first, and the shipped run."""
    return [*reversed(session.kept().book().entries), shipped_entry()]


@lru_cache(maxsize=1)
def shipped_entry() -> Entry:
    """The shipped run as an entry, which nobody can change or delete."""
    return entry_of(server.shipped(), SHIPPED, datetime.fromtimestamp(0, UTC), "The shipped run")


def chosen_of(entries: list[Entry]) -> list[Entry]:
    """The runs that the learner has chosen, in the order of the table; at first the two that stand on top."""
    ids = slots.CHOSEN_RUNS.get()
    return entries[:2] if ids is None else [entry for entry in entries if entry.id in ids]


def choose(ids: list[str]) -> None:
    """Choose these runs; safe in callbacks."""
    slots.CHOSEN_RUNS.set(ids)


def legend_names(entries: list[Entry]) -> list[str]:
    """A name per run for a legend, safe there; one that comes again is numbered."""
    names: list[str] = []
    for entry in entries:
        again = sum(entry.name == earlier.name for earlier in entries[: len(names)])
        names.append(html.escape(f"{entry.name} ({again + 1})" if again else entry.name))
    return names


def words(key: str, value: object) -> str:
    """A setting's value or a metric, as it reads in a sentence."""
    return measured(value) if key in METRIC_LABELS and isinstance(value, float) else setting_text(key, value)
