"""Train: set the knobs, press Train, watch it learn."""

from functools import partial

import streamlit as st

from lstm_core.runtime.errors import SettingsError
from lstm_core.training.cost import estimate
from lstm_core.training.loop import validate
from ui.format.refusal import refusal_text
from ui.format.text import count, duration, escape, show
from ui.shell.layout import page
from ui.state import address, places, server, session
from ui.state.places import Offer
from ui.train.file import file_panel
from ui.train.live import LOSS_AXIS, live
from ui.train.race import contenders, race_panel
from ui.train.settings import settings_panel
from ui.train.transport import train_at_hand, transport
from ui.widgets.chart import theme
from ui.widgets.guard import guard
from ui.widgets.kept import chosen, kept_segments
from ui.widgets.network_diagram import network_picture
from ui.widgets.way_on import way_on

server.host().warm()
SINGLE, SIDE_BY_SIDE = "One network", "Several side by side"
VIEW = Offer("train_mode_chosen", (SINGLE, SIDE_BY_SIDE), SINGLE, "view")
for problem in places.settle("train", {"view": VIEW, "loss-axis": LOSS_AXIS, "networks": contenders()}):
    session.notify(problem)
racing = chosen(VIEW) == SIDE_BY_SIDE
job, trained = session.job_in_front(), session.is_trained()
# Asked before the answer is there: what has ended has answered already.
answered = trained and (job is None or job.finished)
active = job is not None and not job.finished
page(
    "train", asks=False, skip="race_buttons" if racing else "train_buttons",
    next_step=None if racing else partial(train_at_hand, active),
)  # fmt: skip
with st.container(key="train_question"):
    if not racing:
        show(f"train/{'answered' if answered else 'running' if active else 'question'}")
with guard():
    prepared = session.prepared()
settings = session.settings()

kept_segments("What trains", VIEW, "train_mode", label_visibility="collapsed")
left, right = st.columns([1, 3], gap="large")
with left:
    settings_panel(prepared)
if racing:
    with right:
        race_panel()
    way_on("train")
    address.end_page()
with right:
    cost = estimate(settings, prepared)
    refusal = ""
    try:
        validate(settings, prepared)
    except SettingsError as error:
        refusal = refusal_text(error)
    transport(job, startable=not refusal)
    if refusal:
        st.error(escape(refusal), icon=":material/error:")
    planned = count(settings.training.epochs, "epoch"), count(cost.updates, "weight update")
    idle = f"{'Too large' if refusal else 'Ready'}: {' · '.join(planned)} · about {duration(cost.seconds)}"
    picture = network_picture(settings, prepared, theme())
    live(job, idle, picture)
    if not active and not refusal:
        # While the learner still looks, the host compiles what Train will need.
        server.host().rehearse(settings, prepared)
    file_panel(None if active or not trained else session.run())

show("classify/train_meaning" if prepared.classes else "train/meaning")
show("train/try")
way_on("train")
