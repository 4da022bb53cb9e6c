"""An experiment without a run: what it is, in place of a run's pictures, and the button that trains it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from lstm_core.host.training_job import Job
from lstm_core.prepare import Prepared
from lstm_core.runtime.errors import LabError
from lstm_core.series import Series
from lstm_core.settings import Settings, specs
from lstm_core.training.cost import estimate
from ui.charts.prepare import split_figure
from ui.charts.series import describe, series_figure
from ui.charts.untrained import LABEL, faded
from ui.format.networks import network_size
from ui.format.palette import Figure
from ui.format.refusal import refusal_text
from ui.format.text import count, duration, escape, fill, show
from ui.state import current_run, data_choice, server, session, uploads
from ui.widgets.chart import chart, theme
from ui.widgets.class_views import plain
from ui.widgets.live import live_line, watch
from ui.widgets.missing_file import ask_for_file
from ui.widgets.network_diagram import network_picture
from ui.widgets.train_now import train_now
from ui.widgets.training_view import differences, progress_text, stages_of

Room = Literal["results", "gates", "experiments"]
# Of a set of sequences so many stand side by side in the picture.
_SEQUENCES, _MOST_CHANGES = 3, 8


def untrained(room: Room) -> bool:
    """Draw the experiment in front of the pages where it has no run yet; whether that is so.

    Experiments, which has other runs to show, gets the words and the button alone. Raises LabError where the
    experiment cannot be prepared.
    """
    job = current_run.job_in_front()
    _follow(job, told=room == "experiments")
    if current_run.is_trained():
        return False
    settings = session.settings()
    series, prepared = session.series(), session.prepared()
    show(f"untrained/{room}")
    st.markdown(in_words(settings, series))
    if job is not None and not job.finished:
        show("untrained/waiting")
    else:
        _offer(settings, prepared, job)
    if room != "experiments":
        _pictures(settings, series, prepared)
    return True


def offer_training() -> None:
    """`untrained` for Experiments, whose other runs are there whatever is wrong with the experiment in front."""
    try:
        untrained("experiments")
    except uploads.UploadMissingError as error:
        ask_for_file(error)
    except LabError as error:
        st.info(escape(refusal_text(error)), icon=":material/info:")


def _offer(settings: Settings, prepared: Prepared, job: Job | None) -> None:
    """The button with what it costs, the way back to the example, and why a training before has failed."""
    if job is not None and job.message:
        st.error(escape(job.message), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center"):
        train_now()
        st.button(
            "Look at the example", icon=":material/visibility:", key="untrained_example",
            on_click=current_run.look_at_shipped,
        )  # fmt: skip
        st.caption(f"about {duration(estimate(settings, prepared).seconds)}")


def _follow(job: Job | None, *, told: bool) -> None:
    """How far a training is; the page is drawn again when it ends. told: the page says elsewhere how far."""
    stages = stages_of(job)
    watch("untrained", stages)
    if job is not None and stages and not told:
        job.touch()
        live_line(job, progress_text(job, server.host().ready), job.done)


def in_words(settings: Settings, series: Series) -> str:
    """What the experiment is, and what in it differs from what its series starts with, as Markdown."""
    preparation = settings.preparation
    changed = differences(settings, data_choice.defaults({spec.part for spec in specs().values()}))
    more = f"; and {len(changed) - _MOST_CHANGES} more" if len(changed) > _MOST_CHANGES else ""
    return fill(
        "untrained/experiment", series=escape(series.title), points=count(len(series), "point"),
        window=preparation.window, network=network_size(settings.network),
        ahead=f"{count(preparation.horizon, 'step')} ahead" if preparation.horizon else "horizon 0",
        epochs=count(settings.training.epochs, "epoch"),
        changed=f" Other than the defaults: {'; '.join(map(escape, changed[:_MOST_CHANGES]))}{more}."
        if changed else "",
    )  # fmt: skip


def _pictures(settings: Settings, series: Series, prepared: Prepared) -> None:
    """Series and network, both pale."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        figure = _series_figure(series, prepared)
        chart(faded(figure, theme()), "untrained_series", f"{describe(plain(series))} {LABEL.capitalize()}.")
    with right, st.container(key="untrained_network"):
        st.markdown(f"**The network**, {LABEL}")
        st.html(network_picture(settings, prepared, theme()))


def _series_figure(series: Series, prepared: Prepared) -> Figure:
    if series.sequence:
        return series_figure(plain(series.first(_SEQUENCES)), theme())
    return split_figure(plain(series), prepared.boundaries, theme())
