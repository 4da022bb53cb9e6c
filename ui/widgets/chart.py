"""A chart that stands still, and the theme that charts are drawn in."""

from __future__ import annotations

import streamlit as st

from ui.format.palette import Figure, Theme
from ui.widgets.live import live_chart


def theme() -> Theme:
    """The theme that the browser shows now."""
    return "dark" if st.context.theme.type == "dark" else "light"


def chart(figure: Figure, key: str, alt: str, *, narrowest: int = 0) -> None:
    """A figure that redraws in place; its layout's height reserves the room. `alt` says it in words.

    narrowest: as of `live_chart`.
    """
    live_chart(figure, key, figure["layout"]["height"], alt, narrowest=narrowest)
