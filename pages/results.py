"""Results: how good the run is, against forecasts that cost nothing, and what else there is to know of it."""

import streamlit as st

from lstm_core.evaluate import diverged
from ui import seed_pool, session
from ui.classify_view import classify_results
from ui.page import closing, guard, page, way_on
from ui.predictions import as_csv
from ui.results_head import headline, verdict
from ui.results_leaks import leak_panel
from ui.results_picture import big_picture
from ui.results_sections import look_closer, settle
from ui.results_state import evaluation_of
from ui.run_line import run_line
from ui.text import show
from ui.untrained import untrained

settle()
page("results", asks=False)
seed_pool.touch()
with guard():
    if untrained("results"):
        way_on("results")
        st.stop()
    run = session.run()
    if run.prepared.classes:
        classify_results(run)
        way_on("results")
        st.stop()
    show("results/question")
    evaluation = evaluation_of(run)
    broken = diverged(evaluation)
    run_line(run)
    verdict(evaluation, broken)
    leak_panel(run)
    if not broken:
        headline(evaluation, run.series.unit)
    look = big_picture(run, evaluation, broken)
    st.download_button(
        "Download the predictions (CSV)", lambda: as_csv(run, evaluation), "predictions.csv", "text/csv",
        icon=":material/download:", on_click="ignore", key="results_download",
    )  # fmt: skip
    look_closer(look)
closing("results/meaning", "results/try")
way_on("results")
