"""Results: how good the run is, against forecasts that cost nothing, and what else there is to know of it."""

from functools import partial

import streamlit as st

from lstm_core.evaluation import diverged
from ui.format.predictions_csv import as_csv
from ui.format.text import show
from ui.results.classification import classify_results
from ui.results.context import evaluation_of
from ui.results.film import film_panel
from ui.results.leaks import leak_panel
from ui.results.overview import big_picture
from ui.results.sections import look_closer, settle
from ui.results.verdict import doubts, headline, verdict
from ui.shell.layout import page
from ui.state import address, current_run, seed_pool
from ui.widgets.explain import one_thing_to_try, what_it_means
from ui.widgets.guard import guard
from ui.widgets.run_caption import run_line
from ui.widgets.untrained import untrained
from ui.widgets.way_on import way_on

settle()
page("results", asks=False)
seed_pool.touch()
with guard():
    if untrained("results"):
        way_on("results")
        address.end_page()
    run = current_run.run()
    if run.prepared.classes:
        classify_results(run)
        way_on("results")
        address.end_page()
    show("results/question")
    # Before any number: those of a leaky run say nothing of the future.
    leak_panel(run)
    evaluation = evaluation_of(run)
    broken = diverged(evaluation)
    verdict(evaluation, broken)
    look = big_picture(run, evaluation, broken)
    run_line(run)
    what_it_means("results/meaning")
    if not broken:
        doubts(evaluation)
        headline(evaluation, run.series.unit)
    film_panel()
    st.download_button(
        "Download the predictions (CSV)", partial(as_csv, run, evaluation), "predictions.csv", "text/csv",
        icon=":material/download:", on_click="ignore", key="results_download",
    )  # fmt: skip
    look_closer(look)
one_thing_to_try("results/try")
way_on("results")
