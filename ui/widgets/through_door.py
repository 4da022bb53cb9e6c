"""Page switches by a button, which callbacks cannot do."""

from __future__ import annotations

import streamlit as st

from ui.state import address
from ui.state.slots import Slot


def through_door(door: Slot[str | None]) -> None:
    """Go to the page that a callback has put behind a door of the session; switching pages is not for callbacks."""
    page = door.pop()
    if page is not None:
        # Without it Streamlit would leave an entry that says nothing, and Back would lead to the defaults.
        st.switch_page(page, query_params=address.query())
