"""The buttons of the Train page."""

from __future__ import annotations

import streamlit as st

from lstm_core.host.training_job import Job
from lstm_core.runtime.errors import LabError
from ui.format.refusal import refusal_text
from ui.state import current_run, session, slots
from ui.train.trail import QUICK


def train_at_hand(active: bool) -> None:
    """The same button once more: `pages.css` shows it on a phone, where all settings stand above the others."""
    st.button(
        "Train", icon=":material/play_arrow:", type="primary", on_click=_train, key="train_at_hand", disabled=active
    )


def transport(job: Job | None, startable: bool) -> None:
    """Train / Pause / Resume, Step, Stop, Start over: always four buttons in the same places."""
    active = job is not None and not job.finished
    with st.container(horizontal=True, key="train_buttons"):
        if job is None or job.finished:
            st.button(
                "Train", icon=":material/play_arrow:", type="primary", on_click=_train, disabled=not startable,
                key="train_go", help="Train a new network with the settings on this page.",
            )  # fmt: skip
        elif job.state == "paused":
            st.button(
                "Resume", icon=":material/play_arrow:", type="primary", on_click=job.resume,
                key="train_resume", help="Go on to the last epoch.",
            )  # fmt: skip
        else:
            st.button(
                "Pause", icon=":material/pause:", type="primary", on_click=job.pause, key="train_pause",
                help="Wait here. A long epoch waits where it is, a short one after its end.",
            )  # fmt: skip
        # What has ended cannot be stepped on: its training is over, and only its weights are kept.
        anew = not active and current_run.is_trained()
        st.button(
            "New run, one epoch" if anew else "Step one epoch", icon=":material/skip_next:", on_click=_step,
            args=(job,), key="train_step", disabled=not active and not startable,
            help="Begin a new training from random start weights, and pause after its first epoch." if anew
            else "Train one epoch, or what is left of one that waits, then pause. Before a training it starts one.",
        )  # fmt: skip
        st.button(
            "Stop", icon=":material/stop:", on_click=job.stop if job else None, key="train_stop", disabled=not active,
            help="End here and keep what was learned up to the last whole epoch.",
        )  # fmt: skip
        st.button(
            "Start over", icon=":material/replay:", on_click=_start_over, args=(job,), key="train_again",
            disabled=job is None,
            help="The same settings from the same random start weights, once more.",
        )  # fmt: skip


def pass_on_learning_rate(job: Job) -> None:
    """Tell a training that has begun when the learner moved the learning rate's slider."""
    wanted = session.settings().training.learning_rate
    job_id, told = slots.TRAIN_RATE.get()
    if job_id != job.id:
        # A run found again after a reload: its slider stands where the learner left it.
        slots.TRAIN_RATE.set((job.id, wanted))
    elif told != wanted and job.state in ("running", "paused"):
        job.set_learning_rate(wanted)
        slots.TRAIN_RATE.set((job.id, wanted))


def begin(*, keep: bool = True) -> Job | None:
    """Train what is set now; None, and a sentence above the page, where it cannot be. keep: as of `start_job`.

    What a moved knob has begun and has not ended is dropped.
    """
    before = session.job()
    if before is not None and before.id in QUICK.get():
        before.stop()
    try:
        job = current_run.start_job(keep=keep)
    except LabError as error:
        session.notify(refusal_text(error))
        return None
    slots.TRAIN_RATE.set((job.id, job.settings.training.learning_rate))
    return job


def _train() -> None:
    begin()


def _step(job: Job | None) -> None:
    if job is None or job.finished:
        job = begin()
    if job is not None:
        job.step()


def _start_over(job: Job) -> None:
    job.stop()
    session.replace(job.settings)
    begin()
