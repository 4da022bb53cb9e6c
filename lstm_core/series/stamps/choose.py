"""Which column or columns of a table hold the time stamps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series.columns import Column
from lstm_core.series.quick import read_stamps
from lstm_core.series.stamps.clock import clock_of, clock_of_numbers, is_clock, settle
from lstm_core.series.stamps.numbers import hints_at_time, stamps_from_numbers
from lstm_core.series.stamps.parts import stamps_from_parts
from lstm_core.series.stamps.text import stamps_from_text
from lstm_core.series.stamps.types import Stamps, repeats
from lstm_core.settings import DataSettings

NO_DATE = "(none)"


@dataclass(frozen=True)
class Dated:
    """The columns that hold the dates, the first of them giving its name; () and None without any."""

    names: tuple[str, ...] = ()
    stamps: Stamps | None = None

    @property
    def name(self) -> str:
        """Name of the (first) date column, "" without one."""
        return self.names[0] if self.names else ""


def find_dates(
    settings: DataSettings, columns: list[Column], cells: dict[str, pd.Series], numbers: dict[str, np.ndarray]
) -> Dated:
    """The date column, or the several columns that make one. Raises DataError when the one asked for is none."""
    if settings.date == NO_DATE:
        return Dated()
    # An infinite number is no moment and no part of one.
    numbers = {name: np.where(np.isinf(v), np.nan, v) if np.isinf(v).any() else v for name, v in numbers.items()}
    if settings.date:
        return _asked(settings, columns, cells, numbers)
    parts = _from_parts(settings, columns, cells, numbers)
    spare = sum(c.kind == "number" for c in columns) > 1
    best = Dated()
    for column in sorted(columns, key=lambda c: (c.kind != "text", not hints_at_time(c.name))):
        if parts and column.name in parts.names:
            continue
        if column.kind == "text" or (column.kind == "number" and spare):
            stamps = _read(column, cells, numbers, settings, asked=False, first=column is columns[0])
            if stamps is not None:
                best = _with_clock(Dated((column.name,), stamps), settings, columns, cells, numbers)
                break
    if parts is None or parts.stamps is None:
        return best
    if best.stamps is None or repeats(parts.stamps.index) <= repeats(best.stamps.index):
        # A date written out beside its parts is the plainer one where both say the same.
        same = best.stamps is not None and repeats(parts.stamps.index) == repeats(best.stamps.index)
        text = best.names and next(c for c in columns if c.name == best.names[0]).kind == "text"
        return best if same and text else parts
    return best


def _asked(
    settings: DataSettings, columns: list[Column], cells: dict[str, pd.Series], numbers: dict[str, np.ndarray]
) -> Dated:
    chosen = next((c for c in columns if settings.date in (c.name, c.header)), None)
    if chosen is None:
        listed = ", ".join(c.name for c in columns[:30])
        raise DataError(f"There is no column '{settings.date}' to take the dates from. The columns are: {listed}.")
    parts = _from_parts(settings, columns, cells, numbers)
    if parts and chosen.name == parts.name:
        return parts
    stamps = _read(chosen, cells, numbers, settings, asked=True, first=False)
    if stamps is None:
        raise DataError(
            f"'{chosen.name}' cannot be read as dates (for example {_first_cell(cells[chosen.name])}). "
            "Choose another date column, or none."
        )
    return _with_clock(Dated((chosen.name,), stamps), settings, columns, cells, numbers)


def is_date_text(column: Column, cells: pd.Series) -> bool:
    """Whether a text column holds dates."""
    return column.kind == "text" and stamps_from_text(cells.iloc[:1000], DataSettings(), column.name) is not None


def mark_dates(columns: list[Column], cells: dict[str, pd.Series], found: tuple[str, ...]) -> list[Column]:
    """The columns, with the kind "date" for those in `found` and for all other text columns that hold dates."""
    return [
        Column(c.name, c.header, c.unit, "date", c.missing) if c.name in found or is_date_text(c, cells[c.name]) else c
        for c in columns
    ]


def _from_parts(
    settings: DataSettings, columns: list[Column], cells: dict[str, pd.Series], numbers: dict[str, np.ndarray]
) -> Dated | None:
    found = stamps_from_parts([c.name for c in columns], cells, numbers, settings.hours)
    if found is None:
        return None
    dated = Dated(found[0], found[1])
    if found[1].style.endswith(("day", "doy")):
        return _with_clock(dated, settings, columns, cells, numbers)
    return dated


def _read(
    column: Column, cells: dict[str, pd.Series], numbers: dict[str, np.ndarray], settings: DataSettings, *,
    asked: bool, first: bool,
) -> Stamps | None:  # fmt: skip
    if column.name in numbers:
        wanted = (
            settings.date_as
            if settings.date_as != "auto" and (asked or hints_at_time(column.name) or first)
            else "auto"
        )
        return stamps_from_numbers(column.name, numbers[column.name], asked, first, wanted)
    if column.kind != "text":
        return None
    return read_stamps(cells[column.name], lambda text: stamps_from_text(text, settings, column.name))


def _with_clock(
    dated: Dated,
    settings: DataSettings,
    columns: list[Column],
    cells: dict[str, pd.Series],
    numbers: dict[str, np.ndarray],
) -> Dated:
    """With the time of day of another column, where bare dates repeat and it makes them repeat less."""
    stamps = dated.stamps
    if stamps is None or not repeats(stamps.index):
        return dated
    known = stamps.index[stamps.index.notna()]
    if (known != known.normalize()).any():
        return dated
    for column in columns:
        if column.name in dated.names:
            continue
        seconds = None
        if column.kind == "text" and is_clock(cells[column.name]):
            seconds = clock_of(cells[column.name])
        elif column.name in numbers:
            seconds = clock_of_numbers(column.name, numbers[column.name])
        if seconds is None:
            continue
        index = pd.DatetimeIndex(stamps.index + pd.to_timedelta(seconds, unit="s")).as_unit("us")
        if repeats(index) < repeats(stamps.index):
            index, asked = settle(index, column.name, numbers.get(column.name), settings.hours)
            return Dated((*dated.names, column.name), replace(stamps, index=index, questions=stamps.questions + asked))
    return dated


def _first_cell(cells: pd.Series) -> str:
    known = cells.dropna()
    return f"'{str(known.iloc[0])[:40]}'" if len(known) else "it is empty"
