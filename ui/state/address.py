"""Round every page: its address is read before it is drawn and written after it, whatever ends it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from ui.state import changes, places, session, slots
from ui.state.run_store import keeper


class PageOverError(BaseException):
    """Nothing more comes on this page; no fault, and so no `Exception`."""


def end_page() -> NoReturn:
    """End the page here. After Streamlit's own stop nothing can be sent any more, not even the page's address."""
    raise PageOverError


@contextmanager
def drawing(page: str) -> Iterator[None]:
    """Round every page, by its name: settings and places from the address when it leads, else into it."""
    slots.DRAWN.set(None)
    slots.DRAWING.set(page)
    _begin(page)
    try:
        with suppress(PageOverError):
            yield
    except RerunException:
        # Another run replaces this one, and what it had to say may be lost.
        raise
    except BaseException:
        _end(page)
        raise
    _end(page)


def _begin(page: str) -> None:
    session.follow_past()
    if not slots.SETTINGS.filled:
        session.read_url(session.address_now())
    led = slots.LED.pop()
    if led is not None:
        places.read(page, led)
    changes.compare(session.standing(), led is not None, slots.PAGE.get() != page)
    sync_url(page)
    keeper.drawn()
    session.kept().collect()


def _end(page: str) -> None:
    # What a page looks at may depend on what it has found.
    sync_url(page)
    slots.PAGE.set(page)
    slots.DRAWN.set(time.monotonic())


def query() -> dict[str, str]:
    """What differs from the default, the run and the race, as the address of any page carries them."""
    found = session.settings().to_query()
    shown = slots.JOB.get() or slots.OPENED.get()
    if shown:
        found["run"] = shown
    if slots.RACE.get():
        found["race"] = slots.RACE.get()
    return found


def sync_url(page: str) -> None:
    """Write settings, run, and what the page looks at into the address, and whose address it is.

    The browser may stand on another page, before it has reached this one or after it has left it: there
    `components/history.js` writes nothing.
    """
    now = session.address_now()
    look = {session.PRESENT: now[session.PRESENT]} if session.PRESENT in now else {}
    wanted = query() | places.to_query(page) | look | {session.PAGE: page}
    if wanted != now:
        st.query_params.from_dict(wanted)
