"""What a page ends with: what it means, and one thing to try."""

from __future__ import annotations

import streamlit as st

from ui.format.text import show


def closing(meaning: str, try_this: str) -> None:
    """What it means and one thing to try, side by side; both are ids of texts."""
    left, right = st.columns(2)
    with left:
        st.header("What it means", anchor=False)
        show(meaning)
    with right:
        st.header("One thing to try", anchor=False)
        show(try_this)
