"""The walk through the app: its pages in order, and the navigation that offers them. Light on purpose."""

from __future__ import annotations

from copy import copy
from functools import lru_cache

import streamlit as st
from streamlit.navigation.page import Page

from ui.format.pages import ICONS, PAGES, ROOT, path, title


def navigate() -> Page:
    """Draw the navigation and return the page that the address asks for."""
    # The icon first: the navigation would ask another host for that of its page.
    st.set_page_config(page_icon=str(ROOT / "ui" / "icon.svg"), layout="wide")
    st.logo(str(ROOT / "ui" / "wordmark.svg"))
    # The navigation marks what it is given, so that each run has objects of its own.
    page = st.navigation([copy(one) for one in _pages()], position="top")
    st.set_page_config(page_title=f"{page.title} – LSTM Lab")
    return page


@lru_cache(maxsize=1)
def _pages() -> tuple[Page, ...]:
    """Made once: each looks for its file, and while a script waits for the disk another takes its turn."""
    return tuple(st.Page(path(name), title=title(name), icon=ICONS[name], default=name == PAGES[0]) for name in PAGES)
