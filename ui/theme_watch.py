"""Draw the page again when its theme changes under it, as many browsers do at sunset."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_SCRIPT = Path(__file__).parent / "components" / "theme_watch.js"
_watch = st.components.v2.component("theme_watch", js=_SCRIPT.read_text(encoding="utf-8"))


def watch_theme() -> None:
    """Part of every page. The redraw is all that is wanted of the change, so its callback does nothing."""
    with st.container(key="theme_watch"):
        _watch(key="theme_watched", on_flipped_change=lambda: None)
