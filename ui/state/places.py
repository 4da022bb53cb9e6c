"""What a page looks at (section, tab, window, step, unit, epoch), as the address carries it beside the settings.

Every key starts with ``at.``, which no setting does. What an address asks for waits until its page knows what there is
to look at; until then it stays in the address as it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.state import slots
from ui.state.slots import under

PREFIX = "at."
_LONGEST = 40
# Between several options of one offer, and where none of them is chosen.
_AND, _NONE = ".", "none"


@dataclass(frozen=True)
class Offer:
    """One thing that a page looks at.

    state: where the session keeps the choice; nothing or None there is the default. options: what there is to choose.
    default: what is chosen until somebody chooses, and so does not stand in the address. title: how a sentence names
    it. most: how many options may be chosen; 0 where exactly one is, otherwise the choice is a list.
    """

    state: str
    options: Sequence[Any]
    default: Any
    title: str
    most: int = 0

    def holds(self, choice: Any) -> bool:
        """Whether this can be chosen here."""
        if not self.most:
            return choice in self.options
        return choice is not None and len(choice) <= self.most and all(one in self.options for one in choice)

    def named(self, text: str) -> list[Any]:
        """The one choice that a text of an address names; nothing where it names none."""
        if not self.most:
            return [option for option in self.options if slug(option) == text]
        asked = [] if text == _NONE else text.split(_AND)
        found = [option for option in self.options if slug(option) in asked]
        return [found] if len(found) == len(asked) and self.holds(found) else []

    def written(self, choice: Any) -> str:
        """A choice as an address names it."""
        if not self.most:
            return slug(choice)
        # In one order, whichever was chosen first: the same choice is the same address.
        return _AND.join(slug(option) for option in self.options if option in choice) or _NONE


def without(query: Mapping[str, str]) -> dict[str, str]:
    """An address without what the page looks at."""
    return {key: text for key, text in query.items() if not key.startswith(PREFIX)}


def read(page: str, query: Mapping[str, str]) -> None:
    """Take what the page shall look at from an address; what it looked at before is forgotten."""
    asked = {key.removeprefix(PREFIX): text for key, text in query.items() if key.startswith(PREFIX)}
    slots.ASKED.at_first({})[page] = asked
    for offer in _offered(page).values():
        under(offer.state).clear()


def settle(page: str, offers: Mapping[str, Offer]) -> list[str]:
    """Choose what the address asked for, before the page is drawn; returns a sentence for each that is not there."""
    _follow_defaults(page, offers)
    note(page, offers)
    problems = []
    for name, text in slots.ASKED.at_first({}).pop(page, {}).items():
        offer = offers.get(name)
        found = [] if offer is None else offer.named(text)
        if offer is not None and found:
            under(offer.state).set(found[0])
        else:
            problems.append(_problem(name, text, offer))
    return problems


def note(page: str, offers: Mapping[str, Offer]) -> None:
    """Keep what the page offers, for the address and for the next drawing."""
    slots.OFFERED.at_first({})[page] = dict(offers)


def _follow_defaults(page: str, offers: Mapping[str, Offer]) -> None:
    """What nobody has chosen follows another run's default."""
    for name, before in _offered(page).items():
        now = offers.get(name)
        if now is not None and now.default != before.default == under(before.state).get():
            under(before.state).clear()


def asked(page: str, name: str) -> bool:
    """Whether the address asks for it, and the page has not been drawn since."""
    return name in slots.ASKED.get().get(page, {})


def to_query(page: str) -> dict[str, str]:
    """What this page looks at, where it is not the default: key → text."""
    waiting = slots.ASKED.get().get(page, {})
    if waiting:
        return {f"{PREFIX}{name}": text for name, text in waiting.items()}
    chosen = {name: (under(offer.state).get(), offer) for name, offer in _offered(page).items()}
    return {
        f"{PREFIX}{name}": offer.written(now) for name, (now, offer) in chosen.items()
        # What was chosen for another run may not be there in this one.
        if now is not None and now != offer.default and offer.holds(now)
    }  # fmt: skip


def slug(option: object) -> str:
    """An option as it reads in an address: ``over-the-epochs``, ``12``."""
    return re.sub(r"[^a-z0-9]+", "-", str(option).lower()).strip("-")


def _offered(page: str) -> dict[str, Offer]:
    return slots.OFFERED.get().get(page, {})


def _problem(name: str, text: str, offer: Offer | None) -> str:
    shown = f"{PREFIX}{name[:_LONGEST]}={text[:_LONGEST]}"
    if offer is None:
        return f"In the address: {shown} names nothing that this page looks at. It was left out."
    first, last = offer.options[0], offer.options[-1]
    if isinstance(first, str):
        many = f"up to {offer.most}" if offer.most else "one"
        there = f"choose {many} of {', '.join(map(slug, offer.options))}"
    elif first == last:
        there = f"here is only {first}"
    elif len(offer.options) == last - first + 1:
        there = f"here it goes from {first} to {last}"
    else:
        there = f"kept are {', '.join(map(str, offer.options))}"
    return f"In the address: {shown} is no {offer.title} of what you look at; {there}. It was left out."
