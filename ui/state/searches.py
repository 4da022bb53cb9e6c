"""The search of this browser: one at a time, kept by the server, found again after a reload."""

from __future__ import annotations

import streamlit as st

from lstm_core.experiments.search import Search, Searches, SearchPlan
from ui.state import server, session


@st.cache_resource(show_spinner=False)
def searches() -> Searches:
    """The searches of this server process."""
    return Searches()


def mine() -> Search | None:
    """This browser's newest search, running or ended."""
    return searches().of(server.token())


def running() -> bool:
    """Whether a search of this browser is under way."""
    search = mine()
    return search is not None and not search.finished


def begin(plan: SearchPlan) -> None:
    """Start a search on the session's series; safe in callbacks. Raises LabError where it cannot be."""
    searches().start(plan, session.series(), server.host(), server.token())
