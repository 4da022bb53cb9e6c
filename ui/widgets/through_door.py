"""Page switches by a button, which callbacks cannot do."""

from __future__ import annotations

import streamlit as st

from ui.state import session


def through_door(key: str) -> None:
    """Go to the page that a callback has put under `key` of the session; switching pages is not for callbacks."""
    if key in st.session_state:
        # Without it Streamlit would leave an entry that says nothing, and Back would lead to the defaults.
        st.switch_page(st.session_state.pop(key), query_params=session.address())
