"""Draw the page again when its theme changes under it, as many browsers do at sunset."""

from __future__ import annotations

import streamlit as st

from ui.component import component

_watch = component("theme_watch")


def watch_theme() -> None:
    """Part of every page. The redraw is all that is wanted of the change, so its callback does nothing."""
    with st.container(key="theme_watch"):
        _watch(key="theme_watched", on_flipped_change=lambda: None)
