"""Choices on a page that a reload finds again: this browser's last ones, kept by the server beside its runs."""

from __future__ import annotations

import streamlit as st

from ui.state import session


def recall_choices(*keys: str) -> None:
    """Put what this browser chose last into these keys of the session, where it has nothing yet."""
    found = session.kept().choices
    for key in keys:
        if key in found:
            st.session_state.setdefault(key, found[key])


def keep_choices(*keys: str) -> None:
    """Keep what stands in these keys of the session now."""
    session.kept().choices |= {key: st.session_state[key] for key in keys if key in st.session_state}
