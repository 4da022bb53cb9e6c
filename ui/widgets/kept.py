"""Widgets whose choice the session keeps under a key of its own: it outlives the page, and an address can name it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from ui.state.places import Offer
from ui.state.slots import under
from ui.widgets import sliders
from ui.widgets.shown import echoes, show_value


def chosen(offer: Offer) -> Any:
    """What is chosen of an offer now: what the session keeps, where that is still offered."""
    kept = under(offer.state).get()
    return kept if kept is not None and offer.holds(kept) else offer.default


def place_slider(label: str, offer: Offer, **more: Any) -> int:
    """A slider over the numbers of an offer, and a number to type; `more` as of `sliders.kept_slider`."""
    low, high = offer.options[0], offer.options[-1]
    kept = under(offer.state)
    if kept.get() != chosen(offer):
        # What another run does not offer is forgotten, and so leaves the address, too.
        kept.clear()
    return int(sliders.kept_slider(label, low, high, offer.default, state=offer.state, **more))


def kept_number(label: str, offer: Offer, widget: str) -> int:
    """A number to type, within an offer; its own state goes under the key `widget`."""
    value: int = chosen(offer)
    show_value(widget, value)
    bounds = offer.options[0], offer.options[-1]
    return int(st.number_input(label, *bounds, value, key=widget, on_change=took, args=(widget, offer.state)))


def kept_segments(label: str, offer: Offer, widget: str, format_func: Callable[[Any], Any] = str, **more: Any) -> Any:
    """A row of buttons, one for each option of an offer; its own state goes under the key `widget`."""
    value = chosen(offer)
    show_value(widget, value)
    return st.segmented_control(
        label, list(offer.options), default=value, format_func=format_func, required=True, key=widget, on_change=took,
        args=(widget, offer.state), **more,
    )  # fmt: skip


def kept_select(label: str, offer: Offer, widget: str, format_func: Callable[[Any], Any] = str, **more: Any) -> Any:
    """A list of the options of an offer; its own state goes under the key `widget`."""
    value, options = chosen(offer), list(offer.options)
    show_value(widget, value)
    return st.selectbox(
        label, options, options.index(value), format_func=format_func, key=widget, on_change=took,
        args=(widget, offer.state), **more,
    )  # fmt: skip


def took(widget: str, kept: str) -> None:
    """A hand has moved the widget: the session keeps what it shows."""
    if not echoes(widget):
        under(kept).set(under(widget).get())


def kept_place(key: str, options: Sequence[Any]) -> int:
    """Where the choice that the session keeps under a select's key stands among its options; the first one without.

    It is the select's default, so that a browser that knows nothing else shows what is in force.
    """
    kept = under(key).get()
    return options.index(kept) if kept in options else 0
