"""Experiments, Runs: the table, whose columns are what differs, and the choice of runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.notebook import Entry, differing, reads
from lstm_core.prepare import PARTS
from lstm_core.settings import specs
from ui.experiments.context import SHIPPED, choose, chosen_of
from ui.format.metrics import METRIC_LABELS
from ui.format.text import count, fill, measured, number, text
from ui.state import slots
from ui.widgets.settings import setting_text

# Squared errors and per cent say nothing that the others do not, and a phone has few columns.
LEFT_OUT = ("mse", "smape")
_HEIGHT, _ROWS = 35, 10


def runs_table(entries: list[Entry]) -> list[Entry]:
    """Draw the table; returns the chosen runs, in its order."""
    chosen = chosen_of(entries)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown("**Choose the runs to compare**: tick them in the table, or one by one below.", width="content")
        part = st.segmented_control(
            "Metrics of which part",
            PARTS,
            default="validation",
            required=True,
            key="runs_part",
            persist_state="session",
        )
    frame = runs_frame(entries, columns_of(entries, chosen), part)
    ids, rows = [entry.id for entry in entries], [entries.index(entry) for entry in chosen]
    if _rows() != rows:
        slots.RUNS_TABLE.set({"selection": {"rows": rows, "columns": [], "cells": []}})

    def took() -> None:
        choose([ids[row] for row in sorted(_rows() or [])])

    st.dataframe(
        _written(frame), hide_index=True, key=slots.RUNS_TABLE.key, on_select=took, selection_mode="multi-row",
        placeholder="–",
        height=_HEIGHT * (min(len(frame), _ROWS) + 1) + 3, column_config=_config(frame, part),
        alt=f"{count(len(frame), 'run')} with settings and the metrics of the {part} part.",
    )  # fmt: skip
    which = "chosen runs" if len(chosen) > 1 else "runs"
    st.caption(fill("experiments/columns", which=which, part=part))
    if part == "test":
        st.caption(text("experiments/report_only"))
    return chosen


def columns_of(entries: list[Entry], chosen: list[Entry]) -> list[str]:
    """Short keys of the settings that the table shows: those in which the chosen runs, else all of them, differ."""
    return differing(chosen if len(chosen) > 1 else entries)


def runs_frame(entries: list[Entry], keys: list[str], part: str) -> pd.DataFrame:
    """One row per run: its name, the settings of these short keys, its metrics on a part, and what else is known."""
    metrics = [name for name in METRIC_LABELS if name not in LEFT_OUT and any(name in e.metrics[part] for e in entries)]
    columns: dict[str, list[Any]] = {"Run": [entry.name for entry in entries]}
    columns |= {specs()[key].label: [_cell(key, entry) for entry in entries] for key in keys}
    columns |= {METRIC_LABELS[name]: [_metric(entry, part, name) for entry in entries] for name in metrics}
    columns["Series learned"] = [entry.series.title for entry in entries]
    columns["Epochs done"] = [entry.epochs for entry in entries]
    columns["Ended"] = [None if entry.id == SHIPPED else _local(entry) for entry in entries]
    columns["Pinned"] = ["pinned" if entry.pinned else "" for entry in entries]
    columns["Note"] = [entry.note for entry in entries]
    return pd.DataFrame(columns)


def _config(frame: pd.DataFrame, part: str) -> dict[str, Any]:
    metrics = {
        label: st.column_config.NumberColumn(help=f"{label} on the {part} part, in the series' unit where it has one")
        for label in METRIC_LABELS.values()
        if label in frame
    }
    return metrics | {
        "Run": st.column_config.TextColumn(pinned=True),
        "Ended": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
    }


def _written(frame: pd.DataFrame) -> Any:
    """The frame with its numbers written as everywhere else, and sorted by their values."""
    metrics = set(METRIC_LABELS.values())
    floats = [column for column in frame if frame[column].dtype.kind == "f"]
    return frame.style.format({column: measured if column in metrics else number for column in floats}, na_rep="–")


def _cell(key: str, entry: Entry) -> Any:
    """A number to sort by, else words; nothing where the run has no use for the setting."""
    if not reads(entry.settings, key):
        return None
    value = entry.settings.get(key)
    return value if specs()[key].kind in (int, float) else setting_text(key, value)


def _metric(entry: Entry, part: str, name: str) -> float | None:
    value = entry.metrics[part].get(name, np.nan)
    return value if np.isfinite(value) else None


def _local(entry: Entry) -> pd.Timestamp:
    """The time on the learner's clock."""
    return pd.Timestamp(entry.when).tz_convert(st.context.timezone or "UTC").tz_localize(None)


def _rows() -> list[int] | None:
    state = slots.RUNS_TABLE.get()
    return None if state is None else list(state["selection"]["rows"])
