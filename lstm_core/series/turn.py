"""Which way a table lies: time down the rows, along them, or each row a sequence of its own."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lstm_core.series.calendar_table import find_calendar
from lstm_core.series.cells import numbers_of
from lstm_core.series.layout import MAX_COLUMNS
from lstm_core.series.questions import Question, Reading
from lstm_core.series.stamps.text import stamps_from_text
from lstm_core.series.types import MAX_CLASSES
from lstm_core.settings import DataSettings

_FEWEST = 8
# With a column of time stamps beside them, as many columns as a table may have.
MOST_SERIES = MAX_COLUMNS - 1
_COUNTED = re.compile(r"(?i)[a-z_ .]{0,12}?(\d+)")


@dataclass(frozen=True)
class Wide:
    """A table whose columns are the steps in time.

    steps: places of these columns. stamps: what each of them is called, "" for a number that only counts them; of a
    calendar, of which each row is a year or a day, the time of each cell, row by row.
    names: of the rows, for the columns that they become. labels: a class for each row where each may be a sequence.
    default: whether it is the likelier reading that the rows are series.
    """

    steps: tuple[int, ...]
    stamps: tuple[str, ...]
    kind: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    default: str


def find_wide(frame: pd.DataFrame, headers: tuple[str, ...], has_header: bool, decimal: str) -> Wide | None:
    """Where the names of the columns go on like time, or the rows are smooth along and ragged down; None elsewhere."""
    calendar = find_calendar(frame, headers, decimal) if has_header and len(frame) > 1 else None
    if calendar is not None and _are_numbers(frame, calendar[0], decimal):
        return Wide(tuple(calendar[0]), tuple(calendar[1]), "calendar", (), (), "along")
    width = frame.shape[1]
    if width < _FEWEST or len(frame) < 2:
        return None
    kind, steps = _named_steps(headers, has_header)
    # The first columns may name the rows although their names count along.
    while steps and len(steps) > width - 3 and not _are_numbers(frame, steps[:1], decimal):
        steps = steps[1:]
    if len(steps) < _FEWEST or len(steps) < 0.6 * width or not _are_numbers(frame, steps, decimal):
        return None
    rest = [place for place in range(width) if place not in set(steps)]
    named = kind == "number" and _named_rows(frame, rest)
    if kind not in ("date", "year") and not named and not _smoother_along(frame, steps, rest, decimal):
        return None
    labels = _labels(frame, rest, steps)
    default = "along"
    if kind not in ("date", "year") and labels and len(frame) > 4 * len(set(labels)):
        default = "sequences"
    names = _row_names(frame, rest)
    stamps = tuple(headers[place] if kind in ("date", "year") else "" for place in steps)
    return Wide(tuple(steps), stamps, kind, names, labels, default)


def _named_steps(headers: tuple[str, ...], has_header: bool) -> tuple[str, list[int]]:
    """The columns that are steps in time, by their names, and how these count: date, year or number."""
    if not has_header:
        return "none", list(range(len(headers)))
    years = [
        k
        for k, name in enumerate(headers)
        if re.fullmatch(r"(?:X|Y)?(1[5-9]|20|21)\d\d(?: ?\[YR\d{4}\])?", name.strip())
    ]
    if len(years) >= _FEWEST and _goes_on([float(re.findall(r"\d{4}", headers[k])[0]) for k in years]):
        return "year", years
    dated = [k for k, name in enumerate(headers) if re.search(r"\d", name) and not re.fullmatch(r"[\d.]{1,3}", name)]
    if len(dated) >= _FEWEST:
        stamps = stamps_from_text(pd.Series([headers[k] for k in dated], dtype=object), DataSettings(day_first="auto"))
        if stamps is not None and stamps.index.notna().mean() > 0.9 and stamps.index.dropna().is_unique:
            return "date", [k for k, stamp in zip(dated, stamps.index, strict=True) if not pd.isna(stamp)]
    counted = [(k, float(m[1])) for k, name in enumerate(headers) if (m := _COUNTED.fullmatch(name.strip()))]
    if len(counted) >= _FEWEST and _goes_on([number for _, number in counted]):
        return "number", [k for k, _ in counted]
    return "none", []


def _goes_on(numbers: list[float]) -> bool:
    steps = np.diff(numbers)
    return bool((steps == steps[0]).mean() > 0.9 and steps[0] != 0) or bool((steps > 0).all() and numbers[0] > 1000)


def _are_numbers(frame: pd.DataFrame, steps: list[int], decimal: str) -> bool:
    for place in {steps[0], steps[len(steps) // 2], steps[-1]}:
        _, text = numbers_of(frame[place], decimal)
        if text.mean() > 0.2:
            return False
    return True


def _matrix(frame: pd.DataFrame, steps: list[int], decimal: str) -> np.ndarray:
    return np.column_stack([numbers_of(frame[k], decimal)[0] for k in steps])


def _smoother_along(frame: pd.DataFrame, steps: list[int], rest: list[int], decimal: str) -> bool:
    """Whether neighbours within a row are much closer to each other than neighbours within a column."""
    own = steps
    if not rest and _labels(frame, rest, steps):
        own = steps[1:]
    values = _matrix(frame, own, decimal)
    if np.isfinite(values).mean() < 0.3:
        return False
    along = np.nanmedian(np.abs(np.diff(values, axis=1)))
    down = np.nanmedian(np.abs(np.diff(values, axis=0)))
    return bool(along < 0.5 * down)


def _named_rows(frame: pd.DataFrame, rest: list[int]) -> bool:
    """Whether a column gives each row a name of its own, in words rather than dates."""
    for place in rest:
        words = frame[place].dropna().astype(str)
        if not pd.api.types.is_numeric_dtype(frame[place]) and len(words) == len(frame) and words.is_unique:
            return (
                bool(words.str.match(r"\s*[^\W\d_]").mean() > 0.9) and stamps_from_text(words, DataSettings()) is None
            )
    return False


def _labels(frame: pd.DataFrame, rest: list[int], steps: list[int]) -> tuple[str, ...]:
    """A class for each row: a first column with few different whole numbers or words that come again."""
    place = rest[0] if len(rest) == 1 else steps[0] if not rest else -1
    if place < 0:
        return ()
    cells = frame[place]
    words = [str(cell).strip().removesuffix(".0") for cell in cells]
    different = set(words)
    if pd.api.types.is_float_dtype(cells) and (cells.dropna() != np.floor(cells.dropna())).any():
        return ()
    if not 2 <= len(different) <= min(MAX_CLASSES, len(words) // 2):
        return ()
    return tuple(f"class {word}" if re.fullmatch(r"-?\d+", word) else word for word in words)


def _row_names(frame: pd.DataFrame, rest: list[int]) -> tuple[str, ...]:
    """A name for each row: the first column of words that differ, else all columns of words together."""
    words = {
        k: frame[k].fillna("").astype(str).str.strip() for k in rest if not pd.api.types.is_numeric_dtype(frame[k])
    }
    single = next((w for w in words.values() if w.is_unique and (w != "").all()), None)
    if single is None and words:
        parts = list(words.values())
        joined = [" · ".join(part for part in row if part) for row in zip(*parts, strict=True)]
        single = pd.Series(joined)
    names = list(single) if single is not None else [""] * len(frame)
    seen: dict[str, int] = {}
    unique = []
    for place, name in enumerate(names, start=1):
        name = name[:80] or f"row {place}"
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(unique)


def turned(frame: pd.DataFrame, wide: Wide, decimal: str) -> str:
    """The table with a row per step in time and a column per row of the file, at most `MOST_SERIES`, as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if wide.kind == "calendar":
        writer.writerow(["date", "value"])
        cells = sorted(zip(wide.stamps, _written(_matrix(frame, list(wide.steps), decimal).ravel()), strict=True))
        # What is still to come in the last year, and what was before the first.
        known = [place for place, (_, cell) in enumerate(cells) if cell]
        writer.writerows([stamp, cell or "NA"] for stamp, cell in cells[known[0] : known[-1] + 1])
        return out.getvalue()
    count = min(len(frame), MOST_SERIES)
    values = _matrix(frame.iloc[:count], list(wide.steps), decimal)
    head = {"date": ["date"], "year": ["year"]}.get(wide.kind, [])
    writer.writerow([*head, *wide.names[:count]])
    for place, stamp in enumerate(wide.stamps):
        own = [re.findall(r"\d{4}", stamp)[0]] if wide.kind == "year" else [stamp] if head else []
        row = _written(values[:, place])
        # A line of nothing would be no row.
        writer.writerow([*own, *row] if own or any(row) else ["NA"] * len(row))
    return out.getvalue()


