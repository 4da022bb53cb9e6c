"""Years of two digits: a series stays in one piece, and what was measured is not put into the future."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm_core.series.questions import Question, Reading, shown
from lstm_core.series.stamps.types import from_parts

# A step by more than half a century is the turn of one.
_TURN = 50
# Plans and forecasts reach so far ahead; beyond it a later century is no question.
_AHEAD = 30


def settle(index: pd.DatetimeIndex, cells: pd.Series, wanted: str) -> tuple[pd.DatetimeIndex, tuple[Question, ...]]:
    """Stamps (n,) of which only the last two digits of the year count, in the century that they belong to.

    wanted: "auto", or the century of the first stamp, such as "1900". cells: (n,) as they stand in the file.
    """
    known = np.flatnonzero(index.notna())
    if not len(known):
        return index, ()
    this_year = pd.Timestamp.now().year
    digits = index.year.to_numpy()[known].astype(np.int64) % 100
    steps = np.diff(digits, prepend=digits[0])
    turns = np.where(steps < -_TURN, 1, np.where(steps > _TURN, -1, 0))
    years = digits + 100 * np.cumsum(turns)
    if (turns != 0).mean() > 0.05 and (turns != 0).sum() > 2:
        # In no order at all: each year for itself, the past before the future.
        years = digits - 100 * (digits > this_year % 100)
    base = (this_year - int(years.max())) // 100 * 100
    first = int(base + years[0]) // 100 * 100
    later = base + 100
    ask = wanted != "auto" or later + int(years.min()) <= this_year + _AHEAD
    if wanted != "auto":
        base += int(wanted) - first
    read = _in_years(index, known, years + base)
    if not ask:
        return read, ()
    auto_base = (this_year - int(years.max())) // 100 * 100
    places = known[[0, -1]]
    readings = tuple(
        Reading(
            str(first + 100 * k), f"{first + 100 * k}s" if k else f"{first}s, not after today",
            shown(_in_years(index, known, years + auto_base + 100 * k)[places].strftime("%Y-%m-%d")),
        )
        for k in (0, 1)
    )  # fmt: skip
    text = "The years have two digits, so their century is a choice."
    answer = wanted if wanted in {r.answer for r in readings} else str(first)
    return read, (Question("century", "century", text, shown(cells.iloc[places]), readings, answer),)


def _in_years(index: pd.DatetimeIndex, known: np.ndarray, years: np.ndarray) -> pd.DatetimeIndex:
    full = np.full(len(index), np.nan)
    full[known] = years
    seconds = (index - index.normalize()).total_seconds().to_numpy()
    return from_parts(full, index.month.to_numpy(dtype=float), index.day.to_numpy(dtype=float), seconds)
