"""Loss and prediction of a training in little, with its film below: on pages that are about something else."""

from __future__ import annotations

import streamlit as st

from lstm_core.host.training_job import Job
from ui.charts.common import time_title
from ui.charts.training import LOSS_TITLES, loss_chart, prediction_chart
from ui.widgets.chart import theme
from ui.widgets.film import film_of, part
from ui.widgets.live import live_chart, training_feed
from ui.widgets.training_in_front import honest
from ui.widgets.training_view import View

HEIGHT = 165


def small_loss(job: Job | None, view: View, page: str) -> None:
    """Training and validation loss; they grow while it trains, and move with its film. page: begins the chart's key."""
    st.markdown(f"**Loss** after each epoch ({LOSS_TITLES[view.loss]})")
    figure = loss_chart(
        view.history, view.settings.training.epochs, view.loss, theme(), log=True, floor=view.floor, revision=view.key
    )
    scale = figure["layout"]["yaxis"]
    # What the heading says already; so low a chart has no room for it, nor for every number of its scale.
    scale["title"] = None
    for name in {"tickvals", "ticktext"} & scale.keys():
        scale[name] = scale[name][::2]
    columns = ("train_loss", "validation_loss")
    alt = "Loss after epoch {epoch}: training {train_loss}, validation {validation_loss}"
    feed = None
    if job is not None:
        feed = training_feed([job], [{"at": at, "y": column} for at, column in enumerate(columns)], alt=alt)
    film = part(film_of(job, view), alt, curves=[0, 1])
    live_chart(honest(figure, view), f"{page}_loss", HEIGHT, f"Loss over {view.epoch} epochs", feed=feed, film=film)


def small_prediction(job: Job | None, view: View, page: str) -> None:
    """As `small_loss`, for the prediction of the validation part; not where classes are named."""
    st.markdown("**Prediction against truth**, validation part")
    figure = prediction_chart(
        view.times, view.truth, view.prediction, theme(),
        value_title=view.value_title, time_title=time_title(view.series), revision=view.key,
    )  # fmt: skip
    words = "Prediction and truth after epoch {epoch}"
    feed = training_feed([job], lines=[{"at": 1}], alt=words) if job is not None else None
    film = part(film_of(job, view), words, line=1)
    live_chart(honest(figure, view), f"{page}_prediction", HEIGHT, words.format(epoch=view.epoch), feed=feed, film=film)
