"""Results: how the run came to be what it is, as the film of its training."""

from __future__ import annotations

import streamlit as st

from ui.format.text import show
from ui.state import current_run
from ui.state.turn import page_part
from ui.widgets.film import film_of, player
from ui.widgets.small_curves import small_loss, small_prediction
from ui.widgets.training_in_front import view_in_front


@page_part
def film_panel() -> None:
    """A folded panel; closed it costs nothing."""
    with st.expander("How it came to this: the training as a film", key="results_film", on_change="rerun") as panel:
        if not panel.open:
            return
        job = current_run.job_in_front()
        view = view_in_front(job)
        if film_of(job, view) is None:
            show("film/none")
            return
        left, right = st.columns(2, gap="medium")
        with left:
            small_loss(job, view, "results_film")
        if not view.prepared.classes:
            with right:
                small_prediction(job, view, "results_film")
        player(job, view, "results_player")
