"""Sections of a page, of which only the chosen one computes and draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from ui.state import places
from ui.state.slots import under
from ui.widgets.shown import echoes, show_value

CHOSEN = "{key}_chosen"
Section = TypeVar("Section", bound=Callable[..., None])


def sections_offer(key: str, sections: Mapping[str, object]) -> places.Offer:
    """The sections as an address names them; the first one is open where it names none."""
    names = tuple(sections)
    return places.Offer(CHOSEN.format(key=key), names, names[0], "section")


def choose_section(label: str, key: str, sections: Mapping[str, Section], first: Callable[[], str]) -> Section:
    """The buttons of the sections, drawn; returns the chosen one. The choice survives another page.

    key: of the widget; the session keeps the choice under `CHOSEN`. first: names the section that is open at first,
    asked where nothing is chosen of these.
    """
    kept = CHOSEN.format(key=key)
    if under(kept).get() not in sections:
        under(kept).set(first())
    show_value(key, under(kept).get())

    def took() -> None:
        if not echoes(key):
            under(kept).set(under(key).get())

    chosen = st.segmented_control(
        label,
        list(sections),
        default=under(kept).get(),
        required=True,
        key=key,
        on_change=took,
        label_visibility="collapsed",
    )
    return sections[str(chosen)]
