"""Start: the button that trains the experiment in front, and its two curves as they come."""

from __future__ import annotations

import streamlit as st

from lstm_core.host.training_job import Job
from lstm_core.runtime.errors import LabError
from ui.charts.common import time_title
from ui.charts.training import loss_chart, prediction_chart
from ui.format.pages import ICONS, path
from ui.format.refusal import refusal_text
from ui.format.text import escape, fill
from ui.state import current_run, server, session
from ui.widgets.chart import theme
from ui.widgets.live import live_chart, live_line, training_feed, watch
from ui.widgets.train_now import train_now
from ui.widgets.training_in_front import honest, view_in_front
from ui.widgets.training_view import View, progress_text, stages_of

HEIGHT = 165


def train_here() -> None:
    """Loss and prediction of the run in front; they move while it trains. Says so where there is none to train."""
    try:
        _train_here(current_run.job_in_front())
    except LabError as error:
        st.info(escape(refusal_text(error)), icon=":material/info:")


def _train_here(job: Job | None) -> None:
    stages = stages_of(job)
    watch("start", stages)
    view = view_in_front(job)
    with st.container(horizontal=True, vertical_alignment="center", key="start_progress"):
        if job is not None and stages:
            job.touch()
            live_line(job, progress_text(job, server.host().ready), job.done)
        else:
            train_now()
            _way_on(job, view)
            server.host().rehearse(session.settings(), session.prepared())
    if view.prepared.classes:
        return
    _loss(job, view)
    _prediction(job, view)


def _way_on(job: Job | None, view: View) -> None:
    """What the charts show, and once it is the learner's own, where it is looked into."""
    if job is not None and job.reports:
        st.page_link(path("results"), label="See the results", icon=ICONS["results"])
        st.page_link(path("gates"), label="Look into the gates", icon=ICONS["gates"])
        return
    shown = "start/train_shipped" if current_run.is_trained() and current_run.is_shipped() else "start/train"
    st.markdown(fill(shown, series=escape(view.series.title)), width="stretch")


def _loss(job: Job | None, view: View) -> None:
    st.markdown("**Loss** after each epoch (mean squared error, scaled)")
    figure = loss_chart(
        view.history, view.settings.training.epochs, view.loss, theme(), log=True, floor=view.floor, revision=view.key
    )
    # What the heading says already; so low a chart has no room for it.
    figure["layout"]["yaxis"]["title"] = None
    columns = ("train_loss", "validation_loss")
    alt = "Loss after epoch {epoch}: training {train_loss}, validation {validation_loss}"
    feed = None
    if job is not None:
        feed = training_feed([job], [{"at": at, "y": column} for at, column in enumerate(columns)], alt=alt)
    live_chart(honest(figure, view), "start_loss", HEIGHT, f"Loss over {view.epoch} epochs", feed=feed)


def _prediction(job: Job | None, view: View) -> None:
    st.markdown("**Prediction against truth**, validation part")
    figure = prediction_chart(
        view.times, view.truth, view.prediction, theme(),
        value_title=view.value_title, time_title=time_title(view.series), revision=view.key,
    )  # fmt: skip
    words = "Prediction and truth after epoch {epoch}"
    feed = training_feed([job], lines=[{"at": 1}], alt=words) if job is not None else None
    live_chart(honest(figure, view), "start_prediction", HEIGHT, words.format(epoch=view.epoch), feed=feed)
