"""The walk through the app: its pages in order, and the navigation that offers them. Light on purpose."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from ui.format.pages import ICONS, PAGES, ROOT, path, title


def navigate() -> Page:
    """Draw the navigation and return the page that the address asks for."""
    # The icon first: the navigation would ask another host for that of its page.
    st.set_page_config(page_icon=str(ROOT / "ui" / "icon.svg"), layout="wide")
    pages = [st.Page(path(name), title=title(name), icon=ICONS[name], default=name == PAGES[0]) for name in PAGES]
    page = st.navigation(pages, position="top")
    st.set_page_config(page_title=f"{page.title} – LSTM Lab")
    return page
