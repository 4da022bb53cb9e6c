"""Prepare: transform, scale, cut into windows, split in time."""

import streamlit as st

from lstm_core.prepare import PARTS
from ui.charts.prepare import split_figure
from ui.charts.series import describe
from ui.format.text import show
from ui.prepare.controls import choose_window, knobs, settle, split_slider
from ui.prepare.leaks import leak_switches, leak_words
from ui.prepare.parts import (
    NAMES,
    class_shares,
    count_words,
    part_sizes,
    range_warning,
    scaler,
    sequence,
    shapes,
    target_words,
    window_table,
)
from ui.shell.layout import page
from ui.state import session
from ui.widgets.chart import chart, theme
from ui.widgets.class_views import plain
from ui.widgets.guard import guard
from ui.widgets.recommended import recommended
from ui.widgets.settings import reset_button
from ui.widgets.way_on import way_on

settle()
page("prepare")
with guard():
    series = session.series()
left, right = st.columns([1, 2.4], gap="large")
with left:
    knobs()
    recommended(series)
    leak_switches(series)
    reset_button("preparation")
with right:
    picture = st.container()
    split_slider()
    with guard():
        prepared = session.prepared()
    part, place, shown = choose_window(prepared)
    windows = prepared.part(part)
    origin, targets = int(windows.origins[place]), windows.times[place]
    with picture:
        if series.sequence:
            sequence(series, origin)
        else:
            chart(
                split_figure(
                    plain(series), prepared.boundaries, theme(), window=(origin - windows.x.shape[1] + 1, origin),
                    targets=targets, leaky=prepared if session.settings().preparation.leaks else None,
                ), "prepare_split", describe(plain(series)) + f" Window {shown} ends at point {origin + 1}.",
            )  # fmt: skip
        if prepared.in_order:
            part_sizes(series, prepared)
    leak_words(series, prepared)
    if prepared.classes:
        class_shares(series, prepared)
    if prepared.in_order:
        show("prepare/split_sequences" if series.sequence else "prepare/split")
        range_warning(series, prepared)
one, facts = st.columns(2, gap="large")
with one:
    st.header("One window", anchor=False)
    total = sum(len(prepared.part(name)) for name in PARTS)
    show(
        "prepare/table", index=f"{shown:,}", total=f"{total:,}", part=NAMES[part],
        target=target_words(series, prepared, part, place),
    )  # fmt: skip
    window_table(series, prepared, part, place)
with facts:
    st.header("All windows", anchor=False)
    count_words(series, prepared)
    shapes(prepared)
    st.header("The scaler", anchor=False)
    scaler(series, prepared)
show("prepare/try")
way_on("prepare")
