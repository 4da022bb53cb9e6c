"""The walk through the app: its pages in order, and the navigation that offers them. Light on purpose."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

ROOT = Path(__file__).parent.parent
ICONS = {
    "start": ":material/home:", "data": ":material/show_chart:", "explore": ":material/search:",
    "prepare": ":material/view_column:", "train": ":material/play_circle:", "results": ":material/query_stats:",
    "gates": ":material/memory:", "experiments": ":material/science:",
}  # fmt: skip
# Only pages that are there: the navigation never offers what does not work.
WALK = tuple(name for name in ICONS if (ROOT / "pages" / f"{name}.py").exists())


def path(id: str) -> str:
    """The file of a page, as Streamlit wants it."""
    return str(ROOT / "pages" / f"{id}.py")


def title(id: str) -> str:
    """The page's one word."""
    return id.capitalize()


def navigate() -> Page:
    """Draw the navigation and return the page that the address asks for."""
    # The icon first: the navigation would ask another host for that of its page.
    st.set_page_config(page_icon=str(ROOT / "ui" / "icon.svg"), layout="wide")
    pages = [st.Page(path(name), title=title(name), icon=ICONS[name], default=name == "start") for name in WALK]
    page = st.navigation(pages, position="top")
    st.set_page_config(page_title=f"{page.title} – LSTM Lab")
    return page
