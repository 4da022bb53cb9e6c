"""Choices on a page that a reload finds again: this browser's last ones, kept by the server beside its runs."""

from __future__ import annotations

from ui.state import session
from ui.state.slots import under


def recall_choices(*keys: str) -> None:
    """Put what this browser chose last into these keys of the session, where it has nothing yet."""
    found = session.kept().choices
    for key in keys:
        if key in found:
            under(key).at_first(found[key])


def keep_choices(*keys: str) -> None:
    """Keep what stands in these keys of the session now."""
    session.kept().choices |= {key: under(key).get() for key in keys if under(key).filled}
