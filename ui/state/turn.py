"""Only a few pages are drawn at the same time: thirty at once would finish no sooner, and everything else would wait.

All scripts share one interpreter. A thread that wants it waits for each of the others in turn, so with thirty of them
the answers of the live road and of other routes come much later, and all thirty pages come last.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 3
# A page that computes for long must not stop the others: after this they go beside it.
PATIENCE_SECONDS = 1.0
_places = threading.Semaphore(AT_ONCE)
_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Draw a page inside, or a part of one: a part inside a page that has its turn needs none of its own."""
    if getattr(_mine, "drawing", False):
        yield
        return
    _mine.drawing = True
    placed = _places.acquire(timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        _mine.drawing = False
        if placed:
            _places.release()
