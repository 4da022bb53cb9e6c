"""Experiments: every run kept, side by side, and what may be concluded from them."""

from ui.experiments.sections import sections, settle
from ui.shell.layout import page
from ui.state import server
from ui.widgets.guard import guard
from ui.widgets.untrained import offer_training
from ui.widgets.way_on import way_on

server.host().warm()
settle()
page("experiments")
with guard():
    offer_training()
    sections()
way_on("experiments")
