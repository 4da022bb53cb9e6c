"""Gates, for a run that names classes: what the network says of a window, before and after a change."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from lstm_core.evaluation.classification import score
from lstm_core.evaluation.classification.evaluation import cross_entropy
from lstm_core.prepare import Prepared
from ui.charts.classify import probabilities
from ui.format.text import count, measured, show
from ui.gates.context import Choice, GatesContext
from ui.widgets.chart import chart, theme


def class_answer(now: GatesContext, choice: Choice, by_title: Mapping[str, np.ndarray], key: str) -> None:
    """Probabilities of the chosen test window, and the test part's numbers, of some networks side by side.

    by_title: title → probabilities (n, classes) of the test part.
    """
    prepared = now.run.prepared
    at = choice.window - 1
    truth = int(prepared.test.y[at, 0])
    st.markdown(f"**Test window {choice.window}**, class by class")
    of_window = {title: values[at] for title, values in by_title.items()}
    alt = f"Probability of each class for test window {choice.window}."
    chart(probabilities(theme(), prepared.classes, of_window, truth), key, alt)
    st.markdown(scores_table(prepared, by_title))
    if len(by_title) > 1:
        first, other = (values.argmax(axis=1) for values in by_title.values())
        moved = int((first != other).sum())
        show("classify/gates_changed", windows=count(len(first), "test window"), moved=f"{moved:,}")


def scores_table(prepared: Prepared, by_title: Mapping[str, np.ndarray]) -> str:
    """Accuracy, macro F1 and cross-entropy of the test part side by side, as Markdown."""
    truth, k = prepared.test.y[:, 0].astype(int), len(prepared.classes)
    scores = {title: score(truth, values.argmax(axis=1), k) for title, values in by_title.items()}
    numbers = {
        "Accuracy": [one.accuracy for one in scores.values()],
        "Macro F1": [one.macro["f1"] for one in scores.values()],
        "Cross-entropy": [cross_entropy(truth, values) for values in by_title.values()],
    }
    rows = ["| test part | " + " | ".join(by_title) + " |", "|---|" + "---|" * len(by_title)]
    for name, values in numbers.items():
        cells = [measured(value) if np.isfinite(value) else "–" for value in values]
        rows.append(f"| {name} | " + " | ".join(f"**{cell}**" for cell in cells) + " |")
    return "\n".join(rows)
