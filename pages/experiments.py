"""Experiments: every run kept, side by side, and what may be concluded from them."""

from ui import session
from ui.experiments_sections import sections, settle
from ui.page import guard, page, way_on
from ui.untrained import offer_training

session.host().warm()
settle()
page("experiments")
with guard():
    offer_training()
    sections()
way_on("experiments")
