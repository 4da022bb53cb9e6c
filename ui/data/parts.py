"""The three sources of the Data page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lstm_core.series import GENERATORS, SAMPLES, Series, sample_table
from ui.data.series import picture, story
from ui.format.text import count, escape, measured, show
from ui.state import data_choice, session, slots
from ui.state.slots import under
from ui.widgets.columns import choose_columns, repairs
from ui.widgets.guard import guard
from ui.widgets.picture_first import beside
from ui.widgets.settings import control, reset_button
from ui.widgets.shown import echoes, show_value

SOURCES = {"generate": "Generate", "sample": "Sample", "upload": "Your file"}


def source() -> str:
    """Generate, sample or upload: the learner's choice, which follows the series when that changes elsewhere."""
    series = session.settings().data.series
    if slots.DATA_SOURCE_FOR.get() != series:
        data_choice.open_source("generate" if series in GENERATORS else "sample" if series in SAMPLES else "upload")
    # A plain copy, because a widget's own state ends when its page is left.
    shown = slots.DATA_SOURCE.get()
    show_value("w_data_source", shown)

    def take() -> None:
        if not echoes("w_data_source"):
            data_choice.open_source(under("w_data_source").get())

    st.segmented_control(
        "Where the series comes from", list(SOURCES), default=shown, format_func=SOURCES.__getitem__,
        key="w_data_source", required=True, on_change=take,
    )  # fmt: skip
    return shown


def pick(registry: Mapping[str, Any], label: str, key: str) -> bool:
    """A list of series; whether the present one is in it."""
    present, names = session.settings().data.series, list(registry)
    show_value(key, present if present in names else None)

    def take() -> None:
        chosen = under(key).get()
        if chosen is not None and not echoes(key):
            data_choice.pick_series(chosen, **getattr(registry[chosen], "suggested", {}))

    st.selectbox(
        label, names, index=names.index(present) if present in names else None,
        format_func=lambda name: registry[name].title, key=key, on_change=take, placeholder="Choose one",
    )  # fmt: skip
    return present in names


def generate() -> None:
    """A generator with its sliders beside the series that it makes."""
    knobs, view = beside()
    with knobs:
        chosen = pick(GENERATORS, "Generator", "data_generator")
        if chosen:
            generator = GENERATORS[session.settings().data.series]
            for key in generator.knobs:
                control(key)
            reset_button("data")
    with view:
        if not chosen:
            waiting()
            return
        with guard():
            series = session.series()
        picture(series)
        story(generator.story)
        floor(series)
        more = "data/seed" if generator.noise == "hides" else f"data/seed_{generator.noise}"
        show(more if session.settings().data.noise else "data/seed_no_noise")
    if len(series.names) > 1 and not series.classes:
        with st.expander("Columns: what to predict, what to read"):
            choose_columns(series.names, series.target, series.features)


def floor(series: Series) -> None:
    """The smallest possible error, where it is known for the horizon in use; a class has none."""
    if series.classes:
        return
    horizon = session.settings().preparation.horizon
    here = series.floor_at(horizon)
    if here is not None:
        show("data/floor" if here else "data/floor_zero", floor=measured(here))
    elif series.noise_floor:
        known = "one step ahead" if series.target in series.features else "at the window's own last step (horizon 0)"
        show("data/floor_elsewhere", known=known, floor=measured(series.noise_floor), horizon=count(horizon, "step"))
    else:
        show("data/no_floor")


def sample() -> None:
    """A shipped sample with its story, its source and what has to be repaired."""
    knobs, view = beside()
    with knobs:
        chosen = pick(SAMPLES, "Sample", "data_sample")
        if chosen:
            entry = SAMPLES[session.settings().data.series]
            story(entry.story)
            st.caption(f"Source: {entry.source}. {entry.licence}.")
    with view:
        if not chosen:
            waiting()
            return
        table = sample_table(entry.key)
        with guard():
            series = session.series()
        picture(series)
    repairs(table.issues)
    if len(table.choices) > 1:
        with st.expander("Columns: what to predict, what to read"):
            choose_columns(table.choices, series.target, series.features, labels=tuple(table.classes))


def waiting() -> None:
    """Nothing is chosen here yet; the series from elsewhere stays."""
    with guard():
        st.info(f"Choose one. Until then your series stays: {escape(session.series().title)}.")
