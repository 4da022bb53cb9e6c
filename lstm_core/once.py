"""What follows from an object is computed once and goes with it: thirty runs of one series share their baselines."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import ref

T = TypeVar("T")


class Once:
    """Results kept per object, by identity, as long as the object lives. Several threads may ask."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[ref[Any], dict[Hashable, Any]]] = {}

    def __call__(self, of: object, key: Hashable, make: Callable[[], T]) -> T:
        """`make()`, or what it gave before for this object and key; two that ask at once may both compute it."""
        identity = id(of)
        kept = self._kept.get(identity)
        if kept is None or kept[0]() is not of:
            kept = self._kept[identity] = ref(of, lambda _: self._kept.pop(identity, None)), {}
        if key not in kept[1]:
            kept[1][key] = make()
        found: T = kept[1][key]
        return found
