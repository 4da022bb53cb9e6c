"""What an act changed besides the setting that it was meant for: told in one line, and taken back by one button.

Nothing reports its changes. What stands when a page begins to be drawn is compared with what stood when the page
before it began; what lies between is one act, whatever it called.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import streamlit as st

from lstm_core.runs.run import Run
from lstm_core.settings import Settings, specs

if TYPE_CHECKING:
    from ui.state.session import Upload

_STOOD, _CHANGES, _OWN = "lab_stood", "lab_changes", "lab_own"
# How a file is named to a link; the series that goes with it says what changed.
_FILE = {"file", "file_rows", "file_hash"}


@dataclass(frozen=True)
class Standing:
    """What an act may put in place of something else: the settings, the file, the run in front of the pages."""

    settings: Settings
    upload: Upload | None
    job_id: str | None
    opened: str | None
    loaded: Run | None = field(compare=False)


@dataclass(frozen=True)
class Changes:
    """What an act changed. keys: short keys of the settings that no control was moved for, in the order of the walk.

    over: another act has come since; the line only keeps its place until the page is left, so that nothing jumps.
    """

    before: Standing
    after: Settings
    keys: tuple[str, ...]
    over: bool = False


def meant(keys: Iterable[str]) -> None:
    """The act that goes on now is about these settings; the learner sees them change and need not be told."""
    st.session_state[_OWN] = st.session_state.get(_OWN, frozenset()) | frozenset(keys)


def compare(now: Standing, led: bool, another: bool) -> None:
    """Note what changed since the page before; one whose address led (led: True) starts afresh.

    another: whether it is another page, not the same one drawn again.
    """
    own = st.session_state.pop(_OWN, frozenset())
    stood: Standing | None = st.session_state.get(_STOOD)
    st.session_state[_STOOD] = now
    told = changes()
    if told is not None and told.over and another:
        del st.session_state[_CHANGES]
    if stood == now and not led:
        return
    if told is not None and not another and not led:
        st.session_state[_CHANGES] = replace(told, over=True)
    else:
        st.session_state.pop(_CHANGES, None)
    if stood is None or led:
        return
    keys = tuple(
        key for key in specs()
        if stood.settings.get(key) != now.settings.get(key) and key not in own and key not in _FILE
    )  # fmt: skip
    if keys:
        st.session_state[_CHANGES] = Changes(stood, now.settings, keys)


def changes() -> Changes | None:
    """What the last act changed besides what it was meant for, until the next one; None where there is nothing."""
    found: Changes | None = st.session_state.get(_CHANGES)
    return found
