"""What a column of time stamps is, and how believable a reading of it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lstm_core.series.questions import Question
from lstm_core.series.steps import infer_step

ENOUGH = 0.9
FIRST_YEAR, LAST_YEAR = 1800, 2100
# Where a column says that it holds years.
FIRST_NAMED_YEAR = 1000


@dataclass(frozen=True)
class Stamps:
    """Columns read as time stamps.

    index: (n,) NaT where a cell could not be read; zones are dropped. day_first: None where the question does not
    arise. offset: the zone that the cells name, where it is another than UTC. questions: what was left open.
    """

    index: pd.DatetimeIndex
    style: str
    day_first: bool | None = None
    offset: str = ""
    questions: tuple[Question, ...] = ()


def share(cells: pd.Series, pattern: str | re.Pattern[str]) -> float:
    """Which share of a sample of cells a pattern is found in."""
    find = re.compile(pattern).search
    return sum(find(cell) is not None for cell in cells) / max(len(cells), 1)


def micro(values: np.ndarray) -> pd.DatetimeIndex:
    """Microseconds since 1970 (n,) float64 as time stamps, NaT for NaN and for what no stamp can hold."""
    low, high = -62_135_596_800e6, 253_402_300_799e6
    fits = np.isfinite(values) & (values >= low) & (values <= high)
    whole = np.where(fits, values, 0).astype(np.int64)
    stamps = whole.view("datetime64[us]")
    stamps[~fits] = np.datetime64("NaT")
    return pd.DatetimeIndex(stamps)


def from_parts(year: np.ndarray, month: np.ndarray, day: np.ndarray, seconds: np.ndarray) -> pd.DatetimeIndex:
    """Calendar numbers (n,) float64 as time stamps; a day that its month does not have gives NaT."""
    bad = ~(np.isfinite(year) & np.isfinite(month) & np.isfinite(day) & np.isfinite(seconds))
    bad |= (np.nan_to_num(year) < 1) | (np.nan_to_num(year) > 9999)
    bad |= (np.nan_to_num(month) < 1) | (np.nan_to_num(month) > 12)
    bad |= (np.nan_to_num(day) < 1) | (np.nan_to_num(day) > 31)
    y, m, d = (np.where(bad, 1, x).astype(np.int64) for x in (year, month, day))
    months = ((y - 1970) * 12 + m - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (d - 1)
    bad |= days.astype("datetime64[M]") != months
    index = days.astype("datetime64[us]") + np.round(np.where(bad, 0, seconds) * 1e6).astype("timedelta64[us]")
    index[bad] = np.datetime64("NaT")
    return pd.DatetimeIndex(index)


def valid_share(index: pd.DatetimeIndex, of: int, first: int = FIRST_YEAR) -> float:
    """Which share of `of` cells are time stamps of a year that measurements come from."""
    return float(((index.year >= first) & (index.year <= LAST_YEAR)).sum() / max(of, 1))


def repeats(index: pd.DatetimeIndex) -> float:
    """Which share of the stamps has been seen before."""
    known = index[index.notna()]
    return float(known.duplicated().mean()) if len(known) else 1.0


def doubtful(index: pd.DatetimeIndex) -> bool:
    """Whether a reading is hard to believe: steps below a second, most rows sharing a stamp, years far off."""
    known = index[index.notna()]
    if not len(known) or valid_share(known, len(known)) < ENOUGH or repeats(known) > 0.5:
        return True
    step = infer_step(known)
    return bool(step and step.seconds and step.seconds < 1) or bool(
        known.max() > pd.Timestamp.now() + pd.DateOffset(years=1)
    )


def evenness(index: pd.DatetimeIndex) -> tuple[bool, float]:
    """Whether the stamps go one way, and which share of their steps is the usual one."""
    known = index[index.notna()]
    step = infer_step(known)
    return bool(known.is_monotonic_increasing or known.is_monotonic_decreasing), step.share if step else 0.0
