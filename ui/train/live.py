"""The right side of the Train page: progress, charts, network and what they mean, redrawn while it trains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from lstm_core.evaluation.alarms import EXPLODING, alarms
from lstm_core.evaluation.metrics import rmse
from lstm_core.host.training_job import Job
from lstm_core.settings import Settings
from ui.charts.classify import accuracy_chart
from ui.charts.common import time_title
from ui.charts.training import (
    GRADIENT_HEIGHT,
    LOSS_HEIGHT,
    MAX_POINTS,
    gradient_chart,
    loss_chart,
    prediction_chart,
)
from ui.format.pages import ICONS, PAGES, path
from ui.format.text import count, escape, fill, measured, number, percent, show
from ui.state import address, current_run, server, session
from ui.state.places import Offer
from ui.state.slots import under
from ui.state.turn import page_part
from ui.train import trail
from ui.train.earlier import earlier_runs, trail_panel
from ui.train.every_change import why_not
from ui.train.gates import gates_panel
from ui.train.network import living_network
from ui.train.transport import pass_on_learning_rate
from ui.widgets.chart import theme
from ui.widgets.class_views import majority_accuracy
from ui.widgets.explain import what_it_means
from ui.widgets.film import film_of, part, player
from ui.widgets.kept import chosen
from ui.widgets.live import live_alarms, live_chart, live_line, training_feed, watch
from ui.widgets.shown import echoes, show_value
from ui.widgets.training_in_front import honest, view_in_front
from ui.widgets.training_view import (
    View,
    alarm_html,
    alarm_text,
    differences,
    progress_text,
)
from ui.widgets.untrained import in_words

MAX_DIFFERENCES = 4
LOG, LINEAR = "log", "linear"
LOSS_AXIS = Offer("train_axis_chosen", (LOG, LINEAR), LOG, "axis of the loss")
ENDED = {"done": "Done.", "early": "Stopped early, after epoch {epoch}.", "stopped": "Stopped after epoch {epoch}."}


def live(job: Job | None, stages: dict[str, str], idle: str, picture: str) -> None:
    """Progress, charts, network and verdict; while a training runs, the road keeps all of them up to date.

    stages: for which the page began to be drawn, of `stages_of`. idle: what the progress line says when there is no
    training of the learner's. picture: the network's HTML.
    """
    if job is not None:
        job.touch()
        pass_on_learning_rate(job)
    watch("train", stages)
    view = view_in_front(job)
    trail.gather(job, view)
    _status(job, view, idle)
    # A place of its own also while it is empty: charts that move down a place are built anew.
    with st.container(key="train_outcome"):
        if job is not None and not job.finished:
            st.caption(fill("train/outcome_here"))
        _outcome(job, view)
    _charts(job, view, picture)
    _alarms(job)
    gates_panel(job)


def _status(job: Job | None, view: View, idle: str) -> None:
    if not view.trained:
        st.progress(0.0, text=idle)
        st.caption(f"{fill('untrained/train')} {in_words(view.settings, view.series)}")
        return
    if job is None:
        st.progress(0.0, text=idle)
        name = "the shipped example" if current_run.is_shipped() else "the run that you opened"
    else:
        # What has ended is not done with the settings of now.
        behind = _is_behind(job)
        text, share = (idle, 0.0) if behind else (progress_text(job, server.host().ready), job.done)
        live_line(job, text, share)
        name = "your run"
    told = caption(name, session.settings(), view.settings, active=job is not None and not job.finished)
    st.caption(escape(f"{told} {why_not()}" if view.settings != session.settings() else told))
    if job is not None and job.message:
        st.error(escape(job.message), icon=":material/error:")


def caption(name: str, now: Settings, drawn: Settings, *, active: bool) -> str:
    """Which run the charts show, and what the learner has changed since.

    active: it still trains; then the learning rate counts from the next epoch on, all else from the next training.
    """
    sentences = [f"The charts show {name}."]
    rate = now.training.learning_rate
    if active and rate != drawn.training.learning_rate:
        sentences.append(f"Learning rate set to {number(rate)} by hand, from the next epoch on.")
        now = now.change(lr=drawn.training.learning_rate)
    changed = differences(now, drawn)
    if changed:
        left = len(changed) - MAX_DIFFERENCES
        more = f"; and {left} more" if left > 0 else ""
        listed = f"{'; '.join(changed[:MAX_DIFFERENCES])}{more}"
        behind = f"{count(len(changed), 'setting differs', 'settings differ')} from it: {listed}. Press Train."
        sentences.append(f"For the next training: {listed}." if active else behind)
    return " ".join(sentences)


def _is_behind(job: Job) -> bool:
    """Whether it has ended and the settings have changed since."""
    return job.finished and job.settings != session.settings()


def _charts(job: Job | None, view: View, picture: str) -> None:
    # Row by row, so that a phone stacks them in the order of their weight.
    left, right = st.columns(2, gap="medium")
    with left:
        _loss(job)
    with right:
        if view.prepared.classes:
            _accuracy(job, view)
        else:
            _prediction(job, view)
    # A place of its own also where there is no film: charts that move down a place are built anew.
    with st.container(key="train_film"):
        player(job, view, "train_player")
    earlier_runs(job, view)
    what_it_means("classify/train_meaning" if view.prepared.classes else "train/meaning")
    left, right = st.columns(2, gap="medium")
    with left:
        _gradient(job, view)
    with right:
        st.markdown("**The network** of the settings on this page")
        living_network(job, view)
        st.html(picture)
    trail_panel(view)


@page_part
def _loss(job: Job | None) -> None:
    """The loss and its axis: a click on the axis draws this chart, not the page with all its controls."""
    view = view_in_front(job)
    training = view.settings.training
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown("**Loss** after each epoch", width="content")
        log = chosen(LOSS_AXIS) == LOG
        show_value("train_log", log)
        st.toggle("Log axis", value=log, key="train_log", on_change=_took_axis)
    # Drawn alone, it has nobody else to write the address.
    address.sync_url("train")
    figure = loss_chart(
        view.history, training.epochs, view.loss, theme(), log=log, floor=view.floor, ghosts=trail.loss_ghosts(view),
        revision=view.key,
    )  # fmt: skip
    words = "Loss after epoch {epoch}: training {train_loss}, validation {validation_loss}"
    feed = _feed(job, ("train_loss", "validation_loss"), words)
    figure = honest(figure, view)
    film = part(film_of(job, view), words, curves=[0, 1])
    live_chart(figure, "train_loss", LOSS_HEIGHT, alt=_loss_alt(view), feed=feed, film=film)


def _took_axis() -> None:
    if not echoes("train_log"):
        under(LOSS_AXIS.state).set(LOG if under("train_log").get() else LINEAR)


def _feed(job: Job | None, columns: Sequence[str], alt: str, *, peaks: bool = False) -> dict[str, Any] | None:
    """What the first curves of a chart take from the road while the training runs."""
    traces = [{"at": place, "y": column, "peaks": peaks} for place, column in enumerate(columns)]
    return training_feed([job], traces, alt=alt) if job is not None else None


def _prediction(job: Job | None, view: View) -> None:
    st.markdown(f"**Prediction against truth**, {_part(view)}")
    # Beside its rival once the learner's guess has its answer.
    ended = view.trained and (job is None or job.finished)
    figure = prediction_chart(
        view.times, view.truth, view.prediction, theme(),
        value_title=view.value_title, time_title=time_title(view.series), ghosts=trail.prediction_ghosts(view),
        persistence=view.prepared.line(view.persistence) if ended and not view.prepared.every_step else None,
        revision=view.key,
    )  # fmt: skip
    figure = honest(figure, view)
    words = (
        "Prediction and truth after epoch {epoch}" if view.trained else "Truth of the validation part; not trained yet"
    )
    feed = training_feed([job], lines=[{"at": 1}], alt=words) if job is not None else None
    film = part(film_of(job, view), words, line=1)
    live_chart(figure, "train_prediction", LOSS_HEIGHT, alt=words.format(epoch=view.epoch), feed=feed, film=film)


def _accuracy(job: Job | None, view: View) -> None:
    show("classify/train_accuracy")
    majority = majority_accuracy(view.prepared, "validation")
    epochs = view.settings.training.epochs
    figure = accuracy_chart(view.history, epochs, majority, theme(), revision=view.key)
    words = "Accuracy over {epoch} epochs"
    feed = _feed(job, ("train_accuracy", "validation_accuracy"), words)
    figure = honest(figure, view)
    film = part(film_of(job, view), words, curves=[0, 1])
    live_chart(figure, "train_accuracy", LOSS_HEIGHT, alt=words.format(epoch=view.epoch), feed=feed, film=film)


def _gradient(job: Job | None, view: View) -> None:
    training = view.settings.training
    st.markdown("**Gradient norm**, the largest of each epoch")
    figure = gradient_chart(
        view.history, training.epochs, theme(), threshold=EXPLODING, clip=training.clip, revision=view.key
    )
    words = "Gradient norm over {epoch} epochs"
    feed = _feed(job, ("gradient_norm",), words, peaks=True)
    figure = honest(figure, view)
    film = part(film_of(job, view), words, curves=[0])
    live_chart(figure, "train_gradient", GRADIENT_HEIGHT, alt=words.format(epoch=view.epoch), feed=feed, film=film)


def _part(view: View) -> str:
    windows = len(view.prepared.validation)
    part = f"the last {MAX_POINTS} validation points" if windows > MAX_POINTS else "validation part"
    ahead = ", first step ahead" if view.settings.preparation.horizon > 1 else ""
    return f"{part}{ahead}"


def _loss_alt(view: View) -> str:
    if not view.history["epoch"].size:
        return "Loss: no epoch yet"
    train, validation = view.history["train_loss"][-1], view.history["validation_loss"][-1]
    return f"Loss after epoch {view.epoch}: training {measured(float(train))}, validation {measured(float(validation))}"


def _outcome(job: Job | None, view: View) -> None:
    """What came out of a training that ended, and the way on."""
    if job is None or job.state not in ENDED or not job.reports or not math.isfinite(job.reports[-1].validation_loss):
        return
    numbers = outcome(job, view)
    head = fill("train/before_changes") if _is_behind(job) else f"**{ENDED[job.state].format(**numbers)}**"
    words, doors = st.columns([3, 1])
    with words:
        if numbers["epoch"] == 0:
            show("train/ended_untrained", head=head)
        else:
            show(f"{'classify' if job.prepared.classes else 'train'}/ended_{job.state}", head=head, **numbers)
        if job.dropped:
            show("train/dropped", share=percent(round(job.dropped, 2)), dropped=job.reports[-1].epoch + 1, **numbers)
    with doors, st.container(gap=None):
        for there, label in (("results", "See the results"), ("gates", "Look into the gates")):
            if there in PAGES:
                st.page_link(path(there), label=label, icon=ICONS[there])


def _alarms(job: Job | None) -> None:
    """What goes wrong, while it trains and after."""
    if job is None:
        return
    found = alarms(job.reports, job.settings, job.finished)
    if not job.finished:
        live_alarms(job, [alarm_html(alarm) for alarm in found])
        return
    for alarm in found:
        st.warning(alarm_text(alarm), icon=":material/warning:")


def outcome(job: Job, view: View) -> dict[str, object]:
    """The numbers of the sentence about a training that ended; the errors in the series' own unit."""
    last, losses = job.reports[-1], np.array([report.validation_loss for report in job.reports])
    best = int(np.nanargmin(losses))
    return _measured(job, view) | {
        "epoch": last.epoch, "updates": f"{last.updates:,}", "seconds": float(last.seconds),
        "first": measured(float(losses[0])), "last": measured(float(losses[-1])), "best": job.reports[best].epoch,
        "lowest": measured(float(losses[best])), "patience": job.settings.training.patience,
    }  # fmt: skip


def _measured(job: Job, view: View) -> dict[str, object]:
    """How good the network and its simplest rival are on the validation part: RMSE and unit, or accuracy."""
    windows, last = job.prepared.validation, job.reports[-1]
    if job.prepared.classes:
        majority = majority_accuracy(job.prepared, "validation")
        return {"accuracy": percent(last.validation_accuracy), "majority": percent(majority)}
    predicted = job.prepared.to_unit(windows, last.validation_prediction)
    truth = job.prepared.truth(windows)[:, : predicted.shape[1]]
    unit = f" {escape(job.series.unit)}" if job.series.unit else ""
    # A recursive network is asked for the later steps on Results only.
    ahead = ", one step ahead" if job.settings.preparation.recurses else ""
    naive = view.persistence.reshape(len(truth), -1)[:, : truth.shape[1]]
    return {"rmse": measured(rmse(truth, predicted)), "persistence": measured(rmse(truth, naive)), "unit": unit + ahead}
