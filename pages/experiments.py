"""Experiments: every run kept, side by side, and what may be concluded from them."""

from ui import session
from ui.experiments_sections import sections
from ui.page import guard, page, way_on

session.host().warm()
page("experiments")
with guard():
    sections()
way_on("experiments")
