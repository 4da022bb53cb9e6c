"""From a column of numbers to time stamps: calendar numbers, years, days of a spreadsheet, Unix time."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from lstm_core.series.questions import Question, Reading, shown
from lstm_core.series.stamps.periods import week_start
from lstm_core.series.stamps.types import ENOUGH, Stamps, doubtful, evenness, from_parts, micro, repeats, valid_share
from lstm_core.series.stamps.words import plain

# The name of a column of numbers says for sure, or only hints, that they are times: "runtime" must not count.
TIME_NAME = re.compile(
    r"(?<![a-z])(date_?time|date|time_?stamp|years?|jahr|datum|data|fecha|annee|ano|anio|epoch|unix|time|zeit|tiempo|"
    r"tempo|temps|month|monat|mois|mes|day|tag|dia|jour|week|woche|period|periode?|ts|dt)(?![a-z])"
)
_SURE_NAME = re.compile(
    r"(?<![a-z])(date_?time|date|time_?stamp|years?|jahr|datum|fecha|annee|ano|anio|epoch|unix|yyyymm(dd)?)(?![a-z])"
)
_WEEK_NAME = re.compile(r"(?<![a-z])(week|woche|kw|semaine|semana|wk)")
_UNIX_UNITS = (("s", 1e8, 1e10, 1e6), ("ms", 1e11, 1e13, 1e3), ("us", 1e14, 1e16, 1.0), ("ns", 1e17, 1e19, 1e-3))
_CALENDAR = {
    6: "year month", 7: "year day", 8: "year month day", 10: "year month day hour",
    12: "year month day hour minute", 14: "year month day hour minute second",
}  # fmt: skip
# Day 25569 of a spreadsheet is 1 January 1970.
_SPREADSHEET_1970 = 25_569
# Share of the steps that go one way in a column of times, some rows of which may have been exchanged.
_ONE_WAY = 0.8


def hints_at_time(name: str) -> bool:
    """Whether a column's name speaks of time at all."""
    return TIME_NAME.search(plain(name)) is not None


def stamps_from_numbers(name: str, values: np.ndarray, asked: bool, first: bool, wanted: str = "auto") -> Stamps | None:
    """A number column (n,) as time stamps, or None if it holds none.

    Numbers are only taken for dates when the learner asked for it, when the name says so, or when they go one way, but
    for a few rows in disorder, in the first column or in one whose name hints at it. Which kind they are, unless
    `wanted` says it, is told by what makes a regular calendar; what two kinds explain is asked.
    """
    known = values[np.isfinite(values)]
    if not len(known) or not (known >= 1).all():
        return None
    steps = np.diff(known)
    one_way = bool(np.any(steps)) and max((steps >= 0).mean(), (steps <= 0).mean()) >= _ONE_WAY
    sure = asked or wanted != "auto" or _SURE_NAME.search(plain(name)) is not None
    if not (sure or (one_way and (first or hints_at_time(name)))):
        return None
    found = {}
    for kind, read in _KINDS.items():
        stamps = read(name, values, known, sure)
        if stamps is not None and (kind in _YEARS or valid_share(stamps.index, len(known)) >= ENOUGH):
            found[kind] = stamps
    if wanted in found:
        return Stamps(found[wanted].index, found[wanted].style, questions=_question(found, values, wanted))
    believable = {
        kind: stamps for kind, stamps in found.items()
        if asked or (repeats(stamps.index) <= 0.5 if kind in _YEARS else not doubtful(stamps.index))
    }  # fmt: skip
    if not believable and sure:
        # Rows that share a stamp may belong to several series.
        believable = {
            kind: s for kind, s in found.items() if valid_share(s.index, len(known)) >= ENOUGH and not _subsecond(s)
        }
    if not believable:
        return None
    best = next(iter(believable))
    return Stamps(believable[best].index, believable[best].style, questions=_question(believable, values, best))


def _subsecond(stamps: Stamps) -> bool:
    return doubtful(stamps.index) and repeats(stamps.index) <= 0.5


def _question(found: dict[str, Stamps], values: np.ndarray, best: str) -> tuple[Question, ...]:
    if len(found) < 2:
        return ()
    places = np.unique(np.linspace(0, len(values) - 1, 3).astype(int))
    readings = tuple(Reading(kind, stamps.style, shown(stamps.index[places])) for kind, stamps in found.items())
    text = f"The numbers of the date column can be {' or '.join(r.title for r in readings)}."
    cells = tuple(f"{value:.15g}" for value in values[places])
    return (Question("date_as", "date_as", text, cells, readings, best),)


