"""Controls beside the picture that they change; on a phone the picture comes first (`ui/styles/pages.css`)."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def stage(controls: float = 1, picture: float = 2.4) -> tuple[DeltaGenerator, DeltaGenerator]:
    """The two columns, of these widths; one stage per page."""
    with st.container(key="stage"):
        left, right = st.columns([controls, picture], gap="large")
    return left, right


def shelf() -> DeltaGenerator:
    """A place for controls that stand over their picture, and on a phone below it; both in one `shelved`."""
    return st.container(key="shelf")


def shelved() -> DeltaGenerator:
    """The place of a `shelf` and the picture under it."""
    return st.container(key="shelved")
