"""What stands in the top bar beside the navigation: a way past the controls, and the button for light and dark."""

from __future__ import annotations

import streamlit as st

from ui.widgets.component import component

_watch = component("theme_watch")


def watch_theme(page: str, skip: str = "") -> None:
    """Part of every page, after its title, which takes the keyboard's place when the page is another one.

    The redraw is all that is wanted of a new theme, so its callback does nothing.
    skip: key of a row of buttons that the keyboard reaches at once, the first of them being what the page is for.
    """
    with st.container(key="theme_watch"):
        _watch(key="theme_watched", data={"page": page, "skip": skip}, on_flipped_change=lambda: None)
