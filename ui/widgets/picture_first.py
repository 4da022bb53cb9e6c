"""Controls beside or above the picture that they change; on a phone the picture comes first (`ui/styles/pages.css`)."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def beside(controls: float = 1, picture: float = 2.4) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two columns of these widths; once per page."""
    with st.container(key="beside"):
        left, right = st.columns([controls, picture], gap="large")
    return left, right


def picture_first() -> DeltaGenerator:
    """The place of a picture and of its `controls_above`; once per page."""
    return st.container(key="picture_first")


def controls_above() -> DeltaGenerator:
    """The place of controls, within `picture_first`."""
    return st.container(key="controls_above")
