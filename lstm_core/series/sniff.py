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
# The longer mark first: that of UTF-32 begins with that of UTF-16.
_WIDE = {
    codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be", codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
# In these a control character is the byte of the same number, and bytes are counted ten times as fast.
_BYTEWISE = ("UTF-8", "UTF-8 with BOM", "Latin-1")
_CONTROL_BYTES = bytes([*range(0x09), *range(0x0E, 0x1C), 0x7F])
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([T ,]+\d{1,2}[:.]\d{2}\S*( ?[AaPp][Mm])?)?Z?")
_STAMP = re.compile(r"[\w\s:/.,+()–—'-]+")


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding.

    UTF-8 with or without BOM, UTF-16 and UTF-32 (also without BOM, told by their zero bytes), else Latin-1 in the
    Windows variant. Raises DataError for an empty, too large or binary file.
    """
    if len(data) > MAX_BYTES:
        raise DataError(
            f"The file has {len(data) / 2**20:.1f} MB, more than the {MAX_BYTES // 2**20} MB allowed. "
            "Leave out columns or rows that you do not need."
        )
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise DataError("The file is empty. Choose a file with a header line and one row per time step.")
    text, encoding = _decode_text(data)
    plain = encoding in _BYTEWISE and len(data.translate(None, _CONTROL_BYTES)) == len(data)
    control = None if plain else _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - text.rfind("\n", 0, control.start())
        raise DataError(
            f"Line {line}, character {column} holds a control byte: this looks like a binary file, not a text table. "
            "Save or export the table as CSV and take that."
        )
    return text, encoding


def _decode_text(data: bytes) -> tuple[str, str]:
    for bom, codec in _WIDE.items():
        if data.startswith(bom):
            return _strictly(data[len(bom) :], codec), codec[:6].upper()
    zeros = data[:4000].count(0) / len(data[:4000])
    if zeros > 0.25:
        # Of four bytes of plain text UTF-32 leaves three at zero and UTF-16 two.
        wide = "utf-32" if zeros > 0.6 else "utf-16"
        codec = f"{wide}-be" if data[0] == 0 else f"{wide}-le"
        return _strictly(data, codec), wide.upper()
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
            "damaged or binary. Save it again as UTF-8 and take that."
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
