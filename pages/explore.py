"""Explore: what the series says about itself before any network is trained."""

import streamlit as st

from ui.charts.common import MOST_POINTS
from ui.charts.series import describe, is_thinned, series_figure
from ui.data.series import picture
from ui.explore.parts import correlations, period, settle, study_of, suggestion, verdicts
from ui.format.text import escape, show
from ui.shell.layout import page
from ui.state import address, session
from ui.widgets.chart import chart, theme
from ui.widgets.class_views import plain
from ui.widgets.guard import guard
from ui.widgets.way_on import way_on

settle()
page("explore")
with guard():
    series = session.series()
    if series.classes and not series.sequence:
        show("classify/explore", target=escape(series.target), feature=escape(series.features[0]))
        series = plain(series)
    if series.sequence:
        picture(series, "explore_series")
        show("explore/sequences", sequences=f"{series.sequences:,}", steps=series.sequence)
        way_on("explore")
        address.end_page()
    chart(series_figure(series, theme(), height=380, range_slider=True), "explore_series", describe(series))
    if is_thinned(series):
        st.caption(
            f"{len(series):,} points: drawn are the lowest and highest of every stretch, at most {MOST_POINTS:,}."
        )
    study = study_of(series)
if study.stationarity.verdict == "constant":
    st.info(escape(study.note), icon=":material/horizontal_rule:")
    way_on("explore")
    address.end_page()
show("explore/acf")
correlations(series, study)
if study.note:
    st.caption(study.note)
verdicts(series, study)
period(series, study)
suggestion(series, study)
show("explore/try")
way_on("explore")
