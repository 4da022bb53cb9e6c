"""The confusion matrix of a run, and the windows behind one of its cells."""

from __future__ import annotations

import html
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.evaluation.classification import ClassEvaluation
from lstm_core.prepare import PARTS, PartName
from lstm_core.runs.run import Run
from ui.charts.classify import confusion, examples
from ui.charts.common import readable
from ui.format.text import count, escape, show
from ui.state import slots
from ui.widgets.chart import chart, theme
from ui.widgets.kept import kept_place
from ui.widgets.live import live_chart

# As many windows as can be compared at one look.
MOST_WINDOWS = 6


def confusion_view(run: Run, evaluation: ClassEvaluation) -> None:
    """The matrix; a click or two lists choose a cell, whose windows are drawn."""
    st.header("Which classes are mixed up?", anchor=False)
    show("classify/confusion")
    part: PartName = st.segmented_control("Part", PARTS, default="test", required=True, key="classify_part")
    matrix = evaluation.scores[part].confusion
    _start_at(evaluation, matrix)
    left, right = st.columns([2, 3], gap="large")
    with left:
        names = evaluation.classes
        one, other = st.columns(2)
        with one:
            truth = names.index(
                st.selectbox(
                    "True class", names, kept_place(slots.CLASSIFY_TRUE.key, names), key=slots.CLASSIFY_TRUE.key
                )
            )
        with other:
            named = names.index(
                st.selectbox(
                    "Named class", names, kept_place(slots.CLASSIFY_NAMED.key, names), key=slots.CLASSIFY_NAMED.key
                )
            )
        figure = confusion(theme(), matrix, names, (truth, named))
        alt = f"Confusion matrix of the {part} part, {count(len(names), 'class', 'classes')}."

        def picked(point: dict[str, Any]) -> None:
            """Axes carry shortened names in the classes' order."""
            axis = list(figure["data"][0]["x"])
            slots.CLASSIFY_TRUE.set(names[axis.index(point["y"])])
            slots.CLASSIFY_NAMED.set(names[axis.index(point["x"])])

        live_chart(figure, "classify_confusion", int(figure["layout"]["height"]), alt, picked)
    with right:
        _windows_behind(run, evaluation, part, truth, named)


def _start_at(evaluation: ClassEvaluation, matrix: np.ndarray) -> None:
    """Without a choice, or after another run's: the most frequent mistake, or the first cell."""
    wrong = matrix - np.diag(np.diag(matrix))
    truth, named = np.unravel_index(int(wrong.argmax()), wrong.shape) if wrong.any() else (0, 0)
    for slot, place in ((slots.CLASSIFY_TRUE, truth), (slots.CLASSIFY_NAMED, named)):
        if slot.get() not in evaluation.classes:
            slot.set(evaluation.classes[int(place)])


def behind(evaluation: ClassEvaluation, part: PartName, truth: int, named: int) -> np.ndarray:
    """Windows of a cell: wrong ones most certain first, right ones least certain first."""
    behind_it = np.flatnonzero((evaluation.truth[part] == truth) & (evaluation.named[part] == named))
    certain = evaluation.probabilities[part][behind_it, named]
    return behind_it[np.argsort(certain if truth == named else -certain, kind="stable")]


def _windows_behind(run: Run, evaluation: ClassEvaluation, part: PartName, truth: int, named: int) -> None:
    behind_it = behind(evaluation, part, truth, named)
    words = {"truth": escape(evaluation.classes[truth]), "named": escape(evaluation.classes[named]), "part": part}
    if not len(behind_it):
        show("classify/cell_none", **words)
        return
    show("classify/cell_right" if truth == named else "classify/cell_wrong", count=f"{len(behind_it):,}", **words)
    panels, windows, features, column = [], run.prepared.part(part), run.prepared.features, 0
    if len(features) > 1:
        if slots.CLASSIFY_FEATURE.get() not in features:
            slots.CLASSIFY_FEATURE.set(features[0])
        place = kept_place("classify_feature", features)
        column = features.index(st.selectbox("Column", features, place, key="classify_feature", width=320))
    for window in behind_it[:MOST_WINDOWS].tolist():
        read = run.prepared.input_scaler.inverse(windows.x[window])[:, column]
        title = _title(run, evaluation, part, window, truth, named)
        panels.append((title, read))
    alt = f"{count(len(panels), 'window')} of the class {evaluation.classes[truth]}, named {evaluation.classes[named]}."
    chart(examples(theme(), panels, features[column], per_row=2), "classify_windows", alt)


def _title(run: Run, evaluation: ClassEvaluation, part: PartName, window: int, truth: int, named: int) -> str:
    """Which window it is, and how probable its classes were."""
    sure = evaluation.probabilities[part][window]
    index = run.series.index[[evaluation.times[part][window]]]
    place = f"window {window + 1}"
    if not run.series.sequence:
        place = f"{'' if isinstance(index, pd.DatetimeIndex) else 'step '}{readable(index)[0]}"
    said = [f"{evaluation.classes[k][:12]} {sure[k]:.2f}" for k in dict.fromkeys((named, truth))]
    return f"{html.escape(place)}<br>{html.escape(', '.join(said))}"
