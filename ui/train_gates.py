"""Train: the gates of one window while the network learns, drawn only while somebody looks."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from lstm_core.forward import gates
from lstm_core.host.job import Job
from lstm_core.prepare import Prepared
from lstm_core.run import Run
from ui import session
from ui.charts.gates import unit_curves
from ui.charts.gates_train import cell_map
from ui.live import live_chart
from ui.page import theme
from ui.palette import GATES
from ui.text import fill, show

HEIGHT = 420
# Window steps × weights: beyond it one look would take longer than the pause between two redraws.
MOST_WORK = 100_000_000


def gates_panel(job: Job | None) -> None:
    """A folded panel; closed it costs nothing."""
    with st.expander("Gates of one window while it trains", key="train_gates", on_change="rerun") as panel:
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
    if x.shape[1] * sum(w.size for w in run.weights) > MOST_WORK:
        show("gates/train_large")
        return
    found = gates(run.weights, x, network)
    layer = _choose("Layer", "train_gates_layer", network.layers, network.layers) if network.layers > 1 else 1
    curves = {kind: found[layer - 1][kind][0] for kind in GATES}
    # The unit whose memory moves most in this window, until the learner chooses another.
    lively = int(np.nan_to_num(np.ptp(curves["cell"], axis=0)).argmax()) + 1
    unit = _choose("Unit", "train_gates_unit", network.units, lively)
    show("gates/train", epoch=max(run.snapshots), unit=unit)
    left, right = st.columns(2, gap="medium")
    with left:
        figure = cell_map(theme(), curves["cell"], unit)
        live_chart(figure, "train_gates_map", figure["layout"]["height"],
                   fill("gates/train_alt", epoch=max(run.snapshots)), _picked)  # fmt: skip
    with right:
        own = {kind: values[:, unit - 1] for kind, values in curves.items()}
        figure = unit_curves(theme(), x[0], prepared.features, own, unit, x.shape[1], HEIGHT)
        live_chart(figure, "train_gates_unit_picture", HEIGHT, f"Six curves of unit {unit} under the input.")


def _choose(label: str, key: str, high: int, default: int) -> int:
    kept = st.session_state.get(key)
    if kept is None or not 1 <= kept <= high:
        st.session_state[key] = default
    return int(st.selectbox(label, range(1, high + 1), key=key, width=160, persist_state="session"))


def _picked(point: dict[str, Any]) -> None:
    st.session_state["train_gates_unit"] = int(point["y"])
