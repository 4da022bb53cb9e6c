"""What was computed once is not computed again: shared by all sessions, or kept inside one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from lstm_core.runtime.once import Cell

_shared: dict[str, OrderedDict[Hashable, Any]] = {}
_lock = threading.Lock()


def cached(name: str, key: Hashable, make: Callable[[], Any], *, keep: int = 16, private: bool = False) -> Any:
    """`make()`, or what it gave before for this `name` and `key`; the `keep` latest are kept.

    private: keep it in this session only, as everything made from an uploaded file must be.
    """
    return Memo(private=private).cached(name, key, make, keep)


class Memo:
    """Where things are kept; made in a script run, it serves in any thread. private: as of `cached`."""

    def __init__(self, *, private: bool) -> None:
        self._shelves: dict[str, Any] = st.session_state.setdefault("lab_memo", {}) if private else _shared

    def cached(self, name: str, key: Hashable, make: Callable[[], Any], keep: int = 16) -> Any:
        """As the function `cached`."""
        return _recall(self._shelves, name, key, make, keep)


def _recall(shelves: dict[str, Any], name: str, key: Hashable, make: Callable[[], Any], keep: int) -> Any:
    with _lock:
        shelf = shelves.setdefault(name, OrderedDict())
        cell: Cell = shelf.setdefault(key, Cell())
        shelf.move_to_end(key)
        while len(shelf) > keep:
            shelf.popitem(last=False)
    # Thirty who open a page together wait for one of them instead of computing the same thirty times.
    return cell.get(make)
