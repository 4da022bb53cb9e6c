"""Times of day in a column of their own: 14:05, 18.00.00, 1800, an hour's number, the beginning of a range."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from lstm_core.series.questions import Question, Reading
from lstm_core.series.stamps.types import ENOUGH, share
from lstm_core.series.stamps.words import plain, role_of

_TIME_OF_DAY = re.compile(
    r"\s*([01]?\d|2[0-4])(?:\s*[:.hH]\s*([0-5]\d)(?:[:.]([0-5]\d(?:[.,]\d+)?))?)?\s*(?:h|Uhr|min)?\s*([AaPp]\.?[Mm]\.?)?"
    r"\s*(?:(?:-|–|—|to|bis|à|a|até|al)\s*\d.*)?"
)
_MARKED = re.compile(r"\d\s*[:.hH–—-]|[AaPp]\.?[Mm]|Uhr|to|bis|UTC|GMT")
# Parts of a day that are counted: half hours and quarters of one, some more or fewer where the clock changes.
_COUNTED = re.compile(
    r"(?<![a-z])(settlement.?period|period|periodo|periode|interval|intervall|slot|sp|hh|viertelstunden?|"
    r"quarter.?hours?|half.?hours?)(?![a-z])"
)
_PARTS_OF_A_DAY = ((24, 1), (48, 2), (96, 4))
# 0530 UTC, as weather services write it.
_DIGITS = re.compile(r"\s*([01]\d|2[0-4])([0-5]\d)()\s*(?:UTC|GMT|Z)()")


def is_clock(cells: pd.Series) -> bool:
    """Whether a text column (n,) holds times of day, such as 14:05, 14.05.30 or 00:00 - 01:00."""
    known = cells.dropna().astype(str)
    sample = known.iloc[np.unique(np.linspace(0, max(len(known) - 1, 0), 500).astype(int))] if len(known) else known
    return (
        bool(len(sample))
        and bool((sample.str.fullmatch(_TIME_OF_DAY) | sample.str.fullmatch(_DIGITS)).mean() >= ENOUGH)
        and share(sample, _MARKED) >= ENOUGH
    )


def clock_of(cells: pd.Series) -> np.ndarray:
    """Times of day (n,) of text cells in seconds since midnight, NaN where a cell holds none."""
    codes, words = pd.factorize(cells)
    seconds = np.full(len(words) + 1, np.nan)
    for place, word in enumerate(words):
        match = _TIME_OF_DAY.fullmatch(str(word)) or _DIGITS.fullmatch(str(word))
        if match:
            hour = int(match[1])
            half = (match[4] or "").lower()[:1]
            hour = hour % 12 + 12 * (half == "p") if half else hour
            seconds[place] = hour * 3600 + int(match[2] or 0) * 60 + float((match[3] or "0").replace(",", "."))
    return seconds[codes]


def clock_of_numbers(name: str, values: np.ndarray) -> np.ndarray | None:
    """A number column (n,) whose name speaks of hours or of a clock, in seconds since midnight; None if it is none.

    0 to 23 are hours, and so are 1 to 24, of which `settle` asks what hour 1 means; 1800 is 18:00, and 180000 too.
    """
    role = role_of(name)
    known = values[np.isfinite(values)]
    counted = _counted(values, known) if _COUNTED.search(plain(name)) else None
    if counted is not None:
        return counted
    if role not in ("hour", "clock") or not len(known) or known.min() < 0 or known.max() <= 1:
        return None
    if (known == np.floor(known)).all():
        if known.max() <= 24:
            return values * 3600
        if known.max() <= 2400 and (known % 100 < 60).all():
            return values // 100 * 3600 + values % 100 * 60
        if known.max() <= 240_000 and (known % 100 < 60).all() and (known // 100 % 100 < 60).all():
            return values // 10_000 * 3600 + values // 100 % 100 * 60 + values % 100
        return None
    parts = np.round(known % 1 * 100, 6)
    if (
        known.max() <= 24
        and (parts == np.round(parts)).all()
        and parts.max() < 60
        and set(np.unique(parts)) <= {0, 15, 30, 45}
    ):
        # 18.30 beside 18.00 and 19.00; in quarters of an hour a half would be 18.5.
        return values // 1 * 3600 + np.round(values % 1 * 100) * 60
    return values * 3600 if known.max() <= 24 else None


def _counted(values: np.ndarray, known: np.ndarray) -> np.ndarray | None:
    """Hours (n,) by their number, half hours or quarters of one by their beginning, in seconds since midnight."""
    if not len(known) or (known != np.floor(known)).any() or known.min() not in (0, 1):
        return None
    first, last = float(known.min()), float(known.max())
    for parts, more in _PARTS_OF_A_DAY:
        if abs(last - first + 1 - parts) <= more:
            return values * 3600 if parts == 24 else (values - first) * (86_400 / parts)
    return None


def settle(
    index: pd.DatetimeIndex, column: str, hours: np.ndarray | None, wanted: str
) -> tuple[pd.DatetimeIndex, tuple[Question, ...]]:
    """Stamps (n,) that were made of hours (n,), and the question what hour 1 means where these go from 1 to 24.

    hours: the numbers of the column of that name, None where it is text. By default an hour is known by its end.
    """
    known = hours[np.isfinite(hours)] if hours is not None else np.zeros(0)
    if not len(known) or known.min() != 1 or known.max() not in (24, 25) or (known != np.floor(known)).any():
        return index, ()
    before = pd.DatetimeIndex(index - pd.Timedelta(hours=1))
    places = np.unique(np.linspace(0, len(index) - 1, 3).astype(int))
    assert hours is not None
    cells = tuple(f"{hours[place]:.0f}" if np.isfinite(hours[place]) else "" for place in places)
    answer = wanted if wanted in ("ending", "beginning") else "ending"
    readings = (
        Reading("ending", "hour 1 ends at 01:00", tuple(str(stamp) for stamp in index[places])),
        Reading("beginning", "hour 1 begins at 00:00", tuple(str(stamp) for stamp in before[places])),
    )
    text = (
        f"The hours in '{column}' go from 1 to {known.max():.0f}: hour 1 lies between 00:00 and 01:00, and its time "
        f"stamp can be the end or the beginning. The {'end' if answer == 'ending' else 'beginning'} was taken."
    )
    return (index if answer == "ending" else before), (
        Question("hours", "hours", text, cells, readings, answer, column),
    )
