"""Train: set the knobs, press Train, watch it learn."""

from functools import partial

import streamlit as st

from ui.format.text import show
from ui.shell.layout import page
from ui.shell.stepper import stepper
from ui.state import current_run, places, server, session
from ui.state.places import Offer
from ui.train.every_change import EVERY, every_change, follow_knobs
from ui.train.live import LOSS_AXIS
from ui.train.race import contenders, race_panel
from ui.train.settings import settings_panel
from ui.train.side import around, training_side
from ui.train.transport import train_at_hand
from ui.widgets.guard import guard
from ui.widgets.kept import chosen, kept_segments
from ui.widgets.picture_first import beside
from ui.widgets.way_on import way_on

server.host().warm()
SINGLE, SIDE_BY_SIDE = "One network", "Several side by side"
VIEW = Offer("train_mode_chosen", (SINGLE, SIDE_BY_SIDE), SINGLE, "view")
for problem in places.settle(
    "train", {"view": VIEW, "loss-axis": LOSS_AXIS, "networks": contenders(), "each-change": EVERY}
):
    session.notify(problem)
racing = chosen(VIEW) == SIDE_BY_SIDE
follow_knobs(racing)
job, stands = current_run.job_in_front(), around()
line = page(
    "train", asks=False, skip="race_buttons" if racing else "train_buttons",
    next_step=None if racing else partial(train_at_hand, job is not None and not job.finished),
)  # fmt: skip
with st.container(key="train_question"):
    question = st.empty()

with guard():
    prepared = session.prepared()

left, right = beside(picture=3)
with left:
    kept_segments("What trains", VIEW, "train_mode", label_visibility="collapsed")
    if not racing:
        every_change(prepared)
    settings_panel(prepared)
with right:
    if racing:
        race_panel()
    else:
        training_side(prepared, stands, line, stepper, question)
if not racing:
    show("train/try")
way_on("train")
