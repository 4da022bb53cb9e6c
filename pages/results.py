"""Results: how good the run is, against forecasts that cost nothing, and what its errors still say."""

import streamlit as st

from lstm_core.evaluate import diverged
from ui import results_view as view
from ui import session
from ui.classify_view import classify_results
from ui.page import guard, page, way_on
from ui.predictions import as_csv
from ui.run_line import run_line
from ui.text import fill, show

page("results", asks=False)
with guard():
    run = session.run()
    if run.prepared.classes:
        classify_results(run)
        way_on("results")
        st.stop()
    show("results/question")
    evaluation = view.evaluation_of(run)
    broken = diverged(evaluation)
    run_line(run)
    if broken:
        st.error(fill("results/diverged"), icon=":material/error:")
    else:
        view.verdict(evaluation)
        view.headline(run, evaluation)
    step = view.big_picture(run, evaluation)
    st.download_button(
        "Download the predictions (CSV)", lambda: as_csv(run, evaluation), "predictions.csv", "text/csv",
        icon=":material/download:", on_click="ignore", key="results_download",
    )  # fmt: skip
    view.table(evaluation)
    if broken:
        show("results/diverged_short")
    else:
        view.residuals(run, evaluation, step)
        view.copying(run, evaluation, step)
left, right = st.columns(2)
with left:
    st.subheader("What it means", anchor=False)
    show("results/meaning")
with right:
    st.subheader("One thing to try", anchor=False)
    show("results/try")
way_on("results")
