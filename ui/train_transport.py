"""The buttons of the Train page, and how often its live part has to look at the training."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lstm_core.errors import LabError
from lstm_core.host.job import Job
from lstm_core.training import estimate
from ui import session

# Seconds between two looks. A short training is over before a slower rhythm would show it moving.
SOON, RELAXED = 0.1, 0.5
SHORT_TRAINING_SECONDS = 20.0
FIRST_LOOK_SECONDS = 0.3
_WAIT, _RATE = "train_wait", "train_rate"


@dataclass(frozen=True)
class Wait:
    """What a paused training was just asked to do, and has not shown yet.

    reports: how many it will have after a step. leave: it was resumed or stopped.
    """

    job_id: str
    reports: int = 0
    leave: bool = False


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
                "Resume", icon=":material/play_arrow:", type="primary", on_click=_resume, args=(job,),
                key="train_resume", help="Go on to the last epoch.",
            )  # fmt: skip
        else:
            st.button(
                "Pause", icon=":material/pause:", type="primary", on_click=_pause, args=(job,), key="train_pause",
                help="Wait after the epoch that is running now.",
            )  # fmt: skip
        st.button(
            "Step one epoch", icon=":material/skip_next:", on_click=_step, args=(job,), key="train_step",
            disabled=not active and not startable,
            help="Train exactly one epoch, then pause. Before a training it starts one.",
        )  # fmt: skip
        st.button(
            "Stop", icon=":material/stop:", on_click=_stop, args=(job,), key="train_stop", disabled=not active,
            help="End here and keep what was learned so far.",
        )  # fmt: skip
        st.button(
            "Start over", icon=":material/replay:", on_click=_start_over, args=(job,), key="train_again",
            disabled=job is None,
            help="The same settings from the same random start weights, once more.",
        )  # fmt: skip


def rhythm(job: Job | None) -> float | None:
    """Seconds between two looks at the training; None when nothing will move."""
    if job is None or job.finished or (job.state == "paused" and not _awaited(job)):
        return None
    long = estimate(job.settings, job.prepared).seconds > SHORT_TRAINING_SECONDS
    return RELAXED if long and len(job.reports) > 1 else SOON


def pass_on_learning_rate(job: Job) -> None:
    """Tell a training that has begun when the learner moved the learning rate's slider."""
    wanted = session.settings().training.learning_rate
    job_id, told = st.session_state.get(_RATE, ("", 0.0))
    if job_id != job.id:
        # A run found again after a reload: its slider stands where the learner left it.
        st.session_state[_RATE] = (job.id, wanted)
    elif told != wanted and job.state in ("running", "paused"):
        job.set_learning_rate(wanted)
        st.session_state[_RATE] = (job.id, wanted)


def _awaited(job: Job) -> bool:
    wait: Wait | None = st.session_state.get(_WAIT)
    return wait is not None and wait.job_id == job.id and (wait.leave or len(job.reports) < wait.reports)


def _train() -> None:
    _begin()


def _begin() -> Job | None:
    try:
        job = session.start_job()
    except LabError as error:
        session.notify(str(error))
        return None
    st.session_state[_RATE] = (job.id, job.settings.training.learning_rate)
    # The redraw that follows shall show epochs already: all of them where they take no longer than a blink.
    if session.host().ready:
        job.wait(lambda j: j.finished or j.place > 0, FIRST_LOOK_SECONDS)
    return job


def _pause(job: Job) -> None:
    st.session_state.pop(_WAIT, None)
    job.pause()


def _resume(job: Job) -> None:
    st.session_state[_WAIT] = Wait(job.id, leave=True)
    job.resume()


def _step(job: Job | None) -> None:
    if job is None or job.finished:
        job = _begin()
    if job is None:
        return
    wait: Wait | None = st.session_state.get(_WAIT)
    asked = wait.reports if wait is not None and wait.job_id == job.id else 0
    # Report 0 is the untrained network: the first step brings the second report.
    st.session_state[_WAIT] = Wait(job.id, reports=max(asked, len(job.reports), 1) + 1)
    job.step()


def _stop(job: Job) -> None:
    st.session_state[_WAIT] = Wait(job.id, leave=True)
    job.stop()


def _start_over(job: Job) -> None:
    job.stop()
    session.replace(job.settings)
    _begin()
