"""What stands above the rows of a table: titles, comments, the line with the names, a second one with units."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from lstm_core.runtime.errors import DataError
from lstm_core.series.cells import is_missing, is_number
from lstm_core.series.sniff import is_date
from lstm_core.series.units import MAX_UNIT, split_unit
from lstm_core.settings import MAX_NAME

_COMMENT = re.compile(r"\s*(?:[#%!*]|//)\s*")
_UNIT_LIKE = re.compile(
    r"[\[(].{1,18}[\])]|.{0,12}[°%‰²³µ€$£/].{0,12}|[munckMG]?(?:m|s|g|A|V|W|Wh|Hz|Pa|J|K|C|F|L|l|mol|bar)|deg.?[CFK]?|mbar|hPa|kt|"
    r"min|h|ppm|ppb|EUR|USD|GBP|yyyy.*|YYYY.*|dd.*|hh.*|date|datetime|n/a|none|unit|units|-|count|degrees?|percent"
)
_MOST_LEVELS = 3


@dataclass(frozen=True)
class Row:
    """A row of the file, split, and the lines that it takes, from 1."""

    cells: list[str]
    first: int
    last: int

    @property
    def filled(self) -> int:
        """How many cells are not blank."""
        return sum(bool(cell.strip()) for cell in self.cells)


@dataclass(frozen=True)
class Head:
    """has_header: whether a line names the columns. headers: these names, cleaned, one per column, made up where there
    is none. first: the line of the first row of data or of the header. skipped: lines that are neither. titles: what
    they say. row_names: whether the names are one fewer than the columns, because the first holds names of the rows.
    numeric: whether the names are numbers, and the line could be one of data.
    """

    has_header: bool
    headers: tuple[str, ...]
    first: int
    skipped: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    row_names: bool = False
    numeric: bool = False


def usual_width(rows: list[Row]) -> int:
    """How many cells most rows have, rows with a single filled cell (titles, footers) left out."""
    telling = [row for row in rows if row.filled > 1 and not _is_comment(row)] or rows
    return Counter(len(row.cells) for row in telling).most_common(1)[0][0]


def find_head(rows: list[Row], width: int, decimal: str, wanted: str) -> Head:
    """The head of a table from its first rows. wanted: "auto", or whether there is a header ("yes", "no").

    Raises DataError for two columns of one name.
    """
    kinds = _kinds(rows, width, decimal)
    start = _first_data(rows, width, kinds, decimal)
    numeric = False
    if wanted == "no":
        start = next(
            (k for k, row in enumerate(rows[: start + 1]) if len(row.cells) == width and not _is_comment(row)), start
        )
        header = None
    else:
        header = _header_among(rows[:start], rows[start:], width)
        if header is None and _counts_on(rows[start:]):
            numeric, header = True, start
        elif header is None and wanted == "yes":
            header = max(start - 1, 0)
    if header is None:
        return _without_names(rows, width, start)
    after = header + 1
    # What holds any value is a row of data, however much else is wrong with it.
    while width > 1 and after < min(start, header + 1 + _MOST_LEVELS) and _says_nothing(rows[after], kinds, decimal):
        after += 1
    return _with_names(rows, width, header, after, numeric)


def _says_nothing(row: Row, kinds: list[str], decimal: str) -> bool:
    return _is_comment(row) or (
        _fits(row, kinds, decimal)[0] == 0 and row.filled > 0 and _fits(row, kinds, decimal)[1] > 0
    )


def _without_names(rows: list[Row], width: int, start: int) -> Head:
    start = min(start, len(rows) - 1)
    above = rows[:start]
    made_up = tuple(f"column {place}" for place in range(1, width + 1))
    return Head(
        False, made_up, rows[start].first, _lines(above), tuple(" ".join(filter(None, row.cells)) for row in above)
    )


def _with_names(rows: list[Row], width: int, header: int, start: int, numeric: bool) -> Head:
    names = _names_in(rows[header])
    shorter = len(names) == width - 1
    row_names = (
        shorter and bool(rows[start:]) and any(len(r.cells) == width and r.cells[-1].strip() for r in rows[start:])
    )
    if row_names:
        names = ["", *names]
    levels = rows[header + 1 : start]
    names, unused = _with_levels(names, levels)
    skipped = rows[:header] + levels
    titles = tuple(" ".join(filter(None, map(str.strip, row.cells))) for row in [*rows[:header], *unused])
    return Head(True, clean_headers(names, width), rows[header].first, _lines(skipped), titles, row_names, numeric)


def _names_in(row: Row) -> list[str]:
    """The cells of a row of names, without the mark of a comment in front."""
    if row.cells[0].strip() in ("#", "%", "//"):
        return row.cells[1:]
    return [_COMMENT.sub("", row.cells[0], count=1), *row.cells[1:]]


def _lines(rows: list[Row]) -> tuple[int, ...]:
    return tuple(line for row in rows for line in range(row.first, row.last + 1))


def _is_comment(row: Row) -> bool:
    return (bool(row.cells) and row.cells[0][:1] in ("#", "%")) or row.cells[:1] == [] or row.cells[0].startswith("//")


def _kinds(rows: list[Row], width: int, decimal: str) -> list[str]:
    """What most cells of each column are in the lower half of the sample: number, date or word."""
    body = [row.cells for row in rows[len(rows) // 2 :] if len(row.cells) == width] or [
        row.cells for row in rows if len(row.cells) == width
    ]
    kinds = []
    for place in range(width):
        cells = [row[place] for row in body if not is_missing(row[place])]
        found = Counter(_kind(cell, decimal) for cell in cells)
        kinds.append(found.most_common(1)[0][0] if found else "empty")
    return kinds


def _kind(cell: str, decimal: str) -> str:
    return "number" if is_number(cell, decimal) else "date" if is_date(cell) else "word"


def _fits(row: Row, kinds: list[str], decimal: str) -> tuple[int, int]:
    """How many cells of a row are what their column holds, where that is numbers or dates; and how many are not."""
    pairs = [
        (_kind(c, decimal), k)
        for c, k in zip(row.cells, kinds, strict=False)
        if k in ("number", "date") and not is_missing(c)
    ]
    good = sum(found == kind or (kind == "date" and found == "number") for found, kind in pairs)
    return good, len(pairs) - good


def _first_data(rows: list[Row], width: int, kinds: list[str], decimal: str) -> int:
    """Position of the first row that holds data."""
    told = not any(kind in ("number", "date") for kind in kinds)
    for place, row in enumerate(rows):
        if _is_comment(row):
            continue
        if told:
            # Words alone: the first line of the table's width names the columns.
            if len(row.cells) == width:
                return place + 1
            continue
        good, bad = _fits(row, kinds, decimal)
        if len(row.cells) == width and (good > bad or (good == bad == 0 and place > 0 and row.filled > 1)):
            return place
        if len(row.cells) != width and good > bad and row.filled > 1:
            return place
    return 0 if len(rows) < 2 else 1


def _counts_on(rows: list[Row]) -> bool:
    """Whether the first row counts 0, 1, 2, … or year by year, and the row below does not."""
    if len(rows) < 2:
        return False
    first = rows[0].cells
    numbers = [(k, float(cell)) for k, cell in enumerate(first) if re.fullmatch(r"\s*\d{1,4}\s*", cell)]
    blank_first = len(first) > 1 and not first[0].strip()
    fewest = 1 if blank_first else 2 if numbers and numbers[0][1] == 0 else 3
    if len(numbers) < fewest or len(numbers) < len(first) / 2:
        return False
    if any(b[1] - a[1] != 1 for a, b in pairwise(numbers)):
        return False
    if not (numbers[0][1] <= 1 or 1500 <= numbers[0][1] <= 2200):
        return False
    below = rows[1].cells
    cells = [below[k].strip() for k, _ in numbers if k < len(below)]
    if not all(re.fullmatch(r"\d{1,4}", cell) for cell in cells):
        return True
    values = [float(cell) for cell in cells]
    return len(values) == 1 or any(b - a != 1 for a, b in pairwise(values))


def _header_among(above: list[Row], below: list[Row], width: int) -> int | None:
    """Which row above the data names the columns: of those as wide as the data the first with the most cells filled."""
    if not above:
        return None
    usual = sorted(row.filled for row in below)[len(below) // 2] if below else width
    able = []
    for place, row in enumerate(above):
        names = _names_in(row)
        if _is_comment(row):
            last = place == len(above) - 1 and len(names) in (width, width - 1) and width > 1
            if not last:
                continue
        elif len(names) not in (width, width - 1) or (len(names) == width - 1 and not _all_wider(below, width)):
            continue
        if row.filled >= 0.5 * min(usual, width) or (row.filled and not names[0].strip()) or place == len(above) - 1:
            able.append(place)
    if not able:
        return None
    return max(able, key=lambda place: (above[place].filled, -place))


def _all_wider(below: list[Row], width: int) -> bool:
    return sum(len(row.cells) == width for row in below) >= 0.9 * len(below)


def _with_levels(names: list[str], levels: list[Row]) -> tuple[list[str], list[Row]]:
    """The names with what stands below them: units, a second name where the first comes twice. Rows of no use."""
    unused = []
    for level in levels:
        cells = [cell.strip() for cell in level.cells][: len(names)]
        cells += [""] * (len(names) - len(cells))
        filled = [cell for cell in cells if cell]
        if _is_comment(level):
            unused.append(level)
            continue
        if len(filled) == 1 and cells[0]:
            names = [cells[0], *names[1:]]
        elif filled and sum(_UNIT_LIKE.fullmatch(cell) is not None for cell in filled) >= 0.6 * len(filled):
            names = [_with_unit(name, cell) for name, cell in zip(names, cells, strict=True)]
        elif len(set(filter(str.strip, names))) < sum(bool(n.strip()) for n in names):
            names = [names[0], *(f"{name} {cell}".strip() for name, cell in zip(names[1:], cells[1:], strict=True))]
        else:
            unused.append(level)
    return names, unused


def _with_unit(name: str, cell: str) -> str:
    unit = cell.strip("[]() ")
    known = split_unit(name)[1] or not unit or unit in ("-", "n/a", "none") or len(unit) > MAX_UNIT or not name.strip()
    return (
        name if known or re.fullmatch(r"(?i)y{2,4}.*|d{1,2}.*|h{1,2}[:.].*|date.*|units?", unit) else f"{name} ({unit})"
    )


def clean_headers(row: list[str], width: int) -> tuple[str, ...]:
    """The names of `width` columns, made up where there is none. Raises DataError where two are the same."""
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
