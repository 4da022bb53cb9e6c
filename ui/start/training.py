"""Start: the button that trains the experiment in front, its two curves as they come, and their film."""

from __future__ import annotations

import streamlit as st

from lstm_core.host.training_job import Job
from lstm_core.runtime.errors import LabError
from ui.format.pages import ICONS, path
from ui.format.refusal import refusal_text
from ui.format.text import escape, fill
from ui.state import current_run, server, session
from ui.widgets.film import player
from ui.widgets.live import live_line, watch
from ui.widgets.small_curves import small_loss, small_prediction
from ui.widgets.train_now import train_now
from ui.widgets.training_in_front import view_in_front
from ui.widgets.training_view import View, progress_text, stages_of


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
    small_loss(job, view, "start")
    small_prediction(job, view, "start")
    player(job, view, "start_player")


def _way_on(job: Job | None, view: View) -> None:
    """What the charts show, and once it is the learner's own, where it is looked into."""
    if job is not None and job.reports:
        st.page_link(path("results"), label="See the results", icon=ICONS["results"])
        st.page_link(path("gates"), label="Look into the gates", icon=ICONS["gates"])
        return
    shown = "start/train_shipped" if current_run.is_trained() and current_run.is_shipped() else "start/train"
    st.markdown(fill(shown, series=escape(view.series.title)), width="stretch")
