"""Tables laid out as a calendar: a row for each year with its months or quarters, or for each day with its hours."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from lstm_core.series.cells import numbers_of
from lstm_core.series.stamps.numbers import stamps_from_numbers
from lstm_core.series.stamps.text import stamps_from_text
from lstm_core.series.stamps.words import month_number
from lstm_core.settings import DataSettings

_QUARTER = re.compile(r"(?i)(?:q|qtr|quarter|quartal|t|trim|trimestre)[ ._]?([1-4])")
# A day in hours, halves and quarters of an hour.
_DAY_PARTS = (24, 48, 96)
_DAY_PART = re.compile(r"(?i)[a-z_ .]{0,12}?\d+|\d{1,2}[:.]\d{2}(?:\s*[-–]\s*\d{1,2}[:.]\d{2})?")


def find_calendar(frame: pd.DataFrame, headers: tuple[str, ...], decimal: str) -> tuple[list[int], list[str]] | None:
    """The columns that are parts of a row's year or day, and the time stamp of each cell in them, row by row.

    None for a table that is no calendar.
    """
    months = [k for k, name in enumerate(headers) if np.isfinite(month_number(name))]
    if [month_number(headers[k]) for k in months] == list(range(1, 13)):
        years = _years(frame, months, decimal)
        return None if years is None else (months, [f"{year}-{month:02d}" for year in years for month in range(1, 13)])
    quarters = [k for k, name in enumerate(headers) if _QUARTER.fullmatch(name.strip())]
    if [int(_QUARTER.fullmatch(headers[k].strip())[1]) for k in quarters] == [1, 2, 3, 4]:  # type: ignore[index]
        years = _years(frame, quarters, decimal)
        return None if years is None else (quarters, [f"{year}Q{number}" for year in years for number in range(1, 5)])
    parts = [k for k, name in enumerate(headers) if _DAY_PART.fullmatch(name.strip())]
    if len(parts) in _DAY_PARTS:
        days = _days(frame, parts, decimal)
        if days is not None:
            steps = pd.to_timedelta(np.arange(len(parts)) * (1440 // len(parts)), unit="min")
            return parts, [f"{day + step:%Y-%m-%d %H:%M}" for day in days for step in steps]
    return None


def _years(frame: pd.DataFrame, steps: list[int], decimal: str) -> list[int] | None:
    """The year of each row, where one of the other columns counts years, each of them once."""
    for place in range(frame.shape[1]):
        values = None if place in steps else _numbers(frame[place], decimal)
        if values is None or not np.isfinite(values).all() or (values != np.floor(values)).any():
            continue
        if values.min() >= 1000 and values.max() <= 2999 and len(values) > 1 and (np.abs(np.diff(values)) == 1).all():
            return [int(value) for value in values]
    return None


def _days(frame: pd.DataFrame, steps: list[int], decimal: str) -> pd.DatetimeIndex | None:
    """The day of each row, where the first of the other columns holds days, each of them once."""
    place = next((k for k in range(frame.shape[1]) if k not in steps), None)
    if place is None:
        return None
    values = _numbers(frame[place], decimal)
    if values is None:
        stamps = stamps_from_text(frame[place].astype(object), DataSettings())
    else:
        stamps = stamps_from_numbers("date", values, asked=False, first=True)
    if stamps is None or stamps.index.hasnans or not stamps.index.is_unique:
        return None
    apart = np.diff(stamps.index.to_numpy()) / np.timedelta64(1, "D")
    daily = (stamps.index == stamps.index.normalize()).all() and (np.abs(apart) == 1).mean() > 0.5
    return stamps.index if daily else None


def _numbers(cells: pd.Series, decimal: str) -> np.ndarray | None:
    values, text = numbers_of(cells, decimal)
    return None if text.any() else values