def left_out(frame: pd.DataFrame, wide: Wide) -> int:
    """How many rows of the file `turned` leaves out, because a table may have so many columns only."""
    return 0 if wide.kind == "calendar" else max(len(frame) - MOST_SERIES, 0)


def as_sequences(frame: pd.DataFrame, wide: Wide, decimal: str) -> tuple[str, int]:
    """One row of the file after the other, each step beside its class, and how many steps each has."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["value", "class"])
    steps = list(wide.steps[1:] if len(wide.steps) == frame.shape[1] else wide.steps)
    for row, label in zip(_matrix(frame, steps, decimal), wide.labels, strict=True):
        writer.writerows([cell or "NA", label] for cell in _written(row))
    return out.getvalue(), len(steps)


def _written(values: np.ndarray) -> list[str]:
    return ["" if np.isnan(value) else f"{value:.15g}" for value in values]


def ask(wide: Wide, frame: pd.DataFrame, decimal: str, wanted: str) -> Question:
    """The question which way the table lies, with the first series that each answer gives."""
    top = frame.iloc[:4]
    along = _written(_matrix(top, list(wide.steps[:4]), decimal)[0])
    down = _written(_matrix(top, [wide.steps[0]], decimal)[:, 0])
    text = (
        f"The time seems to run along the columns, {len(wide.steps):,} of them: turn the table, so that each row "
        "is one time step."
    )
    rows = "the rows are one series, one after the other" if wide.kind == "calendar" else "each row is a series"
    readings = [
        Reading("along", rows, tuple(along)), Reading("down", "each column is a series", tuple(down))
    ]  # fmt: skip
    if wide.labels:
        first = list(wide.steps[1:5] if len(wide.steps) == frame.shape[1] else wide.steps[:4])
        cells = tuple(_written(_matrix(top, first, decimal)[0]))
        readings.append(Reading("sequences", "each row is a sequence of its own, with a class", cells))
    default = wanted if wanted in {r.answer for r in readings} else wide.default
    shown = tuple("" if pd.isna(cell) else str(cell).removesuffix(".0") for cell in top.iloc[0, :4])
    return Question("turn", "turn", text, shown, tuple(readings), default)
