"""The notebook itself and what a learner does with it; every function gives a new one and leaves the old as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from lstm_core.notebook.entry import Entry, series_bytes

MAX_RUNS = 200
# A run of the default size takes 50 kB, so that bytes are what ends a notebook of large networks only.
MAX_BYTES = 60_000_000
MAX_NAME, MAX_NOTE = 60, 1000


@dataclass(frozen=True)
class Notebook:
    """Kept runs.

    entries: the oldest first. made: how many were ever added, which numbers the next one. dropped: how many were let
    go to make room.
    """

    entries: tuple[Entry, ...] = ()
    made: int = 0
    dropped: int = 0

    def find(self, id: str) -> Entry | None:
        """The entry with this id, None when there is none (any more)."""
        return next((entry for entry in self.entries if entry.id == id), None)

    @cached_property
    def bytes(self) -> int:
        """Size of all arrays, each series once."""
        series = {id(entry.series): entry.series for entry in self.entries}
        return sum(entry.own_bytes for entry in self.entries) + sum(map(series_bytes, series.values()))


def add(book: Notebook, entry: Entry, most: int = MAX_RUNS, most_bytes: int = MAX_BYTES) -> Notebook:
    """With one more run, named by its number when it has no name; the oldest unpinned ones go until all fit.

    An id that is there already changes nothing. Where all others are pinned and nothing more fits, the new one goes.
    """
    if book.find(entry.id) is not None:
        return book
    shared = next((other.series for other in book.entries if other.series_id == entry.series_id), entry.series)
    named = replace(entry, series=shared, name=entry.name[:MAX_NAME] or f"Run {book.made + 1}")
    fuller = Notebook((*book.entries, named), book.made + 1, book.dropped)
    while len(fuller.entries) > most or fuller.bytes > most_bytes:
        oldest = next((other for other in fuller.entries if not other.pinned), named)
        fuller = drop(fuller, oldest.id)
        if oldest is named:
            break
    return fuller


def delete(book: Notebook, id: str) -> Notebook:
    """Without one run."""
    return replace(book, entries=tuple(entry for entry in book.entries if entry.id != id))


def drop(book: Notebook, id: str) -> Notebook:
    """Without one run, which was let go to make room; unchanged where it is gone already."""
    return book if book.find(id) is None else replace(delete(book, id), dropped=book.dropped + 1)


def rename(book: Notebook, id: str, name: str) -> Notebook:
    """With another name for one run; an empty one changes nothing."""
    words = " ".join(name.split())[:MAX_NAME]
    return _change(book, id, name=words) if words else book


def annotate(book: Notebook, id: str, note: str) -> Notebook:
    """With another note on one run."""
    return _change(book, id, note=note.strip()[:MAX_NOTE])


def pin(book: Notebook, id: str, pinned: bool) -> Notebook:
    """With one run pinned, which keeps it when room is made, or unpinned."""
    return _change(book, id, pinned=pinned)


def _change(book: Notebook, id: str, **values: object) -> Notebook:
    changed = tuple(replace(entry, **values) if entry.id == id else entry for entry in book.entries)  # type: ignore[arg-type]
    return replace(book, entries=changed)
