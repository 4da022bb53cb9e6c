"""The notebook: runs that are kept to be compared, within bounds, and what differs between them."""

from lstm_core.notebook.book import MAX_BYTES, MAX_RUNS, Notebook, add, annotate, delete, pin, rename
from lstm_core.notebook.compare import differing, settings_changed, what_changed
from lstm_core.notebook.entry import Entry, entry_of

__all__ = [
    "MAX_BYTES", "MAX_RUNS", "Entry", "Notebook", "add", "annotate", "delete", "differing", "entry_of", "pin",
    "rename", "settings_changed", "what_changed",
]  # fmt: skip
