"""Where the cells of a text table are: column names, and every row as wide as it should be."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Collection
from dataclasses import dataclass, replace

from lstm_core.runtime.errors import DataError
from lstm_core.series.cells import is_missing, is_number
from lstm_core.series.head import Head, Row, find_head, usual_width
from lstm_core.series.marks import Marks, judge
from lstm_core.series.quick import plain_lines
from lstm_core.series.sniff import SEPARATORS, is_blank, is_date, sniff_separator, split_rows
from lstm_core.settings import DataSettings

MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
# As many where the time runs along the columns.
MAX_WIDE = 5_000
_SAMPLE_ROWS = 100
_SAMPLE_CHARACTERS = 1_000_000

# Spreadsheets read and write this as the first line of a CSV file.
_ANNOUNCED = re.compile(r"\"?sep=(?P<separator>[,;\t| ])\"?(?=[\r\n])", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")


@dataclass(frozen=True)
class Layout:
    """How a text is cut into cells.

    text: the text to cut; lines that belong to no row are blank in it. separator: the character. marks: the decimal
    mark, and what could be read either way. has_header: whether the first line that is not blank names the columns.
    headers: one per column, as in the file, or made up ("column 3"). lines: (rows,) the line of the file in which each
    data row ends, from 1. preview: the first rows as text cells, the header row among them. head: what stands above
    the rows. footers: lines below them that belong to no row, and what they say.
    """

    text: str
    separator: str
    marks: Marks
    has_header: bool
    headers: tuple[str, ...]
    lines: array[int]
    preview: tuple[tuple[str, ...], ...]
    head: Head
    footers: tuple[tuple[int, str], ...] = ()

    @property
    def decimal(self) -> str:
        """The decimal mark, "." or ","."""
        return self.marks.decimal


def lay_out(text: str, settings: DataSettings, preview_rows: int = 10) -> Layout:
    """Find separator, decimal mark and header, or take them from the settings; check every row's width.

    Raises DataError for rows of unequal width, double column names, no data rows, and too many rows or columns.
    """
    try:
        text, announced = _announced_separator(text)
        separator = SEPARATORS.get(settings.separator) or announced or sniff_separator(text)
        if separator == " ":
            text = re.sub(r"(?m)[ \t]+", " ", re.sub(r"(?m)^[ \t]+|[ \t]+$", "", text))
        sample = _sample(text, separator)
        if not sample:
            raise DataError("The file is empty. Choose a file with a header line and one row per time step.")
        width = usual_width(sample)
        marks = _marks(sample, width, separator)
        if settings.decimal != "auto":
            marks = replace(marks, decimal={"point": ".", "comma": ","}[settings.decimal])
        head = find_head(sample, width, marks.decimal, settings.header)
        text = _blanked(text, head.skipped)
        lines, footers = _measure(text, separator, head, marks.decimal)
        text = _blanked(text, [line for line, _ in footers])
    except csv.Error as error:
        raise DataError(_not_cells(text, error)) from None
    has_header = head.has_header
    if not lines:
        raise DataError(
            "The file has a header line but no rows below it. Add one row per time step, or, if the first line "
            "holds data, set the header to 'no'."
        )
    if len(lines) == 1:
        raise DataError(f"The file has a single row of data (line {lines[0]}); a series needs one row per time step.")
    shown = [row for row in sample if row.first not in head.skipped][:preview_rows]
    preview = tuple(tuple(_preview(row.cells, head, place == 0)) for place, row in enumerate(shown))
    return Layout(text, separator, marks, has_header, head.headers, lines, preview, head, tuple(footers))


def _preview(cells: list[str], head: Head, first: bool) -> list[str]:
    return ["", *cells] if first and head.row_names else cells


def _sample(text: str, separator: str) -> list[Row]:
    """The first rows (at most 100) with the lines that they take; blank ones are left out."""
    lines = list(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""))
    if len(text) > _SAMPLE_CHARACTERS and len(lines) > 1:
        lines = lines[:-1]
    reader = split_rows(lines, separator)
    rows: list[Row] = []
    before = 0
    for cells in reader:
        if not is_blank(cells):
            rows.append(Row(cells, before + 1, reader.line_num))
        before = reader.line_num
        if len(rows) == _SAMPLE_ROWS:
            break
    return rows


def _marks(sample: list[Row], width: int, separator: str) -> Marks:
    return judge(zip(*(row.cells for row in sample if len(row.cells) == width), strict=True), separator)


def _blanked(text: str, lines: Collection[int]) -> str:
    """The text with these lines (from 1) emptied, so that all others keep their number."""
    if not lines:
        return text
    wanted, parts, done = set(lines), [], 0
    for number, match in enumerate(_LINE.finditer(text), start=1):
        if number in wanted:
            parts += [text[done : match.start()], match.group()[len(match.group().rstrip("\r\n")) :]]
            done = match.end()
        if number >= max(wanted):
            break
    return "".join([*parts, text[done:]])


def _not_cells(text: str, error: csv.Error) -> str:
    """Why the rows cannot be split: a line without end, or a quotation mark that runs over many lines."""
    limit = csv.field_size_limit()
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        length = len(line.rstrip("\r\n"))
        if length > limit:
            return (
                f"Line {number} has {length:,} characters, and a cell may have {limit:,} at most. Check the "
                "separator and the line ends, or leave that line out."
            )
    return f"The rows cannot be split into cells ({error}). Check the quotation marks."


def _announced_separator(text: str) -> tuple[str, str]:
    """The text with a first line such as sep=; left blank, and the separator that it announces, "" without one."""
    match = _ANNOUNCED.match(text)
    return (text[match.end() :], match["separator"]) if match else (text, "")


def _measure(text: str, separator: str, head: Head, decimal: str) -> tuple[array[int], list[tuple[int, str]]]:
    """The line of each data row, and the lines of words that stand below the last one.

    Raises DataError at the first row of another width that is not such a line.
    """
    width = len(head.headers)
    if width > MAX_WIDE:
        raise DataError(too_wide(width))
    plain = plain_lines(text, separator, width)
    if plain is not None and len(plain) <= MAX_ROWS:
        return plain[1:] if head.has_header else plain, []
    lines: array[int] = array("q")
    reader = split_rows(io.StringIO(text, newline=""), separator)
    waiting = head.has_header
    odd: list[tuple[int, str]] = []
    ragged = ""
    for row in reader:
        if len(row) != width or width == 1:
            if is_blank(row):
                continue
            if len(row) != width and not (waiting and (len(row) == width - 1 or row[0].strip() in ("#", "%", "//"))):
                if waiting or not _is_footer(row, decimal):
                    raise DataError(ragged or _ragged(reader.line_num, len(row), width, waiting))
                odd.append((reader.line_num, " ".join(filter(None, map(str.strip, row)))))
                ragged = ragged or _ragged(reader.line_num, len(row), width, False)
                continue
        if waiting:
            waiting = False
            continue
        if ragged:
            raise DataError(ragged)
        lines.append(reader.line_num)
        if len(lines) > MAX_ROWS:
            raise DataError(
                f"The file has more than {MAX_ROWS:,} rows; the limit is reached in line {reader.line_num:,}. "
                "Take a part of it, or average it to a longer time step first."
            )
    return lines, odd


def _is_footer(row: list[str], decimal: str) -> bool:
    """Whether a row of another width is words: a note below the table."""
    filled = [cell for cell in row if not is_missing(cell)]
    return bool(filled) and not is_number(filled[0], decimal) and not is_date(filled[0])


def too_wide(width: int) -> str:
    """The sentence for a table with too many columns."""
    return (
        f"The file has {width:,} columns; the limit is {MAX_COLUMNS}. If the time runs along the columns, "
        "turn the table so that each row is one time step."
    )


def _ragged(line: int, found: int, expected: int, in_header: bool) -> str:
    cells = f"{found} cell{'s' * (found != 1)}"
    role = "the header" if in_header else "the row"
    return (
        f"Line {line}: {role} has {cells}, but {expected} {'is' if expected == 1 else 'are'} expected. Remove lines "
        "that do not belong to the table, quote cells that contain the separator, or choose another separator."
    )
