"""What pages say of classes: names with their probabilities, shares, and the series without its labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.prepare import PARTS, PartName, Prepared
from lstm_core.series import Series
from lstm_core.settings import PreparationSettings
from ui.charts.classify import examples
from ui.format.text import escape, fill, number, percent, show
from ui.widgets.chart import chart, theme

# Names that are said with their probability; all of them stand in the pictures.
MOST_SAID = 3


def plain(series: Series) -> Series:
    """The series to draw and to study: where the target names classes, the first column that the network reads."""
    return replace(series, target=series.features[0], classes=(), unit="") if series.classes else series


def said(classes: tuple[str, ...], probabilities: np.ndarray) -> str:
    """The most probable classes of one window with their probabilities (classes,), as Markdown."""
    order = np.argsort(-probabilities, kind="stable")[:MOST_SAID]
    return ", ".join(f"{escape(classes[place])} {percent(probabilities[place])}" for place in order)


def majority_accuracy(prepared: Prepared, part: PartName) -> float:
    """How often naming every window after the training part's most frequent class is right."""
    most = np.bincount(prepared.train.y[:, 0].astype(int)).argmax()
    return float(np.mean(prepared.part(part).y[:, 0] == most))


def one_of_each(series: Series, key: str) -> None:
    """One sequence of every class side by side, for a set of sequences whose target names classes."""
    values = series.x[:, 0].reshape(series.sequences, series.sequence)
    codes = series.y[series.answered].astype(int)
    panels = [
        (name, values[int((codes == place).argmax())])
        for place, name in enumerate(series.classes)
        if (codes == place).any()
    ]
    chart(examples(theme(), panels, series.features[0]), key, f"One sequence of each of {len(panels)} classes.")
    show("classify/examples", sequences=f"{series.sequences:,}", steps=series.sequence)


def shares_table(prepared: Prepared) -> None:
    """How many windows of each class every part holds."""
    counts = {part: np.bincount(prepared.part(part).y[:, 0].astype(int), minlength=len(prepared.classes))
              for part in PARTS}  # fmt: skip
    table = {"Class": [escape(name) for name in prepared.classes]}
    for part, found in counts.items():
        table[part] = [f"{n:,} ({percent(n / found.sum())})" for n in found.tolist()]
    show("classify/part_shares")
    st.table(pd.DataFrame(table), hide_index=True)


def target_in_words(series: Series, prepared: Prepared, settings: PreparationSettings, part: PartName, at: int) -> str:
    """Why a window has its class, as Markdown."""
    windows = prepared.part(part)
    name = escape(prepared.classes[int(windows.y[at, 0])])
    if settings.task == "label":
        return fill("classify/target_label", name=name)
    now, then = series.y[int(windows.origins[at])], series.y[int(windows.times[at, 0])]
    return fill(
        "classify/target_direction", name=name, target=escape(series.target), horizon=settings.horizon,
        move=number(float(then - now)) + (f" {escape(series.unit)}" if series.unit else ""),
    )  # fmt: skip
