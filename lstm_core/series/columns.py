"""The columns of a table: what kind each one is, what it holds, and which one holds the dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series.cells import is_number, numbers_of
from lstm_core.series.dates import TIME_NAME, Stamps, clock_of, is_clock, stamps_from_numbers, stamps_from_text
from lstm_core.series.layout import split_unit
from lstm_core.series.quick import read_stamps
from lstm_core.settings import DataSettings

NO_DATE = "(none)"
ColumnKind = Literal["number", "date", "label", "text", "constant", "empty"]


@dataclass(frozen=True)
class Column:
    """One column of the file.

    name: header without unit (the whole header where two columns would share a name). kind: number, date, label (few
    words that name classes), text, constant (one number throughout) or empty. missing, infinite, text: how many such
    cells. example: the first text cell and its line, such as "'n/a?' in line 17".
    """

    name: str
    header: str
    unit: str
    kind: ColumnKind
    missing: int = 0
    infinite: int = 0
    text: int = 0
    example: str = ""


def short_names(headers: list[str]) -> list[str]:
    """Headers without their units, where that leaves them different from each other."""
    short = [split_unit(header)[0] for header in headers]
    return [s if short.count(s) == 1 and s not in headers[:i] + headers[i + 1 :] else headers[i]
            for i, s in enumerate(short)]  # fmt: skip


def describe(
    name: str, header: str, cells: pd.Series, decimal: str, lines: np.ndarray
) -> tuple[Column, np.ndarray | None]:
    """Kind and counts of one column, and its numbers (rows,) if it has any."""
    unit = split_unit(header)[1]
    missing = int(cells.isna().sum())
    if missing == len(cells):
        return Column(name, header, unit, "empty", missing), None
    if pd.api.types.is_numeric_dtype(cells) or pd.api.types.is_bool_dtype(cells):
        values, is_text = cells.to_numpy(dtype=float), np.zeros(len(cells), dtype=bool)
    elif _mostly_numbers(cells, decimal):
        values, is_text = numbers_of(cells, decimal)
    else:
        return Column(name, header, unit, "text", missing, 0, len(cells) - missing, _first_text(cells, lines)), None
    infinite = int(np.isinf(values).sum())
    missing = int(np.isnan(values).sum() - is_text.sum())
    finite = values[np.isfinite(values)]
    changes = len(finite) > 0 and finite.min() < finite.max()
    kind: ColumnKind = "number" if changes else "constant" if len(finite) else "empty"
    example = _first_text(cells[is_text], lines[is_text]) if is_text.any() else ""
    return Column(name, header, unit, kind, missing, infinite, int(is_text.sum()), example), values


def _mostly_numbers(cells: pd.Series, decimal: str, sample: int = 1000) -> bool:
    known = cells.dropna()
    tried = known.iloc[np.unique(np.linspace(0, len(known) - 1, sample).astype(int))]
    return sum(is_number(str(cell), decimal) for cell in tried) >= len(tried) / 2


def _first_text(cells: pd.Series, lines: np.ndarray) -> str:
    place = int(np.argmax(cells.notna().to_numpy()))
    return f"'{' '.join(str(cells.iloc[place]).split())[:40]}' in line {lines[place]}"


def _find_dates(
    settings: DataSettings, columns: list[Column], cells: dict[str, pd.Series], numbers: dict[str, np.ndarray]
) -> tuple[str, Stamps | None]:
    """Name of the date column ("" without) and its stamps. Raises DataError when the one asked for is none."""
    if settings.date == NO_DATE:
        return "", None
    if settings.date:
        chosen = next((c for c in columns if settings.date in (c.name, c.header)), None)
        if chosen is None:
            listed = ", ".join(c.name for c in columns)
            raise DataError(f"There is no column '{settings.date}' to take the dates from. The columns are: {listed}.")
        stamps = _read_stamps(chosen, cells, numbers, settings, asked=True, first=False)
        if stamps is None:
            raise DataError(
                f"'{chosen.name}' cannot be read as dates (for example {_first_cell(cells[chosen.name])}). "
                "Choose another date column, or none."
            )
        return chosen.name, stamps
    spare = sum(c.kind == "number" for c in columns) > 1
    for column in sorted(columns, key=lambda c: (c.kind != "text", TIME_NAME.search(c.name) is None)):
        if column.kind == "text" or (column.kind == "number" and spare):
            stamps = _read_stamps(column, cells, numbers, settings, asked=False, first=column is columns[0])
            if stamps is not None:
                return column.name, stamps
    return "", None


def _read_stamps(
    column: Column, cells: dict[str, pd.Series], numbers: dict[str, np.ndarray], settings: DataSettings, *,
    asked: bool, first: bool,
) -> Stamps | None:  # fmt: skip
    if column.name in numbers:
        return stamps_from_numbers(column.name, numbers[column.name], asked, first)
    if column.kind != "text":
        return None
    return read_stamps(cells[column.name], lambda text: stamps_from_text(text, settings.day_first))


def find_dates(
    settings: DataSettings, columns: list[Column], cells: dict[str, pd.Series], numbers: dict[str, np.ndarray]
) -> tuple[str, str, Stamps | None]:
    """Name of the date column, of the column with the time of day that belongs to it, and their stamps.

    A name is "" where there is no such column. Raises DataError when the date column asked for is none.
    """
    date, stamps = _find_dates(settings, columns, cells, numbers)
    clock = _find_clock(columns, cells, stamps)
    if stamps and clock:
        stamps = replace(stamps, index=stamps.index + clock_of(cells[clock]))
    return date, clock, stamps


def mark_dates(columns: list[Column], cells: dict[str, pd.Series], found: tuple[str, ...]) -> list[Column]:
    """The columns, with the kind "date" for those in `found` and for all other text columns that hold dates."""
    return [
        Column(c.name, c.header, c.unit, "date", c.missing) if c.name in found or _is_date_text(c, cells[c.name]) else c
        for c in columns
    ]


def _find_clock(columns: list[Column], cells: dict[str, pd.Series], stamps: Stamps | None) -> str:
    """Name of the column with the time of day that belongs to bare dates which repeat, "" if there is none."""
    if stamps is None or stamps.index.is_unique or (stamps.index != stamps.index.normalize()).any():
        return ""
    return next((c.name for c in columns if c.kind == "text" and is_clock(cells[c.name])), "")


def _first_cell(cells: pd.Series) -> str:
    known = cells.dropna()
    return f"'{str(known.iloc[0])[:40]}'" if len(known) else "it is empty"


def _is_date_text(column: Column, cells: pd.Series) -> bool:
    return column.kind == "text" and stamps_from_text(cells.iloc[:1000], "auto") is not None
