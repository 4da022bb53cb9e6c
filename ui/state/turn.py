"""Only a few pages are drawn at the same time: thirty at once would finish no sooner, and everything else would wait.

All scripts share one interpreter. A thread that wants it waits for each of the others in turn, so with thirty of them
the answers of the live road and of other routes come much later, and all thirty pages come last.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st

AT_ONCE = 3
# A page that computes for long must not stop the others: after this they go beside it.
PATIENCE_SECONDS = 1.0
_places = threading.Semaphore(AT_ONCE)
_mine = threading.local()
P = ParamSpec("P")


@contextmanager
def turn() -> Iterator[None]:
    """Draw a page inside, or a part of one: a part inside a page that has its turn needs none of its own."""
    if getattr(_mine, "drawing", False):
        yield
        return
    _mine.drawing = True
    placed = _places.acquire(timeout=PATIENCE_SECONDS)
    try:
        with _once_more():
            yield
    finally:
        _mine.drawing = False
        if placed:
            _places.release()


def page_part(function: Callable[P, None]) -> Callable[P, None]:
    """A part of a page that is drawn alone when something in it is used: `st.fragment`, with the care of a page."""

    @wraps(function)
    def draw(*args: P.args, **more: P.kwargs) -> None:
        with _once_more():
            function(*args, **more)

    drawn: Callable[P, None] = st.fragment(draw)
    return drawn


@contextmanager
def _once_more() -> Iterator[None]:
    """Draw the page again where a run that ends meanwhile has taken a widget's state away from this one.

    Streamlit begins a run of a session while the one before still tidies up, and guards each with a lock of its own.
    """
    try:
        yield
    except KeyError as error:
        if any(frame.name == "register_widget" for frame in traceback.extract_tb(error.__traceback__)):
            st.rerun()
        raise
