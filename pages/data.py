"""Data: make a series, pick a sample, or bring a file."""

from ui.data.file import own_file
from ui.data.parts import generate, sample, source
from ui.shell.layout import page
from ui.widgets.way_on import way_on

page("data")
{"generate": generate, "sample": sample, "upload": own_file}[source()]()
way_on("data")
