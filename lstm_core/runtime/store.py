"""Where the memory of a long-lived process puts what is seldom read: a temporary file without a name.

The file is gone with the process, whatever ends it, and nobody else can open it. What comes back equals what was put
in, to the last bit.
"""

from __future__ import annotations

import logging
import pickle
import tempfile
import threading
import weakref
from bisect import insort
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np

# Ranges are multiples of this, so that what one value leaves fits the next.
BLOCK = 4096

log = logging.getLogger(__name__)


class Store:
    """Values in a file of their own; safe to use from several threads. Ranges that were let go are used again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        # What nobody holds any more, unsorted: appended to wherever the last reference goes, even in the lock.
        self._let_go: deque[tuple[int, int]] = deque()
        self._free: list[tuple[int, int]] = []
        self._end = 0

    def put(self, value: Any) -> Stored:
        """Keep a value that can be pickled. Where the file cannot be written, it stays in memory, pickled."""
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        try:
            return Stored(self, self._write(data), len(data))
        except OSError as error:
            log.warning("The temporary file cannot be written (%s); its values stay in memory.", error)
            return Stored(self, data, len(data))

    @property
    def file_bytes(self) -> int:
        """Size of the file, free ranges inside it included."""
        with self._lock:
            self._tidy()
            return self._end

    @property
    def used_bytes(self) -> int:
        """Size of the ranges in use."""
        with self._lock:
            self._tidy()
            return self._end - sum(size for _, size in self._free)

    def _write(self, data: bytes) -> int:
        with self._lock:
            self._tidy()
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # open as long as this lives
                weakref.finalize(self, self._file.close)
            size = _rounded(len(data))
            offset = self._take(size)
            try:
                self._file.seek(offset)
                if self._file.write(data) != len(data):
                    raise OSError("the disk is full")
            except OSError:
                self._let_go.append((offset, size))
                raise
            return offset

    def _read(self, offset: int, size: int) -> bytearray:
        assert self._file is not None
        data = bytearray(size)
        with self._lock:
            self._file.seek(offset)
            if self._file.readinto(data) != size:  # type: ignore[attr-defined]  # unbuffered files have it
                raise OSError("The temporary file of this server was cut short.")
        return data

    def _take(self, size: int) -> int:
        """The first free range that is large enough, else the end of the file."""
        for place, (offset, free) in enumerate(self._free):
            if free >= size:
                self._free[place : place + 1] = [(offset + size, free - size)] if free > size else []
                return offset
        self._end += size
        return self._end - size

    def _tidy(self) -> None:
        """Take in what was let go, join neighbours, cut free ranges off the end of the file."""
        if not self._let_go:
            return
        while self._let_go:
            insort(self._free, self._let_go.popleft())
        joined: list[tuple[int, int]] = []
        for offset, size in self._free:
            if joined and sum(joined[-1]) == offset:
                joined[-1] = (joined[-1][0], joined[-1][1] + size)
            else:
                joined.append((offset, size))
        if joined and sum(joined[-1]) == self._end:
            self._end = joined.pop()[0]
            if self._file is not None:
                self._file.truncate(self._end)
        self._free = joined


class Stored:
    """One value in a `Store`, as long as somebody holds this."""

    __slots__ = ("_at", "_size", "_store")

    def __init__(self, store: Store, at: int | bytes, size: int) -> None:
        # at: where in the file, or the pickled value itself.
        self._store, self._at, self._size = store, at, size

    def load(self) -> Any:
        """The value, a new object at each call."""
        data = self._at if isinstance(self._at, bytes) else self._store._read(self._at, self._size)
        return pickle.loads(data)

    def __reduce__(self) -> Any:
        raise TypeError("What lies in a store cannot be pickled; load it first.")

    def __del__(self) -> None:
        if isinstance(self._at, int):
            self._store._let_go.append((self._at, _rounded(self._size)))


class Snapshots(Mapping[int, tuple[np.ndarray, ...]]):
    """Epoch → weights, in ascending order, each read from its store when it is asked for."""

    def __init__(self, kept: Mapping[int, Stored | tuple[np.ndarray, ...]]) -> None:
        self._kept = dict(sorted(kept.items()))

    def __getitem__(self, epoch: int) -> tuple[np.ndarray, ...]:
        found = self._kept[epoch]
        if isinstance(found, Stored):
            weights: tuple[np.ndarray, ...] = found.load()
            return weights
        return found

    def __iter__(self) -> Iterator[int]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, epoch: object) -> bool:
        return epoch in self._kept

    def __reduce__(self) -> Any:
        """What travels to another process is read first."""
        return dict, (dict(self),)


def _rounded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


_store = Store()


def put(value: Any) -> Stored:
    """Keep a value in this process' store."""
    return _store.put(value)


def used_bytes() -> int:
    """How much of this process' store is in use."""
    return _store.used_bytes
