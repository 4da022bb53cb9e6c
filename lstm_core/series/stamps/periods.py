"""Periods with a name of their own: quarters, half-years, weeks, months such as 2000-M01."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from lstm_core.series.stamps.types import ENOUGH, from_parts

_Q = r"(?:[qt]|quarter|qtr|quartal|trimestre|trim\.?)"
_W = r"(?:w|wk|week|kw|woche|semaine|sem\.?|semana|s)"
_YEAR = r"(?P<y>\d{4}|(?<!\d)'?\d{2})"
_MARK = r"\s*[-/:.,_]?\s*"
# Style, pattern with a year y and a number n.
_PATTERNS = tuple(
    (style, re.compile(pattern, re.IGNORECASE))
    for style, pattern in (
        ("quarter", rf"(?P<y>\d{{4}}){_MARK}{_Q}\s*(?P<n>[1-4])"),
        ("quarter", rf"{_Q}\s*(?P<n>[1-4]){_MARK}{_YEAR}"),
        ("quarter", rf"(?P<n>[1-4])(?:\.|er|e|º|°)?\s*{_Q}{_MARK}{_YEAR}"),
        ("half-year", rf"(?P<y>\d{{4}}){_MARK}[hs](?P<n>[12])"),
        ("month", rf"(?P<y>\d{{4}}){_MARK}m(?P<n>\d{{1,2}})"),
        ("month", rf"m(?P<n>\d{{1,2}}){_MARK}(?P<y>\d{{4}})"),
        ("month", r"(?P<y>\d{4}):(?P<n>\d{1,2})"),
        ("week", rf"(?P<y>\d{{4}}){_MARK}{_W}{_MARK}(?P<n>\d{{1,2}})(?:-(?P<d>[1-7]))?"),
        ("week", rf"{_W}\.?\s*(?P<n>\d{{1,2}}){_MARK}(?P<y>\d{{4}})"),
        ("week", rf"(?P<n>\d{{1,2}})\.?\s*{_W}{_MARK}(?P<y>\d{{4}})"),
    )
)
_BARE = re.compile(r"(?P<y>\d{4})[-/_. ](?P<n>\d{1,2})")
_WEEK_NAME = re.compile(r"(?<![a-z])(week|woche|kw|semaine|semana|wk)", re.IGNORECASE)


def find_period(sample: pd.Series, name: str, whole: pd.Series) -> tuple[str, re.Pattern[str]] | None:
    """The kind of period that at least 9 of 10 cells of a sample name, and its pattern; None without one.

    2020-05 is the fifth week where a number above 12 occurs in the column, or where its name speaks of weeks.
    """
    for style, pattern in _PATTERNS:
        if sample.str.fullmatch(pattern).mean() >= ENOUGH:
            return style, pattern
    if sample.str.fullmatch(_BARE).mean() >= ENOUGH:
        numbers = whole.str.extract(_BARE)["n"].astype(float)
        weeks = float(((numbers > 12) & (numbers <= 53)).mean())
        if (_WEEK_NAME.search(name) or weeks > 0.3) and (numbers.dropna().between(1, 53)).mean() >= ENOUGH:
            return "week", _BARE
    return None


def read_period(cells: pd.Series, style: str, pattern: re.Pattern[str]) -> tuple[pd.DatetimeIndex, bool]:
    """The first day of each period (n,), and whether the years have only two digits."""
    parts = cells.str.extract(pattern)
    digits = parts["y"].str.lstrip("'")
    year, number = digits.astype(float).to_numpy(), parts["n"].astype(float).to_numpy()
    short = bool((digits.dropna().str.len() == 2).mean() > 0.5)
    if short:
        year = np.where(year < 69, 2000, 1900) + year
    day = np.ones(len(year))
    zero = np.zeros(len(year))
    if style == "week":
        weekday = parts["d"].astype(float).fillna(1).to_numpy() if "d" in parts else day
        return week_start(year, number, weekday), short
    months = {"quarter": 3, "half-year": 6, "month": 1}[style]
    return from_parts(year, (number - 1) * months + 1, day, zero), short


def week_start(year: np.ndarray, week: np.ndarray, weekday: np.ndarray) -> pd.DatetimeIndex:
    """The days (n,) of weeks as ISO counts them: week 1 holds 4 January, and weekday 1 is Monday."""
    fourth = from_parts(year, np.ones(len(year)), np.full(len(year), 4.0), np.zeros(len(year)))
    bad = ~((week >= 1) & (week <= 53))
    days = np.where(bad, 0, (week - 1) * 7 + weekday - 1) - fourth.day_of_week.to_numpy(dtype=float)
    index = fourth + pd.to_timedelta(np.nan_to_num(days), unit="D")
    return pd.DatetimeIndex(pd.Series(index).mask(bad))
