"""Train: a knob that is moved trains at once where that is quick; what still trains for an older value is dropped."""

from __future__ import annotations

import streamlit as st

from lstm_core.prepare import Prepared
from lstm_core.runtime.errors import LabError
from lstm_core.training.cost import estimate
from lstm_core.training.loop import validate
from ui.format.text import text
from ui.state import server, session, slots
from ui.state.places import Offer
from ui.state.slots import under
from ui.train.trail import QUICK, begun, gather, let_go, recall
from ui.train.transport import begin
from ui.widgets.kept import chosen
from ui.widgets.shown import echoes, show_value
from ui.widgets.training_view import view_job

QUICK_SECONDS = 2.0
# Where knobs train already, up to this: the end must not fall into the move of a hand.
STILL_QUICK_SECONDS = 3.0
# Where so many trainings of the class wait already, a moved knob alone does not join them.
CROWD = 8
WHERE_QUICK, ON, OFF = "where quick", "on", "off"
EVERY = Offer("train_every_chosen", (WHERE_QUICK, ON, OFF), WHERE_QUICK, "training on every change")
_WIDGET = "train_every"


def every_change(prepared: Prepared) -> None:
    """The switch; as long as nobody has moved it, it stands as the estimate says."""
    value = _wanted(prepared)
    show_value(_WIDGET, value)
    st.toggle("Train on every change", value=value, key=_WIDGET, on_change=_took, help=text("train/every_change"))


def _took() -> None:
    if not echoes(_WIDGET):
        under(EVERY.state).set(ON if under(_WIDGET).get() else OFF)


def _wanted(prepared: Prepared) -> bool:
    choice = chosen(EVERY)
    if choice != WHERE_QUICK:
        return bool(choice == ON)
    most = STILL_QUICK_SECONDS if QUICK.get() else QUICK_SECONDS
    return estimate(session.settings(), prepared).seconds <= most


def why_not() -> str:
    """A sentence where a moved knob does not train though nobody has switched it off; else nothing."""
    if chosen(EVERY) == OFF:
        return ""
    job = session.job()
    if job is not None and not job.finished and job.id not in QUICK.get():
        return text("train/by_hand_first")
    return "" if _wanted(session.prepared()) else text("train/too_slow_to_follow")


def follow_knobs(racing: bool) -> None:
    """Train what a knob was moved to, if one was; a training that was begun by hand goes on instead, as does a race."""
    recall()
    if not slots.TURNED.pop() or racing or not server.host().ready:
        return
    before = session.job()
    if before is not None and not before.finished and before.id not in QUICK.get():
        return
    now = session.settings()
    if before is not None and before.settings == now:
        return
    try:
        prepared = session.prepared()
        validate(now, prepared)
    except LabError:  # the page says it
        return
    if _wanted(prepared) and (chosen(EVERY) == ON or server.host().counts()["training", "queued"] < CROWD):
        _train()


def _train() -> None:
    before = session.job()
    if before is not None:
        gather(before, view_job(before))
    job = begin(keep=False)
    if job is None:
        return
    begun(job)
    let_go(job.id)
    # What stands now came of the knob, and is no act of its own.
    slots.STOOD.set(session.standing())
