"""Which kind of file this is, by its content and never by its name, and the text table that it holds.

Every kind ends as the text that the reader of tables knows: archives hold one already, workbooks and the like are
written as one. A new kind is a module and a line in `_KINDS`.
"""

from __future__ import annotations

from lstm_core.runtime.errors import DataError
from lstm_core.series.formats import archives, monash, parquet, records, workbook
from lstm_core.series.formats.kinds import MAX_TEXT, Kind, Unpacked, validate_kind

__all__ = ["MAX_TEXT", "Unpacked", "is_text", "names_of_tables", "unpack"]

# The first that knows the file takes it: a workbook is a ZIP archive, too.
_KINDS: tuple[Kind, ...] = (workbook, parquet, archives.GZIP, archives.ZIP, monash, records)
# An archive may hold a workbook; an archive in an archive in an archive is nobody's table.
_DEEPEST = 2


def unpack(data: bytes, table: str = "") -> Unpacked:
    """The text table in a file: itself where it is text, else what the archive, workbook or records hold.

    table: which one of several, by the name in `names_of_tables`; "" for the likeliest. Raises DataError for a file
    that holds no table, is protected or damaged, or holds more than `MAX_TEXT` bytes of text.
    """
    return _unpack(data, table, depth=0)


def _unpack(data: bytes, table: str, depth: int) -> Unpacked:
    validate_kind(data)
    kind = next((kind for kind in _KINDS if kind.knows(data)), None)
    if kind is None:
        return Unpacked(data)
    if depth == _DEEPEST:
        raise DataError("This is an archive inside an archive. Unpack it, and take the table.")
    outer = kind.unpack(data, table)
    if outer.typed:
        return outer
    inner = _unpack(outer.data, "", depth + 1)
    if inner.container:
        return Unpacked(inner.data, f"{inner.container} in {outer.container}", inner.typed, outer.table, outer.tables)
    return outer


def is_text(data: bytes) -> bool:
    """Whether the file itself is the text."""
    return not any(kind.knows(data) for kind in _KINDS)


def names_of_tables(data: bytes) -> tuple[str, ...]:
    """The names of the tables of a file that holds several, () for any other. Raises DataError as `unpack`."""
    kind = next((kind for kind in _KINDS if kind.knows(data)), None)
    names = kind.names(data) if kind else ()
    return names if len(names) > 1 else ()
