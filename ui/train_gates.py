"""Train: the gates of one window while the network learns, drawn only while somebody looks."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from lstm_core.backbones import has_cells
from lstm_core.forward import gates
from lstm_core.host.job import Job
from lstm_core.prepare import Prepared
from lstm_core.run import Run
from ui import session
from ui.charts.gates import unit_curves
from ui.charts.gates_train import memory_map
from ui.gates_work import ALONE, affordable
from ui.kinds import KINDS, NAMES
from ui.live import live_chart
from ui.page import theme
from ui.text import count, fill, show

HEIGHT = 420
# One look may take no longer than the pause between two redraws.
SECONDS = 0.1


def gates_panel(job: Job | None) -> None:
    """A folded panel; closed it costs nothing."""
    with st.expander("Inside the cells, on one window, while it trains", key="train_gates", on_change="rerun") as panel:
        if not panel.open:
            return
        if job is not None and not job.has_weights:
            show("gates/train_waiting")
        elif job is not None:
            _draw(job.run(), job.prepared)
        else:
            run = session.run()
            _draw(run, run.prepared)


def _draw(run: Run, prepared: Prepared) -> None:
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
    curves = {name: values[0] for name, values in found[layer - 1].items()}
    memory = {"memory": NAMES[kind.memory], "epoch": max(run.snapshots)}
    # The unit whose memory moves most in this window, until the learner chooses another.
    lively = int(np.nan_to_num(np.ptp(curves[kind.memory], axis=0)).argmax()) + 1
    unit = _choose("Unit", "train_gates_unit", network.units, lively)
    show("gates/train", unit=unit, **memory)
    left, right = st.columns(2, gap="medium")
    with left:
        figure = memory_map(theme(), curves[kind.memory], kind.letters[kind.memory], unit)
        height = figure["layout"]["height"]
        live_chart(figure, "train_gates_map", height, fill("gates/train_alt", **memory), _picked)
    with right:
        own = {name: values[:, unit - 1] for name, values in curves.items()}
        figure = unit_curves(theme(), kind, x[0], prepared.features, own, unit, x.shape[1], HEIGHT)
        alt = f"{count(len(own), 'curve')} of unit {unit} under the input."
        live_chart(figure, "train_gates_unit_picture", HEIGHT, alt)


def _choose(label: str, key: str, high: int, default: int) -> int:
    kept = st.session_state.get(key)
    if kept is None or not 1 <= kept <= high:
        st.session_state[key] = default
    return int(st.selectbox(label, range(1, high + 1), key=key, width=160, persist_state="session"))


def _picked(point: dict[str, Any]) -> None:
    st.session_state["train_gates_unit"] = int(point["y"])