def _calendar(name: str, values: np.ndarray, known: np.ndarray, _sure: bool) -> Stamps | None:
    """195001, 20210303, 202103030100, …: digits that are a date when read in groups."""
    if not (known == np.floor(known)).all() or known.min() < 1:
        return None
    digits = len(str(int(known.min())))
    if digits != len(str(int(known.max()))) or digits not in _CALENDAR:
        return None
    if digits == 6:
        years, number = values // 100, values % 100
        if np.nanmax(number) > 12 or _WEEK_NAME.search(plain(name)):
            return (
                Stamps(week_start(years, number, np.ones(len(values))), "year week")
                if np.nanmax(number) <= 53
                else None
            )
        return Stamps(from_parts(years, number, np.ones(len(values)), np.zeros(len(values))), "year month")
    if digits == 7:
        ones = np.ones(len(values))
        day = np.where((values % 1000 >= 1) & (values % 1000 <= 366), values % 1000, np.nan)
        return Stamps(from_parts(values // 1000, ones, ones, (day - 1) * 86_400), "year day")
    rest = np.where(np.isfinite(values), values, np.nan)
    seconds = np.zeros(len(values))
    for length, unit, bound in ((14, 1, 60), (12, 60, 60), (10, 3600, 25)):
        if digits >= length:
            part = rest % 100
            seconds += np.where(part < bound, part, np.nan) * unit
            rest = rest // 100
    return Stamps(from_parts(rest // 10_000, rest // 100 % 100, rest % 100, seconds), _CALENDAR[digits])


def _year(_name: str, values: np.ndarray, known: np.ndarray, sure: bool) -> Stamps | None:
    whole = bool((known == np.floor(known)).all())
    if not whole or known.min() < 1000 or known.max() > 2999:
        return None
    if not sure and not (np.abs(np.diff(known)) == 1).all():
        return None
    ones = np.ones(len(values))
    return Stamps(from_parts(values, ones, ones, np.zeros(len(values))), "year")


def _decimal_year(_name: str, values: np.ndarray, known: np.ndarray, sure: bool) -> Stamps | None:
    """1990.0417: the middle of January; what is regular by the month is put on the month's first day."""
    if known.min() < 1500 or known.max() > 2200 or (known == np.floor(known)).all():
        return None
    if not sure and not 0 < np.median(np.abs(np.diff(known))) < 1.01:
        return None
    year = np.floor(values)
    part = values - year
    month = np.floor(part * 12 + 1e-3) + 1
    monthly = from_parts(year, np.minimum(month, 12), np.ones(len(values)), np.zeros(len(values)))
    if evenness(monthly)[1] >= ENOUGH and monthly.dropna().is_unique:
        return Stamps(monthly, "decimal year")
    ones, zero = np.ones(len(values)), np.zeros(len(values))
    start, end = from_parts(year, ones, ones, zero), from_parts(year + 1, ones, ones, zero)
    length = np.asarray((end - start).total_seconds(), dtype=float)
    return Stamps(_rounded(start, part * length, 3600.0), "decimal year")


def _spreadsheet(_name: str, values: np.ndarray, known: np.ndarray, sure: bool) -> Stamps | None:
    """44197.041667: days since the end of 1899, as spreadsheets count them.

    Without a name that says so, only what goes on by the same number of minutes, written as a fraction of a day.
    """
    if known.min() < 18_000 or known.max() > 60_000:
        return None
    minutes = np.diff(known) * 1440
    fractions = (known != np.floor(known)).any() and (np.abs(minutes - np.round(np.median(minutes))) < 0.02).all()
    if not sure and not (fractions and len(minutes) and abs(np.median(minutes)) > 0.5):
        return None
    days = np.floor(values)
    start = micro((days - _SPREADSHEET_1970) * 86_400e6)
    return Stamps(_rounded(start, (values - days) * 86_400, 1.0), "days of a spreadsheet")


def _rounded(start: pd.DatetimeIndex, seconds: np.ndarray, finest: float) -> pd.DatetimeIndex:
    """Stamps rounded as coarsely as makes them regular: fractions are written with few digits."""
    best: pd.DatetimeIndex | None = None
    for grid in (finest, 60.0, 3600.0):
        index = start + pd.to_timedelta(np.round(np.nan_to_num(seconds) / grid) * grid, unit="s")
        index = pd.DatetimeIndex(pd.Series(index).mask(np.isnan(seconds)))
        if best is None or (evenness(index) > evenness(best) and repeats(index) <= repeats(best)):
            best = index
    assert best is not None
    return best.as_unit("us")


def _unix(_name: str, values: np.ndarray, known: np.ndarray, _sure: bool) -> Stamps | None:
    for unit, least, most, scale in _UNIX_UNITS:
        if least <= known.min() and known.max() < most:
            return Stamps(micro(np.round(values * scale)), f"Unix time ({unit})")
    return None


_YEARS = ("year", "decimal_year")
# In the order in which they are believed where two of them make a calendar.
_KINDS: dict[str, Callable[[str, np.ndarray, np.ndarray, bool], Stamps | None]] = {
    "year": _year, "calendar": _calendar, "decimal_year": _decimal_year, "spreadsheet": _spreadsheet, "unix": _unix,
}  # fmt: skip
