"""Widgets that are views: what they show stands elsewhere, and only a hand may change it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from ui.state import session

# Widget → what the browser may still show although the script has put another value into it; widgets moved by hand
# since they were drawn; widget → what it was drawn with.
_REPLACED, _MOVED, _SHOWN = "lab_replaced", "lab_moved", "lab_shown"
_NOTHING = object()


def show_value(key: str, value: Any) -> None:
    """Make the widget behind `key` show `value`, which its own default must be, too.

    Written only when it differs: a value that the script sets overrules what the learner moved meanwhile. It may get
    lost with a script run that another one replaces; then the browser sends back what it still shows (`echoes`), be it
    what the widget showed before or what any of these runs has put there.
    """
    state = st.session_state
    replaced, moved = state.setdefault(_REPLACED, {}), state.setdefault(_MOVED, set())
    before = replaced.pop(key, [])
    shown = state.get(key, _NOTHING)
    if shown != value:
        if shown is not _NOTHING and key not in moved:
            replaced[key] = [*before, shown, value]
        state[key] = value
    moved.discard(key)
    state.setdefault(_SHOWN, {})[key] = value


def echoes(key: str, others: Iterable[str] = ()) -> bool:
    """Whether the widget behind `key` only says again what the script has replaced: no hand has moved it.

    others: further views on the same value. A hand moves one at a time, so where one of these has moved, too, it is
    the other one's echo, however late. Asked once in the widget's callback, which then leaves everything as it is.
    """
    state = st.session_state
    replaced, shown = state.get(_REPLACED, {}), state.get(_SHOWN, {})

    def by_hand(other: str) -> bool:
        now = state.get(other, _NOTHING)
        return now != shown.get(other, _NOTHING) and now not in replaced.get(other, [])

    echo = state[key] in replaced.get(key, []) and (session.may_be_lost() or any(map(by_hand, others)))
    if not echo:
        st.session_state.setdefault(_MOVED, set()).add(key)
    return bool(echo)
