"""Experiments, Sweep: one knob over its whole range, or two, and which of their values may be told apart."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from lstm_core.experiments.sweep import SweepPlan, knobs, plan_sweep
from lstm_core.settings import specs
from ui.charts.sweep import CURVE
from ui.experiments.sweep_grid import grid_section
from ui.experiments.sweep_result import draw_sweep
from ui.experiments.swept import train_and_follow
from ui.format.refusal import refusal_text
from ui.format.text import escape, show
from ui.state import places, session
from ui.state.slots import under
from ui.widgets.explain import one_thing_to_try, what_it_means
from ui.widgets.kept import kept_select
from ui.widgets.settings import setting_text

AT_FIRST, NONE = "lr", "none"


def knob_offer() -> places.Offer:
    """The knobs that the experiment has a use for, as an address names them."""
    return places.Offer("sweep_knob_chosen", knobs(session.settings()), AT_FIRST, "knob")


def second_offer() -> places.Offer:
    """A second knob beside the first, or none."""
    return places.Offer("sweep_second_chosen", (NONE, *knobs(session.settings())), NONE, "second knob")


def sweep_section() -> None:
    """The knobs, then what they are swept for."""
    words = st.container()
    first, beside, right = st.columns([1, 1, 2])
    with first:
        key = kept_select(
            "Knob", knob_offer(), "sweep_knob", lambda key: specs()[key].label, label_visibility="collapsed"
        )
    with beside:
        second = _second(key)
    with words:
        show("experiments/sweep" if second == NONE else "experiments/sweep_grid")
    if second == NONE:
        _one(key, right)
    else:
        grid_section((key, second), right)


def _second(first: str) -> str:
    """The second knob, of all but the first."""
    offer = second_offer()
    others = replace(offer, options=tuple(key for key in offer.options if key != first))
    if under(offer.state).get() == first:
        # A knob that has become the first one is no second one, and the address must not say so.
        under(offer.state).set(NONE)
    second: str = kept_select(
        "Second knob", others, "sweep_second",
        lambda key: "No second knob" if key == NONE else f"and {specs()[key].label}", label_visibility="collapsed",
    )  # fmt: skip
    return second


def _one(key: str, place: Any) -> None:
    """What one knob costs, the start, and the picture as it grows. place: the container of the start."""
    plan = plan_sweep(session.settings(), session.series(), key)
    if not plan.settings:
        _left_out(plan)
        return
    if train_and_follow(plan, partial(_told, key), "value", place, draw_sweep, partial(_picked, plan)):
        _take(plan)
    _left_out(plan)
    what_it_means("experiments/sweep_meaning")
    one_thing_to_try("experiments/sweep_try")


def _left_out(plan: SweepPlan) -> None:
    """The values that cannot be trained, by name, and why on demand."""
    if not plan.refused:
        return
    names = ", ".join(setting_text(plan.key, value) for value in plan.refused)
    with st.expander(f"Left out: {specs()[plan.key].label} {names}", icon=":material/info:", key="sweep_left_out"):
        for value, error in plan.refused.items():
            st.markdown(f"**{setting_text(plan.key, value)}:** {escape(refusal_text(error))}")


def _take(plan: SweepPlan) -> None:
    """The same as a click on a point, for keyboard and touch."""
    values, now = list(plan.settings), session.settings().get(plan.key)
    with st.container(horizontal=True, vertical_alignment="bottom", key="sweep_take"):
        value = st.selectbox(
            "Value to take", values, values.index(now) if now in values else 0, key=f"sweep_take_{plan.key}",
            format_func=lambda value: setting_text(plan.key, value), persist_state="session", width=200,
        )  # fmt: skip
        st.button(
            "It is the present value" if value == now else f"Take {_told(plan.key, value)}", key="sweep_take_go",
            icon=":material/check:", on_click=_change, args=(plan.key, value), disabled=value == now,
        )  # fmt: skip


def _picked(plan: SweepPlan, point: dict[str, Any]) -> None:
    """A click on the curve takes the value below it."""
    if point["name"] == CURVE:
        _change(plan.key, min(plan.settings, key=lambda value: abs(value - point["x"])))


def _change(key: str, value: Any) -> None:
    session.change(**{key: value})
    under(f"sweep_take_{key}").set(value)


def _told(key: str, value: float) -> str:
    return f"{specs()[key].label} {setting_text(key, value)}"
