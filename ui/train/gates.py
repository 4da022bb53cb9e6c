"""Train: the gates of one window while the network learns, drawn only while somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from lstm_core.host.training_job import Job
from lstm_core.models.backbones import has_cells
from lstm_core.models.forward import gates
from lstm_core.prepare import Prepared
from lstm_core.runs.run import Run
from ui.charts.gates import unit_curves
from ui.charts.gates_train import memory_map
from ui.format.cell_display import KINDS, NAMES
from ui.format.text import count, fill, show
from ui.state import current_run, slots
from ui.state.slots import under
from ui.state.views import Frame
from ui.widgets.chart import theme
from ui.widgets.gates_cost import ALONE, affordable
from ui.widgets.kept import kept_place
from ui.widgets.live import Moving

HEIGHT = 420
# One look may take no longer than this, so that others need not wait for it.
SECONDS = 0.1


def gates_panel(job: Job | None) -> None:
    """A folded panel; closed it costs nothing."""
    with st.expander("Inside the cells, on one window, while it trains", key="train_gates", on_change="rerun") as panel:
        if not panel.open:
            return
        if job is None and not current_run.is_trained():
            show("gates/train_untrained")
        elif job is not None and not job.has_weights:
            show("gates/train_waiting")
        elif job is not None:
            _draw(job.run, job.prepared, job)
        else:
            run = current_run.run()
            _draw(lambda: run, run.prepared, None)


def _draw(newest: Callable[[], Run], prepared: Prepared, job: Job | None) -> None:
    """newest: the run with its newest weights."""
    run = newest()
    network, x = run.settings.network, prepared.validation.x[-1:]
    if not has_cells(network.kind):
        show("gates/train_no_cells")
        return
    if not affordable(run, SECONDS, ALONE):
        show("gates/train_large")
        return
    found = gates(run.weights, x, network)
    layer = _choose("Layer", "train_gates_layer", network.layers, network.layers) if network.layers > 1 else 1
    kind = KINDS[network.kind]
    # The unit whose memory moves most in this window, until the learner chooses another.
    lively = int(np.nan_to_num(np.ptp(found[layer - 1][kind.memory][0], axis=0)).argmax()) + 1
    unit = _choose("Unit", "train_gates_unit", network.units, lively)
    colors = theme()

    def frame() -> Frame:
        now = newest()
        values = {name: each[0] for name, each in gates(now.weights, x, network)[layer - 1].items()}
        own = {name: each[:, unit - 1] for name, each in values.items()}
        return {
            "text": fill("gates/train", unit=unit, memory=NAMES[kind.memory], epoch=max(now.snapshots)),
            "map": memory_map(colors, values[kind.memory], kind.letters[kind.memory], unit),
            "unit_picture": unit_curves(colors, kind, x[0], prepared.features, own, unit, x.shape[1], HEIGHT),
        }

    shown = Moving("train_gates", [job] if job is not None else [], frame, str)
    shown.text("text")
    left, right = st.columns(2, gap="medium")
    with left:
        alt = fill("gates/train_alt", memory=NAMES[kind.memory], epoch=max(run.snapshots))
        shown.chart("map", alt, on_pick=_picked)
    with right:
        shown.chart("unit_picture", f"{count(len(found[layer - 1]), 'curve')} of unit {unit} under the input.")


def _choose(label: str, key: str, high: int, default: int) -> int:
    kept = under(key).get()
    if kept is None or not 1 <= kept <= high:
        under(key).set(default)
    options = range(1, high + 1)
    return int(
        st.selectbox(label, options, kept_place(key, options), key=key, width=160, persist_state="session")
    )  # fmt: skip


def _picked(point: dict[str, Any]) -> None:
    slots.TRAIN_GATES_UNIT.set(int(point["y"]))
