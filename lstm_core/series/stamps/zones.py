"""Zones behind a clock: taken off, kept as the clock showed, and said."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm_core.series.questions import Question, Reading, shown
from lstm_core.series.stamps.types import ENOUGH, share

_WORD = r"(?i)(?<=[\d\s])\s*\(?(?:UTC|GMT|Z|CES?T|MES?Z|WES?T|EES?T|[ECMP][SD]T|BST|IST|JST)\)?$"
_OFFSET = r"^(.*\d:\d{2}(?::\d{2}(?:[.,]\d+)?)?|\d{8}T\d{4,6})\s*\(?(?:UTC|GMT)?\s*([+-]\d{1,2}(?::?\d{2})?)\)?$"


def split_zone(cells: pd.Series, sample: pd.Series) -> tuple[pd.Series, np.ndarray | None]:
    """Cells (n,) without their zones, and the offsets from UTC in minutes (n,), None where none is written."""
    if share(sample, _OFFSET) >= ENOUGH / 2:
        parts = cells.str.extract(_OFFSET)
        sign = np.where(parts[1].str.startswith("-", na=False), -1, 1)
        digits = parts[1].str.replace(r"\D", "", regex=True)
        hours = pd.to_numeric(digits.str[:2], errors="coerce").fillna(0)
        minutes = pd.to_numeric(digits.str[2:], errors="coerce").fillna(0)
        bare = cells.where(parts[0].isna(), parts[0]).str.replace(_WORD, "", regex=True)
        return bare, np.asarray(sign * (hours * 60 + minutes), dtype=float)
    if share(sample, _WORD) >= ENOUGH / 2:
        return cells.str.replace(_WORD, "", regex=True), None
    return cells, None


def settle(
    local: pd.DatetimeIndex, minutes: np.ndarray | None, cells: pd.Series, wanted: str
) -> tuple[pd.DatetimeIndex, str, tuple[Question, ...]]:
    """Stamps by the clock that the cells show, or in UTC; the offset in words, and the question which one.

    Where the offset changes with summer time, a clock that never jumps is needed: the first offset throughout, unless
    every stamp is a day's own and the same time of day.
    """
    if minutes is None or not np.any(minutes):
        return local, "", ()
    utc = local - pd.to_timedelta(minutes, unit="min")
    first = float(minutes[0])
    changes = bool((minutes != first).any())
    time_of_day = (local - local.normalize())[local.notna()]
    daily = len(time_of_day) > 0 and bool((time_of_day == time_of_day[0]).all())
    kept = local if daily or not changes else utc + pd.to_timedelta(first, unit="min")
    name = _named(first)
    places = np.unique([0, len(local) // 2, len(local) - 1])
    readings = (
        Reading("local", "the clock of the place", shown(kept[places])),
        Reading("utc", "UTC", shown(utc[places])),
    )
    text = f"The time stamps carry the offset {name} from UTC" + (
        ", which changes with summer time." if changes else "."
    )
    answer = "utc" if wanted == "utc" else "local"
    question = Question("zone", "zone", text, shown(cells.iloc[places]), readings, answer)
    return (utc if answer == "utc" else kept), name, (question,)


def _named(minutes: float) -> str:
    hours, rest = divmod(abs(round(minutes)), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
