"""From a column of cells to time stamps: ISO, day or month first, month names, Unix time, years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from lstm_core.series.steps import infer_step

SAMPLE = 200
ENOUGH = 0.9
_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %H")
_DAY_FIRST = ("%d-%m-%Y", "%d-%m-%y")
_MONTH_FIRST = ("%m-%d-%Y", "%m-%d-%y")
_PLAIN = (
    "%Y-%m-%d", "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y", "%b-%d-%Y", "%B-%d-%Y", "%b-%Y", "%B-%Y", "%b-%y", "%Y-%b",
    "%Y-%b-%d", "%m-%Y", "%Y%m%d", "%Y-%m",
)  # fmt: skip
_UNIX_UNITS = (("s", 1e8, 1e10), ("ms", 1e11, 1e13), ("us", 1e14, 1e16), ("ns", 1e17, 1e19))
# The name of a column of numbers says for sure, or only hints, that they are times: "runtime" must not count.
TIME_NAME = re.compile(
    r"(?<![a-z])(date_?time|date|time_?stamp|years?|jahr|datum|epoch|unix|time|zeit|month|day|ts)(?![a-z])",
    re.IGNORECASE,
)
_SURE_NAME = re.compile(r"(?<![a-z])(date_?time|date|time_?stamp|years?|jahr|datum|epoch|unix)(?![a-z])", re.IGNORECASE)
_MARKS = re.compile(r"(?<=[\w.,])[-/., ]+(?=\w)")
_CLOCK = re.compile(r"[ T,]+(\d{1,2}(?::\d{2}).*)$")
_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\s*([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?\s*")
_ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?([T ]\d{2}(:?\d{2}(:?\d{2}([.,]\d+)?)?)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?")


@dataclass(frozen=True)
class Stamps:
    """A column read as time stamps.

    index: (n,) NaT where a cell could not be read; time zones are converted to UTC and dropped.
    day_first: None where the question does not arise. ambiguous: both readings were possible.
    """

    index: pd.DatetimeIndex
    style: str
    day_first: bool | None = None
    ambiguous: bool = False


def stamps_from_numbers(name: str, values: np.ndarray, asked: bool, first: bool) -> Stamps | None:
    """A number column (n,) as time stamps: Unix seconds to nanoseconds, 19580329, or years; None if it is none.

    Numbers are only taken for dates when the learner asked for it, when the name says so, or when they climb
    throughout in the first column or in one whose name hints at it.
    """
    known = values[np.isfinite(values)]
    if not len(known) or not (known >= 1).all():
        return None
    steps = np.diff(known)
    climbs = bool(len(steps) and (steps > 0).all())
    sure = asked or _SURE_NAME.search(name) is not None
    if not (sure or (climbs and (first or TIME_NAME.search(name)))):
        return None
    low, high = known.min(), known.max()
    whole = bool((known == np.floor(known)).all())
    if whole and low >= 1000 and high <= 2999 and (sure or bool((steps == 1).all())):
        return Stamps(_parse(pd.Series(values), "%Y"), "year")
    if whole and low >= 10_000_101 and high <= 99_991_231:
        index = _parse(pd.Series(values), "%Y%m%d")
        if index.notna().sum() >= ENOUGH * len(known):
            return Stamps(index, "year month day")
    for unit, least, most in _UNIX_UNITS:
        if least <= low and high < most:
            scale = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}[unit]
            micro = np.where(np.isfinite(values), np.round(values * scale), np.nan)
            return Stamps(_from_micro(micro), f"Unix time ({unit})")
    return None


def _from_micro(micro: np.ndarray) -> pd.DatetimeIndex:
    whole = np.where(np.isnan(micro), np.iinfo(np.int64).min, micro).astype(np.int64)
    return pd.DatetimeIndex(whole.view("datetime64[us]"))


def stamps_from_text(cells: pd.Series, day_first: str) -> Stamps | None:
    """A text column (n,) as time stamps, or None when fewer than 9 of 10 cells are dates.

    day_first: "auto", "yes" or "no". Where 03/04 could be both, the reading that makes the stamps sorted
    and evenly spaced wins; where even that leaves both, day first, and `ambiguous` is set.
    """
    known = cells.dropna().astype(str).str.strip()
    if not len(known):
        return None
    sample = known.iloc[np.unique(np.linspace(0, len(known) - 1, SAMPLE).astype(int))]
    if not sample.str.contains(r"\d").all() and sample.str.contains(r"\d").mean() < ENOUGH:
        return None
    if sample.str.fullmatch(_ISO).mean() >= ENOUGH:
        return _accept(_spread(_iso(known), known, cells), "ISO")
    if sample.str.fullmatch(_QUARTER).mean() >= ENOUGH:
        return _accept(_spread(_quarters(known), known, cells), "quarter")
    plain = _normalise(sample)
    fitting = {kind: fmt for kind in ("plain", "yes", "no") if (fmt := _fitting_format(plain, kind)) is not None}
    if not fitting:
        return None
    known_plain = _normalise(known)
    parsed = {kind: _spread(_parse(known_plain, fmt), known, cells) for kind, fmt in fitting.items()}
    if "plain" in parsed:
        return _accept(parsed["plain"], "date")
    if day_first == "auto" and "yes" in parsed and sample.str.contains(r"\d\.\d+\.", regex=True).all():
        # Dates with points are written day first wherever they are written.
        return _accept(parsed["yes"], "date", True)
    return _choose_order(parsed, day_first)


def is_clock(cells: pd.Series) -> bool:
    """Whether a text column (n,) holds times of day, such as 14:05 or 14:05:30."""
    known = cells.dropna().astype(str)
    return bool(len(known)) and bool(known.str.fullmatch(_TIME_OF_DAY).mean() >= ENOUGH)


def clock_of(cells: pd.Series) -> pd.TimedeltaIndex:
    """Times of day (n,) as time since midnight, NaT where a cell holds none."""
    parts = cells.astype(str).str.extract(_TIME_OF_DAY).astype(float).fillna({2: 0.0})
    return pd.TimedeltaIndex(pd.to_timedelta(parts[0] * 3600 + parts[1] * 60 + parts[2], unit="s"))


def _choose_order(parsed: dict[str, pd.DatetimeIndex], wanted: str) -> Stamps | None:
    if wanted in ("yes", "no"):
        return _accept(parsed[wanted], "date", wanted == "yes") if wanted in parsed else None
    ranks = {kind: (int(index.notna().sum()), _evenness(index)) for kind, index in parsed.items()}
    best = max(ranks, key=lambda kind: (ranks[kind], kind == "yes"))
    ambiguous = len(ranks) == 2 and ranks["yes"] == ranks["no"]
    return _accept(parsed[best], "date", best == "yes", ambiguous)


def _evenness(index: pd.DatetimeIndex) -> tuple[bool, float]:
    known = index[index.notna()]
    step = infer_step(known)
    return bool(known.is_monotonic_increasing or known.is_monotonic_decreasing), step.share if step else 0.0


def _accept(
    index: pd.DatetimeIndex | None, style: str, day_first: bool | None = None, ambiguous: bool = False
) -> Stamps | None:
    return None if index is None or not index.notna().any() else Stamps(index, style, day_first, ambiguous)


def _normalise(cells: pd.Series) -> pd.Series:
    """One spelling for all marks: "3. Jan 2020, 14:05" → "3-Jan-2020 14:05"."""
    clock = cells.str.extract(_CLOCK, expand=False).fillna("").str.strip()
    day = cells.str.replace(_CLOCK, "", regex=True).str.replace(_MARKS, "-", regex=True)
    day = day.str.replace(r"(?i)^sept-|-sept-", lambda m: m.group().lower().replace("sept", "Sep"), regex=True)
    return (day + " " + clock).str.strip()


def _fitting_format(sample: pd.Series, kind: str) -> str | None:
    """The format that reads most of the sample, at least 9 of 10; None if there is none."""
    days = {"plain": _PLAIN, "yes": _DAY_FIRST, "no": _MONTH_FIRST}[kind]
    best, most = None, ENOUGH * len(sample)
    for day, time in product(days, _TIMES):
        read = int(_parse(sample, day + time).notna().sum())
        if read == len(sample):
            return day + time
        if read >= most and (best is None or read > most):
            best, most = day + time, read
    return best


def _parse(cells: pd.Series, fmt: str) -> pd.DatetimeIndex:
    if pd.api.types.is_numeric_dtype(cells):
        cells = cells.map("{:.0f}".format, na_action="ignore")
    return pd.DatetimeIndex(pd.to_datetime(cells, format=fmt, errors="coerce")).as_unit("us")


def _iso(cells: pd.Series) -> pd.DatetimeIndex:
    index = pd.DatetimeIndex(pd.to_datetime(cells, format="ISO8601", errors="coerce", utc=True))
    return index.tz_localize(None).as_unit("us")


def _quarters(cells: pd.Series) -> pd.DatetimeIndex:
    parts = cells.str.extract(_QUARTER).astype(float)
    return _parse(parts[0] * 10_000 + (parts[1] * 3 - 2) * 100 + 1, "%Y%m%d")


def _spread(index: pd.DatetimeIndex, known: pd.Series, cells: pd.Series) -> pd.DatetimeIndex:
    """The stamps of the known cells back in their places, NaT elsewhere."""
    return pd.DatetimeIndex(pd.Series(index, index=known.index).reindex(cells.index))
