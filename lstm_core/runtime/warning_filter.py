"""How warnings are handled is a thing of the whole process: one session at a time may change it."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

# warnings.catch_warnings swaps a process-wide list; two sessions inside it at once could restore the wrong one.
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def warnings_are(action: Literal["ignore", "error"], category: type[Warning] = Warning) -> Iterator[None]:
    """Inside, warnings of this category are ignored or raised."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter(action, category)
        yield
