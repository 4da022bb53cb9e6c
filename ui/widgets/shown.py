"""Widgets that are views: what they show stands elsewhere, and only a hand may change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ui.state import session
from ui.state.slots import Slot, under

_NOTHING = object()


@dataclass
class _Views:
    """What a session knows of its views: all in one, for Streamlit copies every entry of a session for each number.

    replaced: widget → what the browser may still show although the script has put another value into it. moved: widgets
    moved by hand since they were drawn. shown: widget → what it was drawn with.
    """

    replaced: dict[str, list[Any]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    shown: dict[str, Any] = field(default_factory=dict)


_KNOWN: Slot[_Views | None] = Slot("lab_widgets", None)


def _views() -> _Views:
    views = _KNOWN.get()
    if views is None:
        views = _Views()
        _KNOWN.set(views)
    return views


def show_value(key: str, value: Any) -> None:
    """Make the widget behind `key` show `value`, which its own default must be, too.

    Written only when it differs: a value that the script sets overrules what the learner moved meanwhile. It may get
    lost with a script run that another one replaces; then the browser sends back what it still shows (`echoes`), be it
    what the widget showed before or what any of these runs has put there.
    """
    widget, views = under(key, _NOTHING), _views()
    before = views.replaced.pop(key, [])
    shown = widget.get()
    if shown != value:
        if shown is not _NOTHING and key not in views.moved:
            views.replaced[key] = [*before, shown, value]
        widget.set(value)
    views.moved.discard(key)
    views.shown[key] = value


def echoes(key: str, others: Iterable[str] = ()) -> bool:
    """Whether the widget behind `key` only says again what the script has replaced: no hand has moved it.

    others: further views on the same value. A hand moves one at a time, so where one of these has moved, too, it is
    the other one's echo, however late. Asked once in the widget's callback, which then leaves everything as it is.
    """
    views = _views()

    def by_hand(other: str) -> bool:
        now = under(other, _NOTHING).get()
        return now != views.shown.get(other, _NOTHING) and now not in views.replaced.get(other, [])

    echo = under(key).get() in views.replaced.get(key, []) and (session.may_be_lost() or any(map(by_hand, others)))
    if not echo:
        views.moved.add(key)
    return bool(echo)
