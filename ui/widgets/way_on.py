"""The links at the end of a page."""

from __future__ import annotations

import streamlit as st

from ui.format.pages import ICONS, PAGES, path, title


def way_on(id: str) -> None:
    """The links to the page before and the page after."""
    here = PAGES.index(id)
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if here:
            before = PAGES[here - 1]
            with st.container(key="way_on_back", width="content"):
                st.page_link(path(before), label=f"Back to {title(before)}", icon=":material/arrow_back:")
        if here + 1 < len(PAGES):
            after = PAGES[here + 1]
            with st.container(key="way_on_next", width="content"):
                st.page_link(
                    path(after), label=f"On to {title(after)}", icon=":material/arrow_forward:", icon_position="right"
                )
        else:
            st.page_link(path("data"), label="Once more, with another series", icon=ICONS["data"])
