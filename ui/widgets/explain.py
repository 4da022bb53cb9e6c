"""How a page explains: what its picture means, folded beside it, and one thing to try at the end."""

from __future__ import annotations

import streamlit as st

from ui.format.text import show


def what_it_means(meaning: str) -> None:
    """The text with this id, one click away; open on paper (`ui/components/print.js`)."""
    with st.expander("What it means"):
        show(meaning)


def one_thing_to_try(try_this: str) -> None:
    """The text with this id, under a heading."""
    st.header("One thing to try", anchor=False)
    show(try_this)
