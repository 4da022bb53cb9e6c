"""One line that says which run a page looks at: its own settings, which may differ from the present ones."""

from __future__ import annotations

import streamlit as st

from lstm_core.models.backbones import BACKBONES
from lstm_core.models.build import TITLES
from lstm_core.runs.run import Run
from lstm_core.settings import NetworkSettings
from ui.format.text import count, escape
from ui.state import current_run, session


def run_line(run: Run) -> None:
    """Draw the line."""
    whose = "the shipped example" if current_run.is_shipped() else "your run"
    job = session.job()
    if job is not None and job.has_weights and not job.finished:
        whose = "your run, paused" if job.state == "paused" else "your run, still training"
    network, preparation = run.settings.network, run.settings.preparation
    epochs = count(max(run.snapshots), "epoch")
    ahead = f"{count(preparation.horizon, 'step')} ahead" if preparation.horizon else "horizon 0"
    st.markdown(
        f":material/visibility: You look at **{whose}**: {escape(run.series.title)}, "
        f"{count(len(run.series), 'point')}, window {preparation.window}, {ahead}, "
        f"{TITLES[network.kind]}{_size(network)}, {epochs}."
    )


def _size(network: NetworkSettings) -> str:
    uses = BACKBONES[network.kind].uses
    told = [count(getattr(network, f"{name}s"), name) for name in ("layer", "unit") if f"{name}s" in uses]
    return f": {' of '.join(told)}" if told else ""
