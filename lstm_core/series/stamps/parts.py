"""One time stamp from several columns: year, month, day, hour and so on."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from lstm_core.series.questions import Question
from lstm_core.series.stamps.clock import clock_of_numbers, settle
from lstm_core.series.stamps.periods import week_start
from lstm_core.series.stamps.types import ENOUGH, FIRST_NAMED_YEAR, Stamps, from_parts, valid_share
from lstm_core.series.stamps.words import month_number, role_of

_BOUNDS = {
    "year": (0, 2999), "quarter": (1, 4), "month": (1, 12), "week": (1, 53), "day": (1, 31), "doy": (1, 366),
    "hour": (0, 2400), "minute": (0, 59), "second": (0, 60),
}  # fmt: skip
_PERIOD = re.compile(r"(?P<kind>[MQSHWA])\s*(?P<n>\d{1,2})", re.IGNORECASE)


def stamps_from_parts(
    names: list[str], cells: dict[str, pd.Series], numbers: dict[str, np.ndarray], hours: str = "auto"
) -> tuple[tuple[str, ...], Stamps] | None:
    """The columns that are parts of one date, by their names, and what they make; None without a year and a part.

    hours: what hour 1 of 24 means, as in `DataSettings`.
    """
    found: dict[str, tuple[str, np.ndarray]] = {}
    for name in names:
        role = role_of(name)
        values = _values(role, name, cells, numbers)
        if values is not None:
            if role == "period":
                role, values = values[0], values[1]
            found.setdefault(role, (name, values))  # type: ignore[arg-type]
    if not found and names[:1] == ["column 1"]:
        found = _unnamed(names, numbers)
    if "year" not in found or len(found.keys() & {"quarter", "month", "week", "doy"}) == 0:
        return None
    index, used = _join({role: values for role, (_, values) in found.items()})
    year = found["year"][1]
    if valid_share(index, int(np.isfinite(year).sum()), FIRST_NAMED_YEAR) < ENOUGH:
        return None
    columns = tuple(found[role][0] for role in used)
    asked: tuple[Question, ...] = ()
    if "hour" in used:
        index, asked = settle(index, *found["hour"], hours)
    return columns, Stamps(index, ", ".join(used), questions=asked)


def _values(role: str, name: str, cells: dict[str, pd.Series], numbers: dict[str, np.ndarray]):  # type: ignore[no-untyped-def]
    """The numbers of a part of a date (n,), or for a period its role with them; None where they are none."""
    if role == "period" and name not in numbers:
        parts = cells[name].astype(str).str.extract(_PERIOD)
        kinds = parts["kind"].str.upper().dropna().unique()
        meant = {"M": "month", "Q": "quarter", "W": "week"}.get(kinds[0]) if len(kinds) == 1 else None
        return (meant, parts["n"].astype(float).to_numpy()) if meant else None
    if role not in _BOUNDS:
        return None
    if name in numbers:
        values = numbers[name]
    elif role == "month":
        codes, words = pd.factorize(cells[name])
        values = np.array([*(month_number(str(word)) for word in words), np.nan])[codes]
    else:
        return None
    known = values[np.isfinite(values)]
    low, high = _BOUNDS[role]
    fits = len(known) and ((known >= low) & (known <= high) & (known == np.floor(known))).mean() >= ENOUGH
    if role == "year" and fits and known.max() < 100:
        values = values + np.where(values > pd.Timestamp.now().year % 100, 1900, 2000)
    elif role == "year" and fits and known.min() < 1000:
        return None
    return values if fits else None


def _unnamed(names: list[str], numbers: dict[str, np.ndarray]) -> dict[str, tuple[str, np.ndarray]]:
    """Parts of a date in the first columns of a table without names: years that go on, months from 1 to 12, …"""
    found: dict[str, tuple[str, np.ndarray]] = {}
    bounds = {"year": (1500, 2200), "month": (1, 12), "day": (1, 31), "hour": (0, 24), "minute": (0, 59)}
    for name, (role, (low, high)) in zip(names, bounds.items(), strict=False):
        values = numbers.get(name)
        if values is None or not np.isfinite(values).all() or (values != np.floor(values)).any():
            break
        fits = low <= values.min() and values.max() <= high
        # A year goes on slowly, and all its parts turn over.
        turns = (np.diff(values) >= 0).all() if role == "year" else (np.diff(values) < 0).any() or role == "day"
        if not fits or not turns:
            break
        found[role] = (name, values)
    return found if len(found) > 1 else {}


def _join(found: dict[str, np.ndarray]) -> tuple[pd.DatetimeIndex, list[str]]:
    year = found["year"]
    one, seconds = np.ones(len(year)), np.zeros(len(year))
    used = ["year"]
    if "month" in found:
        used += ["month", *(["day"] if "day" in found else [])]
        index = from_parts(year, found["month"], found.get("day", one), seconds)
    elif "quarter" in found:
        used.append("quarter")
        index = from_parts(year, found["quarter"] * 3 - 2, one, seconds)
    elif "doy" in found:
        used.append("doy")
        index = from_parts(year, one, one, (found["doy"] - 1) * 86_400)
    else:
        used.append("week")
        index = week_start(year, found["week"], one)
    if used[-1] in ("day", "doy"):
        for role, unit in (("hour", 3600), ("minute", 60), ("second", 1)):
            if role not in found:
                break
            hours = clock_of_numbers("hour", found["hour"]) if role == "hour" else None
            index = index + pd.to_timedelta(found[role] * unit if hours is None else hours, unit="s")
            used.append(role)
    return pd.DatetimeIndex(index).as_unit("us"), used
