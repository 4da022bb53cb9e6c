"""What follows from an object is computed once and goes with it: thirty runs of one series share their baselines."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import ref

T = TypeVar("T")


class Cell:
    """Room for one result: who comes first makes it, who comes meanwhile waits for it, in whatever thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made = False
        self._result: Any = None

    def get(self, make: Callable[[], T]) -> T:
        """`make()`, or what the first who asked got; where it raises, the next one tries again."""
        with self._lock:
            if not self._made:
                self._result = make()
                self._made = True
            found: T = self._result
            return found


class Once:
    """Results kept per object, by identity, as long as the object lives. Several threads may ask."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[ref[Any], dict[Hashable, Cell]]] = {}
        self._lock = threading.Lock()

    def __call__(self, of: object, key: Hashable, make: Callable[[], T]) -> T:
        """`make()`, or what it gave before for this object and key; a class that asks at once has it computed once."""
        identity = id(of)
        with self._lock:
            kept = self._kept.get(identity)
            if kept is None or kept[0]() is not of:
                kept = self._kept[identity] = ref(of, lambda _: self._kept.pop(identity, None)), {}
            cell = kept[1].setdefault(key, Cell())
        return cell.get(make)
