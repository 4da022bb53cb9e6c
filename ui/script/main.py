"""What runs for every redraw: the navigation, the address, the page; nothing else.

It has a folder of its own because Streamlit would offer the files of a ``pages`` folder beside it as a menu.
"""

from ui.format.pages import PAGES
from ui.shell.navigation import navigate

page = navigate()

# What is slow to import comes after the navigation, so that the first visitor sees it at once.
from ui.state import address  # noqa: E402
from ui.state.slots import forget_widgets  # noqa: E402
from ui.state.turn import turn  # noqa: E402
from ui.web.metrics import redraws  # noqa: E402

forget_widgets()
with turn(), redraws.labels(page.title).time(), address.drawing(page.url_path or PAGES[0]):
    page.run()
