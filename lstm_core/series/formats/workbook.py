"""Spreadsheets: the values of one sheet of an Excel workbook, dates as dates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import ParseError

from lstm_core.runtime.errors import DataError
from lstm_core.runtime.warning_filter import warnings_are
from lstm_core.runtime.zip_errors import ZIP_ERRORS
from lstm_core.series.formats.kinds import Unpacked, Writer, pick

# openpyxl reads some 70,000 cells a second.
MAX_CELLS = 1_000_000
# XML is many times as long as what it says.
MAX_XML = 400 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    "content.xml": "an OpenDocument file", "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "word/document.xml": "a Word document", "ppt/presentation.xml": "a PowerPoint presentation",
    "Index/Document.iwa": "a Numbers or Pages document",
}  # fmt: skip
_DAMAGE = (*ZIP_ERRORS, KeyError, TypeError, IndexError, AttributeError, ParseError, AssertionError)


def knows(data: bytes) -> bool:
    """Whether it is a workbook, or another office file that is refused by its name."""
    return data.startswith(_OLE) or bool(_office(data))


def names(data: bytes) -> tuple[str, ...]:
    """The sheets that hold cells, hidden ones left out."""
    with _opened(data) as book:
        return _sheets(book)


def unpack(data: bytes, table: str) -> Unpacked:
    """The sheet called `table`, or the first one with at least two rows and as many filled cells as a table needs."""
    with _opened(data) as book:
        sheets = _sheets(book)
        if not sheets:
            raise DataError("The workbook holds no sheet with cells. Choose another file.")
        first = next((name for name in sheets if _looks_like_table(book[name])), sheets[0])
        name = pick(sheets, table, first)
        written = _written(book[name])
    several = sheets if len(sheets) > 1 else ()
    # A sheet of text alone leaves the questions that a text file leaves.
    return Unpacked(written.data, "Excel workbook", not written.has_marked_text, name if several else "", several)


def _office(data: bytes) -> str:
    """ "xlsx", what other office file it is, or ""."""
    if not data.startswith(b"PK\x03\x04"):
        return ""
    try:
        inside = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except ZIP_ERRORS:
        return ""
    other = next((what for member, what in _OTHERS.items() if member in inside), "")
    return other or ("xlsx" if "[Content_Types].xml" in inside and any(n.startswith("xl/") for n in inside) else "")


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """The workbook, open for reading. Raises DataError for one that is protected, of another kind or damaged."""
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise DataError(
                "The workbook is protected with a password. Save a copy without one, or the sheet as CSV, and take "
                "that."
            )
        raise DataError("This is an old Excel workbook (.xls). Save it as .xlsx or CSV and take that.")
    kind = _office(data)
    if kind != "xlsx":
        raise DataError(f"This is {kind}. Save the table as .xlsx or CSV and take that.")
    size = sum(info.file_size for info in zipfile.ZipFile(io.BytesIO(data)).infolist())
    if size > MAX_XML:
        raise DataError(
            f"The workbook has {size / 2**20:,.0f} MB once it is unpacked; the limit is {MAX_XML // 2**20} MB. Save "
            "the sheet as CSV and take that."
        )
    from openpyxl import load_workbook

    try:
        # It warns of styles and extensions that it leaves out.
        with warnings_are("ignore", UserWarning):
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                yield book
            finally:
                book.close()
    except _DAMAGE as error:
        raise DataError(
            f"The workbook cannot be read ({str(error)[:80] or type(error).__name__}). Save the sheet as CSV and "
            "take that."
        ) from None


def _sheets(book: Any) -> tuple[str, ...]:
    found = []
    for sheet in book.worksheets:
        # What a file says of a sheet's size may be wrong, and would cut it.
        sheet.reset_dimensions()
        if sheet.sheet_state == "visible" and any(True for row in _head(sheet) if any(c is not None for c in row)):
            found.append(sheet.title)
    return tuple(found)


def _looks_like_table(sheet: Any) -> bool:
    wide = [row for row in _head(sheet) if sum(cell is not None for cell in row) >= 1]
    return len(wide) >= 3 and any(isinstance(cell, int | float) for row in wide for cell in row)


def _head(sheet: Any, rows: int = 30) -> Any:
    return sheet.iter_rows(max_row=rows, values_only=True)


def _written(sheet: Any) -> Writer:
    """The sheet as text, a line for each row; columns without any cell at the right end are left out."""
    writer, cells = Writer("The workbook"), 0
    rows, width = [], 0
    for row in sheet.iter_rows(values_only=True):
        last = max((place for place, value in enumerate(row, start=1) if value is not None), default=0)
        width, cells = max(width, last), cells + last
        if cells > MAX_CELLS:
            raise DataError(
                f"The sheet has more than {MAX_CELLS:,} cells. Save it as CSV, which is read many times as fast, and "
                "take that."
            )
        rows.append(row[:last])
    while rows and not rows[-1]:
        rows.pop()
    for row in rows:
        # A row without a cell stays a blank line, so that line 17 is row 17.
        writer.row([*row, *[None] * (width - len(row))] if row else [])
    return writer
