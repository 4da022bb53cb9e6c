"""The right side of the Train page: progress, charts, network and what they mean, redrawn while it trains."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from lstm_core.evaluate.alarms import EXPLODING, alarms
from lstm_core.host.job import Job
from lstm_core.settings import Settings
from ui import session
from ui.charts.classify import accuracy_chart
from ui.charts.timeline import time_title
from ui.charts.training import (
    GRADIENT_HEIGHT,
    LOSS_HEIGHT,
    MAX_POINTS,
    gradient_chart,
    loss_chart,
    prediction_chart,
)
from ui.classes import majority_accuracy
from ui.live import live_chart
from ui.page import ICONS, WALK, path, theme
from ui.text import escape, fill, number, percent, show
from ui.train_gates import gates_panel
from ui.train_transport import pass_on_learning_rate, rhythm
from ui.train_view import View, differences, progress_text, view_job, view_run

MAX_DIFFERENCES = 4
# Rhythm, paused, finished: when one of them changes, the buttons have to change, too.
Stage = tuple[float | None, bool, bool]


def stage(job: Job | None) -> Stage:
    """What the page outside the live part depends on: rhythm, paused, finished."""
    return rhythm(job), job is not None and job.state == "paused", job is not None and job.finished


def live(job: Job | None, drawn: Stage, idle: str, picture: str) -> None:
    """The live part. drawn: the stage that the page was drawn for; another one redraws the whole page once.

    idle: what the progress line says when there is no training of the learner's. picture: the network's HTML.
    """
    if job is not None:
        job.touch()
        pass_on_learning_rate(job)
    now = stage(job)
    view = view_job(job) if job is not None else view_run(session.run())
    _status(job, view, idle)
    _charts(view, picture)
    _verdict(job)
    gates_panel(job)
    if now != drawn:
        st.rerun()


def _status(job: Job | None, view: View, idle: str) -> None:
    if job is None:
        st.progress(0.0, text=idle)
        name = "the shipped example" if session.is_shipped() else "the run that you opened"
    else:
        st.progress(view.epoch / job.settings.training.epochs, text=progress_text(job, session.host().ready))
        name = "your run"
    st.caption(escape(caption(name, session.settings(), view.settings, active=job is not None and not job.finished)))
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
        sentences.append(f"For the next training: {'; '.join(changed[:MAX_DIFFERENCES])}{more}.")
    return " ".join(sentences)


def _charts(view: View, picture: str) -> None:
    # Row by row, so that a phone stacks them in the order of their weight.
    left, right = st.columns(2, gap="medium")
    with left:
        _loss(view)
    with right:
        if view.prepared.classes:
            _accuracy(view)
        else:
            _prediction(view)
    left, right = st.columns(2, gap="medium")
    with left:
        _gradient(view)
    with right:
        st.markdown("**The network** of the settings on this page")
        st.html(picture)


def _loss(view: View) -> None:
    training = view.settings.training
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown("**Loss** after each epoch", width="content")
        log = st.toggle("Log axis", value=True, key="train_log", persist_state="session")
    figure = loss_chart(view.history, training.epochs, view.loss, theme(), log=log, floor=view.floor, revision=view.key)
    live_chart(figure, "train_loss", LOSS_HEIGHT, alt=_loss_alt(view))


def _prediction(view: View) -> None:
    st.markdown(f"**Prediction against truth**, {_part(view)}")
    figure = prediction_chart(
        view.times, view.truth, view.prediction, theme(),
        value_title=view.value_title, time_title=time_title(view.series), revision=view.key,
    )  # fmt: skip
    live_chart(figure, "train_prediction", LOSS_HEIGHT, alt=f"Prediction and truth after epoch {view.epoch}")


def _accuracy(view: View) -> None:
    show("classify/train_accuracy")
    majority = majority_accuracy(view.prepared, "validation")
    epochs = view.settings.training.epochs
    figure = accuracy_chart(view.history, epochs, majority, theme(), revision=view.key)
    live_chart(figure, "train_accuracy", LOSS_HEIGHT, alt=f"Accuracy over {view.epoch} epochs")


def _gradient(view: View) -> None:
    training = view.settings.training
    st.markdown("**Gradient norm**, the largest of each epoch")
    figure = gradient_chart(
        view.history, training.epochs, theme(), threshold=EXPLODING, clip=training.clip, revision=view.key
    )
    live_chart(figure, "train_gradient", GRADIENT_HEIGHT, alt=f"Gradient norm over {view.epoch} epochs")


def _part(view: View) -> str:
    windows = len(view.prepared.validation)
    part = f"the last {MAX_POINTS} validation points" if windows > MAX_POINTS else "validation part"
    ahead = ", first step ahead" if view.settings.preparation.horizon > 1 else ""
    return f"{part}{ahead}, epoch {view.epoch}"


def _loss_alt(view: View) -> str:
    if not view.history["epoch"].size:
        return "Loss: no epoch yet"
    train, validation = view.history["train_loss"][-1], view.history["validation_loss"][-1]
    return f"Loss after epoch {view.epoch}: training {number(float(train))}, validation {number(float(validation))}"


def _verdict(job: Job | None) -> None:
    """Alarms while it trains and after, what came out, and the way on."""
    if job is None:
        return
    for alarm in alarms(job.reports, job.settings, job.finished):
        values = {"evidence": float(alarm.evidence), "threshold": float(alarm.threshold), "epoch": alarm.epoch}
        st.warning(fill(f"alarms/{alarm.id}", **values), icon=":material/warning:")
    if job.finished and job.state != "failed" and job.reports and math.isfinite(job.reports[-1].validation_loss):
        show(f"{'classify' if job.prepared.classes else 'train'}/ended_{job.state}", **outcome(job))
        with st.container(horizontal=True):
            for there, label in (("results", "See the results"), ("gates", "Look into the gates")):
                if there in WALK:
                    st.page_link(path(there), label=label, icon=ICONS[there])


def outcome(job: Job) -> dict[str, object]:
    """The numbers of the sentence about a training that ended; the errors in the series' own unit."""
    last, losses = job.reports[-1], np.array([report.validation_loss for report in job.reports])
    best = int(np.nanargmin(losses))
    return _measured(job) | {
        "epoch": last.epoch, "updates": f"{last.updates:,}", "seconds": float(last.seconds),
        "first": float(losses[0]), "last": float(losses[-1]), "best": job.reports[best].epoch,
        "lowest": float(losses[best]), "patience": job.settings.training.patience,
    }  # fmt: skip


def _measured(job: Job) -> dict[str, object]:
    """How good the network is on the validation part: its RMSE and unit, or its accuracy."""
    windows, last = job.prepared.validation, job.reports[-1]
    if job.prepared.classes:
        majority = majority_accuracy(job.prepared, "validation")
        return {"accuracy": percent(last.validation_accuracy), "majority": percent(majority)}
    predicted = job.prepared.to_unit(windows, last.validation_prediction)
    error = predicted - job.prepared.truth(windows)[:, : predicted.shape[1]]
    unit = f" {escape(job.series.unit)}" if job.series.unit else ""
    return {"rmse": float(np.sqrt(np.mean(error**2))), "unit": unit}
