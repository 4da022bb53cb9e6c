"""Gates, over the epochs: the loss with a mark, the forecast and the chosen unit at any kept epoch."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from lstm_core.models.forward import gates
from lstm_core.training.loop import MAX_SNAPSHOT_BYTES, MAX_SNAPSHOTS
from ui.charts import gates_epochs as charts
from ui.charts.training import LOSS_HEIGHT, loss_chart
from ui.format.text import count, fill, show
from ui.gates.class_answers import class_answer
from ui.gates.context import Choice, GatesContext, look_at
from ui.gates.controls import epoch_slider
from ui.gates.forecast import first_step, last_forecast, metrics_table, plain_forecast, which_part
from ui.widgets.chart import chart, theme
from ui.widgets.gates_cost import ALONE, affordable
from ui.widgets.live import live_chart
from ui.widgets.training_view import loss_of

# A learner waits no longer for one window to walk through the network of many epochs; fewer epochs make no course.
COURSE_SECONDS, FEW_EPOCHS = 0.15, 3


def epochs_tab(now: GatesContext, choice: Choice) -> None:
    """The time machine."""
    kept = sorted(now.run.snapshots)
    epoch_slider(now, "gates_epoch_tab")
    left, right = st.columns(2, gap="medium")
    with left:
        _loss(now, kept)
    with right:
        _forecast(now, choice)
    _course(now, choice, kept)
    which = ", ".join(map(str, kept)) if len(kept) <= 12 else f"{kept[0]}, {kept[1]} … {kept[-1]}"
    show("gates/kept", epochs=count(len(kept), "epoch"), which=which, most=MAX_SNAPSHOTS,
         size=MAX_SNAPSHOT_BYTES // 1_000_000)  # fmt: skip


def _loss(now: GatesContext, kept: list[int]) -> None:
    history = now.run.history
    st.markdown("**Loss** after each epoch. Click a ring to go there.")
    figure = loss_chart(history, max(kept[-1], 1), loss_of(now.run.settings), theme(), log=True)
    at = np.searchsorted(history["epoch"], kept).clip(0, len(history["epoch"]) - 1)
    figure = charts.mark_epochs(figure, theme(), kept, history["validation_loss"][at], now.epoch)

    def picked(point: dict[str, Any]) -> None:
        nearest = min(kept, key=lambda epoch: abs(epoch - float(point["x"])))
        look_at(None if nearest == kept[-1] else nearest)

    live_chart(figure, "gates_loss", LOSS_HEIGHT, f"Loss by epoch; epoch {now.epoch} is marked.", picked)


def _forecast(now: GatesContext, choice: Choice) -> None:
    forecasts = {f"epoch {now.last}": last_forecast(now)}
    if now.epoch != now.last:
        forecasts[f"epoch {now.epoch}"] = plain_forecast(now)
    if now.run.prepared.classes:
        class_answer(now, choice, forecasts, "gates_epoch_classes")
        return
    st.markdown(f"**Forecast of the test part**{which_part(now.run)}, network untouched")
    figure = charts.forecast_picture(theme(), **first_step(now.run, forecasts))
    chart(figure, "gates_epoch_forecast", "Truth and forecast of the test part at the chosen epoch.")
    st.markdown(metrics_table(now.run, forecasts))


def _course(now: GatesContext, choice: Choice, kept: list[int]) -> None:
    """Where the chosen unit's numbers at the chosen step came from."""
    if len(kept) < 2:
        return
    many = min(len(kept), affordable(now.run, COURSE_SECONDS, ALONE))
    if many < min(len(kept), FEW_EPOCHS):
        show("gates/course_large")
        return
    epochs = [kept[at] for at in np.linspace(0, len(kept) - 1, many).round().astype(int)]
    network, layer, unit, step = now.run.settings.network, choice.layer - 1, choice.unit - 1, choice.step - 1
    x = now.run.prepared.test.x[choice.window - 1 : choice.window]

    def walk() -> dict[str, np.ndarray]:
        traces = [gates(now.run.snapshots[epoch], x, network) for epoch in epochs]
        return {name: np.stack([found[layer][name][0] for found in traces]) for name in now.kind.cell.names}

    values: dict[str, np.ndarray] = now.recall_run("course", (choice.window, layer), walk, keep=2)
    curves = {name: course[:, step, unit] for name, course in values.items()}
    st.markdown(f"**Unit {choice.unit} at step {choice.step}** of test window {choice.window}, network untouched")
    chart(charts.course_picture(theme(), now.kind, epochs, curves, now.epoch), "gates_course",
          fill("gates/course_alt", unit=choice.unit, step=choice.step))  # fmt: skip
    if many < len(kept):
        show("gates/course_thinned", drawn=many, kept=len(kept))
