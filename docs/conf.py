"""How Sphinx builds the documentation: `make docs`."""

import lstm_core

project = "LSTM Lab"
version = release = lstm_core.__version__
extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = f"LSTM Lab {release}"
exclude_patterns = ["_build"]
# Links between headings of one file, as a forge shows them.
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
autodoc_typehints = "none"
numpydoc_show_class_members = False
