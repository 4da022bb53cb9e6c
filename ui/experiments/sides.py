"""What Experiments compares: the settings as they stand or those of a kept run, and the metric that judges them."""

from __future__ import annotations

import streamlit as st

from lstm_core.evaluation import METRICS
from lstm_core.evaluation.measure import CLASS_METRICS
from ui.format.metrics import METRIC_LABELS
from ui.state import session
from ui.widgets.kept import kept_place
from ui.widgets.seed_start import Side

NOW = "now"
_NOW_NAME = "The settings as they stand"


def now() -> Side:
    """The settings of this session. Raises DataError as `session.series`."""
    return Side(_NOW_NAME, session.settings(), session.series())


def kept_sides() -> dict[str, Side]:
    """Id → the settings and the series of each kept run, the newest first."""
    entries = reversed(session.kept().book().entries)
    return {entry.id: Side(entry.name, entry.settings, entry.series) for entry in entries}


def choose_side(label: str, key: str, sides: dict[str, Side]) -> Side:
    """A choice among `sides`; no widget where there is only one."""
    if len(sides) == 1:
        return next(iter(sides.values()))
    chosen = st.selectbox(
        label, list(sides), kept_place(key, list(sides)), key=key,
        format_func=lambda side: sides[side].name if side in sides else "", persist_state="session",
    )  # fmt: skip
    return sides.get(str(chosen), next(iter(sides.values())))


def choose_metric(side: Side, key: str, part: str) -> str:
    """Which metric of a part is asked for; at first RMSE, or accuracy where classes are named."""
    classes = side.settings.preparation.names_classes
    options = list(CLASS_METRICS) if classes else ["rmse", *(name for name in METRICS if name != "rmse")]
    # A widget of its own for each kind of answer: a metric of values means nothing for classes.
    widget = f"{key}_{'classes' if classes else 'values'}"
    chosen = st.selectbox(
        f"Metric on the {part} part", options, kept_place(widget, options), format_func=METRIC_LABELS.__getitem__,
        key=widget, persist_state="session",
    )  # fmt: skip
    return str(chosen)
