"""A widget for a value of one setting that belongs to no experiment yet."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_core.settings import Spec, specs
from ui.state.slots import under
from ui.widgets.kept import kept_place
from ui.widgets.settings import option_label, tenth
from ui.widgets.sliders import decimals


def setting_value(key: str, now: Any, widget: str) -> Any:
    """Draw it, at first with another value than `now`, and return the learner's choice."""
    spec = specs()[key]
    label = f"{spec.label} ({spec.unit})" if spec.unit else spec.label
    common: Any = {"label": label, "help": spec.help, "key": widget, "persist_state": "session"}
    if not under(widget).filled:
        under(widget).set(another(spec, now))
    if spec.options:
        place = kept_place(widget, spec.options)
        return st.selectbox(
            options=spec.options, index=place, format_func=lambda option: option_label(key, option), **common
        )
    if spec.log:
        value = under(widget).get()
        common |= {"step": tenth(value), "format": f"%.{decimals(value)}f"}
    else:
        common |= {"step": spec.kind(spec.step)}
    low, high = spec.kind(spec.low), spec.kind(spec.high)
    return st.number_input(min_value=low, max_value=high, value=under(widget).get(), **common)


def another(spec: Spec, now: Any) -> Any:
    """A value that makes a difference: the next option, or twice as much; half of what cannot be doubled."""
    if spec.options:
        return spec.options[(spec.options.index(now) + 1) % len(spec.options)]
    low, high, step = (float(bound or 0) for bound in (spec.low, spec.high, spec.step))
    twice = 2 * now or max(step, low)
    return spec.kind(twice if twice <= high else now / 2)
