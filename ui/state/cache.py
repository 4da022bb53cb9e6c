"""What was computed once is not computed again: shared by all sessions, or kept inside one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from lstm_core.runtime.cache import Caches
from ui.state import slots

T = TypeVar("T")
_shared = Caches()


def cached(name: str, key: Hashable, make: Callable[[], T], *, keep: int = 16, private: bool = False) -> T:
    """`make()`, or what it gave before for this `name` and `key`; the `keep` latest are kept.

    private: keep it in this session only, as everything made from an uploaded file must be.
    """
    return Memo(private=private).cached(name, key, make, keep)


class Memo:
    """Where things are kept; made in a script run, it serves in any thread. private: as of `cached`."""

    def __init__(self, *, private: bool) -> None:
        caches = slots.MEMO.get() if private else _shared
        if caches is None:
            caches = Caches()
            slots.MEMO.set(caches)
        self._caches = caches

    def cached(self, name: str, key: Hashable, make: Callable[[], T], keep: int = 16) -> T:
        """As the function `cached`."""
        return self._caches.get(name, key, make, keep)
