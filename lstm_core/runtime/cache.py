"""What was computed once is not computed again: the one cache of the lab, for any kind of key and result."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Generic, TypeVar
from weakref import ref

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Cell(Generic[T]):
    """Room for one result: who comes first makes it, who comes meanwhile waits for it, in whatever thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: list[T] = []

    def get(self, make: Callable[[], T]) -> T:
        """`make()`, or what the first who asked got; where it raises, the next one tries again."""
        with self._lock:
            if not self._made:
                self._made.append(make())
            return self._made[0]


class Cache(Generic[K, T]):
    """Key → result, the `keep` latest that were asked for (None: all). Several threads may ask."""

    def __init__(self, keep: int | None = None) -> None:
        self._keep = keep
        self._cells: OrderedDict[K, Cell[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[], T]) -> T:
        """`make()`, or what it gave before for this key; a class that asks at once has it computed once."""
        with self._lock:
            cell = self._cells.setdefault(key, Cell())
            self._cells.move_to_end(key)
            while self._keep is not None and len(self._cells) > self._keep:
                self._cells.popitem(last=False)
        # Not in the lock: who asks for something else need not wait.
        return cell.get(make)


class PerObject(Generic[K, T]):
    """A cache for each object, by identity: thirty runs of one series share baselines.

    Kept as long as the object lives, and for the `keep` objects that were asked for last: a notebook holds many series,
    and a class looks at one each.
    """

    def __init__(self, keep: int = 64) -> None:
        self._caches: OrderedDict[int, tuple[ref[Any], Cache[K, T]]] = OrderedDict()
        self._keep = keep
        self._lock = threading.Lock()

    def get(self, of: object, key: K, make: Callable[[], T]) -> T:
        """`make()`, or what it gave before for this object and key."""
        identity = id(of)
        with self._lock:
            kept = self._caches.get(identity)
            if kept is None or kept[0]() is not of:
                kept = self._caches[identity] = ref(of, lambda _: self._caches.pop(identity, None)), Cache()
            self._caches.move_to_end(identity)
            while len(self._caches) > self._keep:
                self._caches.popitem(last=False)
        return kept[1].get(key, make)


class Caches:
    """Caches by name, each with its own kind of key and result."""

    def __init__(self) -> None:
        self._caches: dict[str, Cache[Any, Any]] = {}
        self._lock = threading.Lock()

    def get(self, name: str, key: Hashable, make: Callable[[], T], keep: int) -> T:
        """`make()`, or what it gave before for this name and key. keep: of this name, as its first caller says."""
        with self._lock:
            cache: Cache[Hashable, T] = self._caches.setdefault(name, Cache(keep))
        return cache.get(key, make)


def first_equal(value: K) -> K:
    """The first of all equal values that were asked for of late, so that many keep one object."""
    first: K = _first(value)
    return first


@lru_cache(maxsize=512)
def _first(value: Any) -> Any:
    return value
