"""The front door: the navigation, the address, the page; nothing else."""

from ui.walk import navigate

page = navigate()

# What is slow to import comes after the navigation, so that the first visitor sees it at once.
from ui import session  # noqa: E402

session.begin()
try:
    page.run()
finally:
    session.warm()
