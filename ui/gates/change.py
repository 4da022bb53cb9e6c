"""Gates, change it: hold a gate, silence a unit, empty the state, edit weights; the forecast answers at once."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from ui.charts import gates_epochs as charts
from ui.format.cell_display import NAMES
from ui.format.text import escape, number, show, with_unit
from ui.gates import context as state
from ui.gates.class_answers import class_answer
from ui.gates.context import Choice, GatesContext
from ui.gates.forecast import first_step, metrics_table, plain_forecast, shown_forecast, which_part
from ui.gates.weights import MOST_UNITS, weights_editor
from ui.state.slots import under
from ui.widgets.chart import chart, theme
from ui.widgets.shown import echoes, show_value
from ui.widgets.sliders import slider


def change_tab(now: GatesContext, choice: Choice) -> None:
    """The switches on the left, what they do to the forecast on the right."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        show("gates/change")
        _clamps(now, choice)
        _silence(choice)
        _reset(now, choice)
        st.button("Restore everything", key="gates_restore_tab", icon=":material/undo:", on_click=state.restore,
                  disabled=now.changes.empty)  # fmt: skip
    with right:
        _answer(now, choice)
    st.divider()
    if now.run.settings.network.units <= MOST_UNITS:
        weights_editor(now)
    else:
        show("gates/weights_many", most=MOST_UNITS, units=now.run.settings.network.units)


def _clamps(now: GatesContext, choice: Choice) -> None:
    """Every gate free or held at a value, for every unit of the chosen layer or for the chosen unit."""
    kind = now.kind
    if not kind.held:
        show("gates/no_gates")
        return
    layer = choice.layer - 1
    where = f" of layer {choice.layer}" if now.run.settings.network.layers > 1 else ""
    names = {"all": f"every unit{where}", "one": f"unit {choice.unit}{where}"}
    whom = st.segmented_control("Hold a gate of", list(names), default="all", required=True, key="gates_whom",
                                format_func=names.__getitem__, persist_state="session")  # fmt: skip
    unit = None if whom == "all" else choice.unit - 1
    low = 0.0 if now.run.settings.network.activation == "sigmoid" else -1.0
    for gate, start in kind.held.items():
        held = state.clamp_of(gate, layer, unit)
        left, right = st.columns([2, 3], vertical_alignment="center")
        key = f"gates_hold_{gate}"
        with left:
            show_value(key, held is not None)
            st.toggle(f"{kind.letters[gate]} {NAMES[gate]}", held is not None, key=key, on_change=_took_hold,
                      args=(key, gate, start, layer, unit))  # fmt: skip
        with right:
            slider(f"{NAMES[gate]} held at", 0.0 if gate in kind.cell.openings else low, 1.0,
                   held.value if held is not None else start, step=0.01, key=f"{key}_at", disabled=held is None,
                   label_visibility="collapsed", took=partial(_took_value, gate, layer, unit))  # fmt: skip


def _took_hold(widget: str, gate: str, start: float, layer: int, unit: int | None) -> None:
    if not echoes(widget):
        state.clamp(gate, start if under(widget).get() else None, layer, unit)


def _took_value(gate: str, layer: int, unit: int | None, value: float) -> None:
    state.clamp(gate, round(value, 2), layer, unit)


def _silence(choice: Choice) -> None:
    place = choice.layer - 1, choice.unit - 1
    silenced = place in state.changes().intervention.silenced
    show_value("gates_silence", silenced)

    def took() -> None:
        if not echoes("gates_silence"):
            state.silence(*place, under("gates_silence").get())

    words = f"Silence unit {choice.unit}: everyone reads 0 for its h"
    st.toggle(words, silenced, key="gates_silence", on_change=took)


def _reset(now: GatesContext, choice: Choice) -> None:
    at = now.changes.intervention.reset_at
    show_value("gates_reset", at is not None)
    step = choice.step if at is None else at + 1

    def took() -> None:
        if not echoes("gates_reset"):
            state.reset_before(step if under("gates_reset").get() else None)

    words = f"Empty the state of every layer before step {step}"
    st.toggle(words, at is not None, key="gates_reset", on_change=took)
    if at is not None and at + 1 != choice.step:
        st.button(f"Before step {choice.step} instead", key="gates_reset_here",
                  on_click=state.reset_before, args=(choice.step,))  # fmt: skip


def _answer(now: GatesContext, choice: Choice) -> None:
    """Forecast, residuals and metrics of the test part, changed beside untouched."""
    forecasts = {"untouched": plain_forecast(now)}
    if not now.changes.empty:
        forecasts["changed"] = shown_forecast(now)
    if now.run.prepared.classes:
        class_answer(now, choice, forecasts, "gates_changed_classes")
        if now.changes.empty:
            show(f"gates/{now.kind.words}/nothing_changed")
        return
    st.markdown(f"**Forecast of the test part**{which_part(now.run)}, epoch {now.epoch}")
    title = with_unit("residual", now.run.series.unit)
    figure = charts.compared_picture(theme(), **first_step(now.run, forecasts), residual_title=title)
    chart(figure, "gates_compared", "Truth, untouched and changed forecast of the test part, residuals below.")
    st.markdown(metrics_table(now.run, forecasts))
    if now.changes.empty:
        show(f"gates/{now.kind.words}/nothing_changed")
        return
    moved = np.abs(forecasts["changed"] - forecasts["untouched"])
    if not np.isfinite(moved).all():
        show("gates/change_diverged")
    else:
        unit = f" {escape(now.run.series.unit)}" if now.run.series.unit else ""
        show("gates/change_moved", mean=number(float(moved.mean())) + unit, most=number(float(moved.max())) + unit)
