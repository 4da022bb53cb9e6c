"""The notebook: runs that are kept to be compared, within bounds, and what differs between them."""

from lstm_core.notebook.book import MAX_BYTES, MAX_RUNS, Notebook, add, annotate, delete, drop, pin, rename
from lstm_core.notebook.compare import changed_keys, differing, reads, same_task, settings_changed, what_changed
from lstm_core.notebook.entry import Entry, entry_of
from lstm_core.notebook.file import NOTEBOOK_SUFFIX, import_notebook, save_notebook

__all__ = [
    "MAX_BYTES", "MAX_RUNS", "NOTEBOOK_SUFFIX", "Entry", "Notebook", "add", "annotate", "changed_keys", "delete",
    "differing", "drop", "entry_of", "import_notebook", "pin", "reads", "rename", "same_task", "save_notebook",
    "settings_changed", "what_changed",
]  # fmt: skip
