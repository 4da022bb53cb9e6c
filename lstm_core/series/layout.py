"""Where the cells of a text table are: column names, and every row as wide as it should be."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections import Counter
from dataclasses import dataclass

from lstm_core.runtime.errors import DataError
from lstm_core.series.cells import sniff_decimal
from lstm_core.series.quick import plain_lines
from lstm_core.series.sniff import SEPARATORS, is_blank, sample_rows, sniff_header, sniff_separator, split_rows
from lstm_core.settings import MAX_NAME, DataSettings

MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
MAX_UNIT = 20
_UNIT = re.compile(
    rf"(?P<name>.*\S)\s*(?:\((?P<round>[^()]{{1,{MAX_UNIT}}})\)|\[(?P<square>[^\[\]]{{1,{MAX_UNIT}}})\])"
)

# Spreadsheets read and write this as the first line of a CSV file.
_ANNOUNCED = re.compile(r"\"?sep=(?P<separator>[,;\t| ])\"?(?=[\r\n])", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How a text is cut into cells.

    text: the text to cut. separator, decimal: the characters. decimal_guessed: whether 1,234 could
    be read either way. headers: one per column, as in the file, or
    made up ("column 3"). lines: (rows,) the line of the file in which each data row ends, from 1.
    preview: the first rows as text cells, the header row among them.
    """

    text: str
    separator: str
    decimal: str
    decimal_guessed: bool
    has_header: bool
    headers: tuple[str, ...]
    lines: array[int]
    preview: tuple[tuple[str, ...], ...]


def lay_out(text: str, settings: DataSettings, preview_rows: int = 10) -> Layout:
    """Find separator, decimal mark and header, or take them from the settings; check every row's width.

    Raises DataError for rows of unequal width, double column names, no data rows, and too many rows or columns.
    """
    try:
        text, announced = _announced_separator(text)
        separator = SEPARATORS.get(settings.separator) or announced or sniff_separator(text)
        if separator == " ":
            text = re.sub(r"(?m)[ \t]+", " ", re.sub(r"(?m)^[ \t]+|[ \t]+$", "", text))
        sample = sample_rows(text, separator)
        if not sample:
            raise DataError("The file is empty. Choose a file with a header line and one row per time step.")
        cells = [cell for row in sample for cell in row]
        decimal, guessed = sniff_decimal(cells, separator)
        if settings.decimal != "auto":
            decimal, guessed = {"point": ".", "comma": ","}[settings.decimal], False
        has_header = settings.header == "yes" or (settings.header == "auto" and sniff_header(sample, decimal))
        width = _expected_width(sample, has_header)
        headers, lines = _measure(text, separator, width, has_header, short=has_header and _adds_empty_cell(sample))
    except csv.Error as error:
        raise DataError(_not_cells(text, error)) from None
    if not lines:
        raise DataError(
            "The file has a header line but no rows below it. Add one row per time step, or, if the first line "
            "holds data, set the header to 'no'."
        )
    if len(lines) == 1:
        raise DataError(f"The file has a single row of data (line {lines[0]}); a series needs one row per time step.")
    preview = tuple(tuple(row) for row in sample[:preview_rows])
    return Layout(text, separator, decimal, guessed, has_header, headers, lines, preview)


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


def split_unit(header: str) -> tuple[str, str]:
    """Temp (°C) or Temp [°C] → ("Temp", "°C"); without brackets the unit is ""."""
    match = _UNIT.fullmatch(header)
    if match is None:
        return header, ""
    return match["name"], (match["round"] or match["square"]).strip()


def _expected_width(sample: list[list[str]], has_header: bool) -> int:
    """The header's width, or that of most rows where the header looks like a title line, or where the rows only
    add one empty cell (a separator at their end)."""
    usual = Counter(len(row) for row in sample).most_common(1)[0][0]
    return len(sample[0]) if has_header and len(sample[0]) > 1 and not _adds_empty_cell(sample) else usual


def _adds_empty_cell(sample: list[list[str]]) -> bool:
    return all(len(row) == len(sample[0]) + 1 and not row[-1].strip() for row in sample[1:])


def _measure(
    text: str, separator: str, width: int, has_header: bool, short: bool
) -> tuple[tuple[str, ...], array[int]]:
    """Column names and the line of each data row. `short`: the header may have one cell less.

    Raises DataError at the first row of another width.
    """
    if width > MAX_COLUMNS:
        raise DataError(
            f"The file has {width:,} columns; the limit is {MAX_COLUMNS}. If the time runs along the columns, "
            "turn the table so that each row is one time step."
        )
    headers = tuple(f"column {place}" for place in range(1, width + 1))
    plain = plain_lines(text, separator, width)
    if plain is not None and len(plain) <= MAX_ROWS:
        if has_header:
            first = text[: text.index("\n")].rstrip("\r")
            return _clean_headers(next(split_rows([first], separator)), width), plain[1:]
        return headers, plain
    lines: array[int] = array("q")
    reader = split_rows(io.StringIO(text, newline=""), separator)
    waiting = has_header
    for row in reader:
        if len(row) != width or width == 1:
            if is_blank(row):
                continue
            trailing = waiting and short and len(row) == width - 1
            if len(row) != width and not trailing:
                raise DataError(_ragged(reader.line_num, len(row), width, waiting))
        if waiting:
            headers, waiting = _clean_headers(row, width), False
            continue
        lines.append(reader.line_num)
        if len(lines) > MAX_ROWS:
            raise DataError(
                f"The file has more than {MAX_ROWS:,} rows; the limit is reached in line {reader.line_num:,}. "
                "Upload a part of it, or average it to a longer time step first."
            )
    return headers, lines


def _ragged(line: int, found: int, expected: int, in_header: bool) -> str:
    cells = f"{found} cell{'s' * (found != 1)}"
    role = "the header" if in_header else "the row"
    return (
        f"Line {line}: {role} has {cells}, but {expected} {'is' if expected == 1 else 'are'} expected. Remove lines "
        "that do not belong to the table, quote cells that contain the separator, or choose another separator."
    )


def _clean_headers(row: list[str], width: int) -> tuple[str, ...]:
    headers = [" ".join(cell.split())[:MAX_NAME] or f"column {place}" for place, cell in enumerate(row, start=1)]
    headers += [f"column {place}" for place in range(len(row) + 1, width + 1)]
    first: dict[str, int] = {}
    for place, header in enumerate(headers, start=1):
        if header in first:
            raise DataError(
                f"Columns {first[header]} and {place} are both called '{header[:40]}'. Rename one of them; if the "
                "first line holds data, set the header to 'no'."
            )
        first[header] = place
    return tuple(headers)
