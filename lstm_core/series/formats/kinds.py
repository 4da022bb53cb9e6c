"""What every kind of file has in common: what is found in it, how large it may be, how it is written as text."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lstm_core.runtime.errors import DataError

# As much as an uploaded text may have; an archive of some kilobytes can hold gigabytes.
MAX_TEXT = 50 * 1024 * 1024
MAX_NAMES = 1000
_FOREIGN = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"\x89HDF": "an HDF5 file",
    b"SQLite format 3": "a database",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"ARROW1": "an Arrow file",
    b"CDF": "a NetCDF file",
}
_WEB = re.compile(rb"\s*<(!doctype html|html|table|\?xml)", re.IGNORECASE)
_NUMBER_WITH_MARKS = re.compile(r"[+\-−]?\d[\d.,' ]*[.,]\d[\d.,' ]*%?")


@dataclass(frozen=True)
class Unpacked:
    """The text table of a file.

    container: what it came in, such as "Excel workbook", "" where the file is the text. typed: whether its numbers and
    dates were no text before, so that separator, decimal mark and order of days leave no question.
    table: the name of the one that was taken of `tables`, "" and () where there is only one.
    """

    data: bytes
    container: str = ""
    typed: bool = False
    table: str = ""
    tables: tuple[str, ...] = ()


class Kind(Protocol):
    """A kind of file: a module or an object with these functions."""

    def knows(self, data: bytes) -> bool:
        """Whether the file is of this kind."""

    def names(self, data: bytes) -> tuple[str, ...]:
        """The names of its tables."""

    def unpack(self, data: bytes, table: str) -> Unpacked:
        """One of its tables, "" for the likeliest. Raises DataError."""


def validate_kind(data: bytes) -> None:
    """Raises DataError for a file that is known to be no table."""
    what = next((what for magic, what in _FOREIGN.items() if data.startswith(magic)), "")
    what = what or ("a tar archive" if data[257:262] == b"ustar" else "")
    if what:
        raise DataError(f"This is {what}, not a text table. Save or export the table as CSV and take that.")
    if _WEB.match(data[:200]):
        raise DataError(
            "This is a document of HTML or XML, not a text table, whatever its name says. Open it in a spreadsheet, "
            "save the table as CSV and take that."
        )


def pick(names: Sequence[str], wanted: str, likeliest: str) -> str:
    """The wanted name, or the likeliest where none is wanted. Raises DataError for one that is not there."""
    if not wanted:
        return likeliest
    if wanted not in names:
        listed = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
        raise DataError(f"The file holds no table '{wanted[:60]}'. Choose one of: {listed}.")
    return wanted


def too_large(what: str) -> DataError:
    """The error for a file whose table is larger than `MAX_TEXT`."""
    return DataError(
        f"{what} holds more than {MAX_TEXT // 2**20} MB of text once it is unpacked. Leave out columns or rows that "
        "you do not need."
    )


class Writer:
    """Rows of values → the bytes of a text table, bounded by `MAX_TEXT`.

    has_marked_text: whether a cell of text looked like a number with a mark, so that the decimal mark is a question.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._text = io.StringIO()
        self._rows = csv.writer(self._text, lineterminator="\n")
        self.has_marked_text = False

    def row(self, cells: Iterable[Any]) -> None:
        """Write a row. Raises DataError where it becomes too much."""
        written = [self._cell(value) for value in cells]
        # Alone in its line an empty cell would be a blank line.
        self._rows.writerow(["NaN"] if written == [""] else written)
        if self._text.tell() > MAX_TEXT:
            raise too_large(self._what)

    def _cell(self, value: Any) -> str:
        if isinstance(value, str):
            self.has_marked_text = self.has_marked_text or _NUMBER_WITH_MARKS.fullmatch(value.strip()) is not None
            return " ".join(value.split())
        return cell(value)

    @property
    def data(self) -> bytes:
        """What was written, as UTF-8."""
        return self._text.getvalue().encode("utf-8", "replace")


def cell(value: Any) -> str:
    """A number, date or nothing as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return f"{value.total_seconds():g}"
    return str(value)
