"""Experiments, Runs: the runs of this session in a table, side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lstm_core.notebook import Entry
from ui import session
from ui.text import show


def runs_section() -> None:
    """The table of all kept runs."""
    show("experiments/runs")
    entries = session.kept().book().entries
    if not entries:
        show("experiments/empty")
        return
    st.dataframe(pd.DataFrame([_row(entry) for entry in entries]), hide_index=True, key="runs_table")


def _row(entry: Entry) -> dict[str, object]:
    return {"name": entry.name, "series": entry.series.title, "epochs": entry.epochs, **entry.metrics["test"]}
