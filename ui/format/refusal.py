"""What the core refuses, in its words, and where on the screen it is mended."""

from __future__ import annotations

from lstm_core.runtime.errors import LabError
from lstm_core.settings import specs
from ui.format.pages import title

# Part of the settings → the page that has its controls.
_PAGES = {"data": "data", "preparation": "prepare", "network": "train", "training": "train", "": "train"}


def refusal_text(error: LabError) -> str:
    """The error's sentence, and on which page the setting stands that mends it."""
    if not error.setting:
        return str(error)
    spec = specs()[error.setting]
    return f"{error} You find '{spec.label}' on the {title(_PAGES[spec.part])} page."
