"""Bytes → text, and the shape of the table in it: encoding, separator, header."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from lstm_core.runtime.errors import DataError
from lstm_core.series.cells import is_missing, is_number
from lstm_core.series.marks import judge
from lstm_core.series.stamps.words import speaks_of_time

MAX_BYTES = 50 * 1024 * 1024
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|"}
SAMPLE_LINES = 100
_SAMPLE_CHARACTERS = 200_000
_MAGIC = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"PAR1": "a Parquet file",
    b"\x89HDF": "an HDF5 file",
    b"SQLite format 3": "a database",
}
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([T ,]+\d{1,2}[:.]\d{2}\S*( ?[AaPp][Mm])?)?Z?")
_STAMP = re.compile(r"[\w\s:/.,+()–—'-]+")


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding.

    UTF-8 with or without BOM, UTF-16 (also without BOM, told by its zero bytes), else Latin-1 in the
    Windows variant. Raises DataError for an empty, too large or binary file.
    """
    if len(data) > MAX_BYTES:
        raise DataError(
            f"The file has {len(data) / 2**20:.1f} MB, more than the {MAX_BYTES // 2**20} MB allowed. "
            "Leave out columns or rows that you do not need."
        )
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise DataError("The file is empty. Choose a file with a header line and one row per time step.")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise DataError(f"This is {what}, not a text table. Save or export the table as CSV and upload that.")
    text, encoding = _decode_text(data)
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - text.rfind("\n", 0, control.start())
        raise DataError(
            f"Line {line}, character {column} holds a control byte: this looks like a binary file, not a text table. "
            "Save or export the table as CSV and upload that."
        )
    return text, encoding


def _decode_text(data: bytes) -> tuple[str, str]:
    for bom, codec in _UTF16.items():
        if data.startswith(bom):
            return _strictly(data[2:], codec), "UTF-16"
    zeros = data[:4000].count(0)
    if zeros > len(data[:4000]) / 4:
        codec = "utf-16-be" if data[0] == 0 else "utf-16-le"
        return _strictly(data, codec), "UTF-16"
    if data.startswith(codecs.BOM_UTF8):
        return _strictly(data[3:], "utf-8"), "UTF-8 with BOM"
    for codec, name in (("utf-8", "UTF-8"), ("cp1252", "Latin-1")):
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "Latin-1"


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataError(
            f"Line {line} breaks the {codec.upper()} encoding that the file's first bytes announce: the file is "
            "damaged or binary. Save it again as UTF-8 and upload that."
        ) from None


def sample_rows(text: str, separator: str) -> list[list[str]]:
    """The first rows (at most 100), split into cells, blank lines left out. Raises csv.Error."""
    lines = list(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""))
    if len(text) > _SAMPLE_CHARACTERS and len(lines) > 1:
        lines = lines[:-1]
    # Comments say nothing about cells.
    lines = [line for line in lines if not line.startswith("#")] or lines
    rows = (row for row in split_rows(lines, separator) if not is_blank(row))
    return list(itertools.islice(rows, SAMPLE_LINES))


def split_rows(lines: Iterable[str], separator: str) -> Any:
    """A csv.reader over lines: every row as a list of cells, quotes respected."""
    return csv.reader(lines, delimiter=separator, skipinitialspace=True)


def is_blank(row: list[str]) -> bool:
    """Whether a row stands for a blank line."""
    return not row or (len(row) == 1 and not row[0].strip())


def sniff_separator(text: str) -> str:
    """The separator under which the first rows are equally wide and their cells look most like cells."""
    scores = {separator: _score(text, separator) for separator in ("\t", ";", ",", "|", " ")}
    best = max(scores, key=lambda separator: scores[separator])
    return best if scores[best] > 0 else ","


def _score(text: str, separator: str) -> float:
    try:
        rows = sample_rows(text, separator)
    except csv.Error:
        return 0.0
    if not rows:
        return 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width < 2:
        return 0.0
    cells = [cell for row in rows[-50:] for cell in row]
    decimal = judge(zip(*(row for row in rows[-50:] if len(row) == width), strict=True), separator).decimal
    return count / len(rows) * sum(_looks_whole(cell, decimal) for cell in cells) / len(cells)


def _looks_whole(cell: str, decimal: str) -> float:
    """1 for a number, a date or a missing value, less for a word, 0 for text that holds a separator itself."""
    if is_missing(cell) or is_number(cell, decimal) or is_date(cell):
        return 1.0
    return 0.0 if any(mark in cell for mark in ";\t|,") else 0.6


def is_date(cell: str) -> bool:
    """Whether the cell looks like a date, a time or a period, in whatever form; a name that ends in digits does not."""
    cell = cell.strip()
    if _DATE.fullmatch(cell):
        return True
    digits = sum(map(str.isdigit, cell))
    return digits >= 2 and len(cell) <= 80 and _STAMP.fullmatch(cell) is not None and speaks_of_time(cell, digits)
