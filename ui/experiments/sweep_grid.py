"""Experiments, Sweep over two knobs: which pairs of values, what they cost, the start, and which may be taken."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from lstm_core.experiments.sweep_grid import GridPlan, Pair, plan_grid
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import specs
from ui.charts.sweep_grid import CELLS
from ui.experiments.sweep_grid_result import draw_grid, pair_text
from ui.experiments.swept import train_and_follow
from ui.format.refusal import refusal_text
from ui.format.text import count, escape
from ui.state import session
from ui.state.slots import under
from ui.widgets.explain import one_thing_to_try, what_it_means
from ui.widgets.settings import setting_text


def grid_section(keys: tuple[str, str], place: Any) -> None:
    """All below the choice of the knobs. place: the container of the start."""
    try:
        plan = plan_grid(session.settings(), session.series(), keys)
    except SettingsError as error:
        st.warning(escape(refusal_text(error)), icon=":material/info:")
        return
    named = partial(pair_text, keys)
    if plan.settings and train_and_follow(plan, named, "pair", place, draw_grid, partial(_picked, plan)):
        _take(plan)
    _left_out(plan)
    if plan.settings:
        what_it_means("experiments/sweep_grid_meaning")
        one_thing_to_try("experiments/sweep_grid_try")


def _left_out(plan: GridPlan) -> None:
    """The pairs that cannot be trained, by name, and why on demand."""
    if not plan.refused:
        return
    reasons: dict[str, list[Pair]] = {}
    for pair, error in plan.refused.items():
        reasons.setdefault(refusal_text(error), []).append(pair)
    with st.expander(
        f"Left out: {count(len(plan.refused), 'pair')}", icon=":material/info:", key="sweep_left_out"
    ):  # fmt: skip
        for reason, pairs in reasons.items():
            st.markdown(f"**{'; '.join(pair_text(plan.keys, pair) for pair in pairs)}:** {escape(reason)}")


def _take(plan: GridPlan) -> None:
    """The same as a click on a cell, for keyboard and touch."""
    now = tuple(session.settings().get(key) for key in plan.keys)
    with st.container(horizontal=True, vertical_alignment="bottom", key="sweep_take"):
        first, second = (
            st.selectbox(
                f"{specs()[key].label} to take", values, values.index(value) if value in values else 0,
                key=_widget(key), format_func=partial(setting_text, key), persist_state="session", width=200,
            )
            for key, values, value in zip(plan.keys, plan.values, now, strict=True)
        )  # fmt: skip
        pair = first, second
        label = (
            "They are the present values" if pair == now
            else f"Take {pair_text(plan.keys, pair)}" if pair in plan.settings else "This pair cannot be trained"
        )  # fmt: skip
        st.button(
            label, key="sweep_take_go", icon=":material/check:", on_click=_change, args=(plan, pair),
            disabled=pair == now or pair not in plan.settings,
        )  # fmt: skip


def _picked(plan: GridPlan, point: dict[str, Any]) -> None:
    """A click on a cell takes its pair."""
    if point["name"] == CELLS:
        columns, rows = plan.values
        _change(plan, (columns[round(point["x"])], rows[round(point["y"])]))


def _change(plan: GridPlan, pair: Pair) -> None:
    session.change(**dict(zip(plan.keys, pair, strict=True)))
    for key, value in zip(plan.keys, pair, strict=True):
        under(_widget(key)).set(value)


def _widget(key: str) -> str:
    return f"sweep_take_{key}_of_two"
