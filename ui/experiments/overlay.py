"""Experiments, Runs: losses and forecasts of the chosen runs over each other, and a setting against a metric."""

from __future__ import annotations

import html

import numpy as np
import streamlit as st

from lstm_core.notebook import Entry, differing
from lstm_core.prepare import PARTS
from lstm_core.series.types import Series
from lstm_core.settings import specs
from ui.charts.common import breaks, few_sequences, stamps, thin, time_title
from ui.charts.experiments import HEIGHT, forecast_overlay, scatter
from ui.charts.race import race_losses
from ui.experiments.context import MOST_DRAWN, legend_names
from ui.format.metrics import METRIC_LABELS
from ui.format.text import count, escape, show, text
from ui.widgets.chart import theme
from ui.widgets.live import live_chart
from ui.widgets.settings import setting_text
from ui.widgets.training_view import loss_of, value_title


def overlays(chosen: list[Entry]) -> None:
    """Losses and forecasts of the chosen runs."""
    drawn = chosen[:MOST_DRAWN]
    if len(drawn) < len(chosen):
        show("experiments/most_drawn", drawn=len(drawn), chosen=len(chosen))
    left, right = st.columns(2, gap="medium")
    with left:
        _losses(drawn)
    with right:
        _forecasts(drawn)


def _losses(drawn: list[Entry]) -> None:
    st.markdown("**Validation loss** after each epoch")
    kinds = {loss_of(entry.settings) for entry in drawn}
    losses = {name: e.history["validation_loss"] for name, e in zip(legend_names(drawn), drawn, strict=True)}
    epochs = max(entry.epochs for entry in drawn)
    figure = race_losses(theme(), losses, epochs, kinds.pop() if len(kinds) == 1 else "mixed", None, _revision(drawn))
    figure["layout"]["showlegend"] = True
    live_chart(figure, "runs_losses", figure["layout"]["height"], "Validation loss of each chosen run by epoch.")
    if len({(entry.series_id, entry.settings.preparation, loss_of(entry.settings)) for entry in drawn}) > 1:
        show("experiments/scaled")


def _forecasts(drawn: list[Entry]) -> None:
    st.markdown("**Forecasts of the test part**, first step ahead, from true history")
    first = next((entry for entry in drawn if len(entry.measured.times)), None)
    if first is None:
        show("experiments/classes")
        return
    mine = {place: e for place, e in enumerate(drawn) if len(e.measured.times) and e.series_id == first.series_id}
    series, names = first.series, legend_names(drawn)
    times = _newest(series, np.unique(np.concatenate([entry.measured.times for entry in mine.values()])))
    kept = times[thin(series.y[times])]
    gaps = breaks(series, kept)
    lines = {}
    for place, entry in mine.items():
        line = np.full(len(series), np.nan)
        line[entry.measured.times] = entry.measured.forecast
        lines[place] = (names[place], np.insert(line[kept], gaps, np.nan))
    when, truth = stamps(series.index, np.insert(kept, gaps, kept[gaps])), np.insert(series.y[kept], gaps, np.nan)
    figure = forecast_overlay(theme(), when, truth, lines, (time_title(series), value_title(series)))
    figure["layout"]["uirevision"] = _revision(drawn)
    live_chart(figure, "runs_forecasts", HEIGHT, "Truth and the forecast of each chosen run on the test part.")
    left_out = [escape(entry.name) for place, entry in enumerate(drawn) if place not in mine]
    if left_out:
        show("experiments/other_series", series=escape(first.series.title), runs=", ".join(left_out))


def _newest(series: Series, times: np.ndarray) -> np.ndarray:
    """Of sequences with an answer at every step only the newest, as many as can be told apart; says so."""
    if not series.every_step:
        return times
    few = few_sequences(series)
    if few * series.sequence < len(times):
        show("experiments/newest", drawn=few, all=f"{len(times) // series.sequence:,}")
    return times[-few * series.sequence :]


def _revision(drawn: list[Entry]) -> str:
    return " ".join(entry.id for entry in drawn)


def setting_against_metric(entries: list[Entry], chosen: list[Entry]) -> None:
    """The runs on one series as points."""
    first = (chosen or entries)[0]
    runs = [entry for entry in entries if entry.series_id == first.series_id]
    runs = [entry for entry in runs if set(entry.metrics["test"]) == set(first.metrics["test"])]
    # What differs comes first; elsewhere all points stand above each other.
    differ = differing(runs)
    keys = [*differ, *(key for key in specs() if key not in differ)]
    left, middle, right = st.columns(3)
    with left:
        key = st.selectbox("Setting", keys, format_func=lambda key: specs()[key].label, key="runs_setting")
    with middle:
        metric = st.selectbox(
            "Metric", [name for name in METRIC_LABELS if name in first.metrics["test"]],
            format_func=METRIC_LABELS.__getitem__, key="runs_metric",
        )  # fmt: skip
    with right:
        part = st.selectbox("Part", PARTS, index=PARTS.index("validation"), key="runs_metric_part")
    spec = specs()[key]
    values = [entry.settings.get(key) for entry in runs]
    numeric = spec.kind in (int, float)
    figure = scatter(
        theme(), values if numeric else [setting_text(key, value) for value in values],
        np.array([entry.metrics[part][metric] for entry in runs]), [html.escape(entry.name) for entry in runs],
        np.array([entry in chosen for entry in runs]),
        (f"{spec.label} ({spec.unit})" if spec.unit else spec.label, f"{METRIC_LABELS[metric]}, {part} part"),
        log=spec.log,
    )  # fmt: skip
    live_chart(figure, "runs_scatter", HEIGHT, f"{spec.label} against {METRIC_LABELS[metric]} of each run.")
    if part == "test":
        st.caption(text("experiments/report_only"))
    show("experiments/scatter", runs=count(len(runs), "run"), series=escape(first.series.title))
