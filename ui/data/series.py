"""A series on the Data page: its picture and its story."""

from __future__ import annotations

import streamlit as st

from lstm_core.series import Series
from ui.charts.common import MOST_POINTS
from ui.charts.series import MOST_ROWS, describe, is_thinned, series_figure
from ui.format.text import text
from ui.widgets.chart import chart, theme
from ui.widgets.class_views import one_of_each

# As many sequences side by side as can still be told apart.
SEQUENCES = 3


def picture(series: Series, key: str = "data_series") -> None:
    """The series, and what the picture leaves out; of separate sequences the first few."""
    if series.sequence and series.classes:
        one_of_each(series, f"{key}_classes")
        return
    if series.sequence:
        shown = series.first(SEQUENCES)
        chart(series_figure(shown, theme()), key, describe(shown))
        st.caption(
            f"The first {shown.sequences} of {series.sequences:,} sequences, {series.sequence} steps each, one after "
            "the other. Each starts afresh."
        )
        return
    chart(series_figure(series, theme()), key, describe(series))
    if is_thinned(series):
        st.caption(
            f"{len(series):,} points: drawn are the lowest and highest of every stretch, at most {MOST_POINTS:,}. "
            "All points are used."
        )
    columns = len({series.target, *series.features})
    if columns > MOST_ROWS:
        st.caption(f"{MOST_ROWS} of {columns} chosen columns are drawn.")


def story(id: str) -> None:
    """The few sentences that tell where a series comes from."""
    st.markdown(text(id))
