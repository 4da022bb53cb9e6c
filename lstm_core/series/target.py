"""Which column a table most likely is about: never a clock, a counter, a name in numbers or a year."""

from __future__ import annotations

import re

import numpy as np

from lstm_core.series.columns import Column
from lstm_core.series.stamps.words import plain, role_of

_ID = re.compile(
    r"(?<![a-z0-9])(id|ids|no|nr|num|idx|index|row|rownum|row_names?|rownames|code|key|nummer|zeile|numero|"
    r"unnamed|station|stations_id|store|shop|filiale|zip|plz|lat|lon|long|latitude|longitude|flag|quality|qn)(?![a-z])"
)
_WEEKDAY = re.compile(r"(?<![a-z])(day.?of.?(the.?)?week|weekday|wochentag|dow|dia.?(da|de.?la).?semana)(?![a-z])")
_ID_TAIL = re.compile(r"[_\s]?(id|nr|code)$|(?<=[a-z])I[dD]$")

_LARGEST = {"quarter": 4, "month": 12, "day": 31, "doy": 366, "week": 53, "minute": 59}


def split_by_sense(
    columns: list[Column], numbers: dict[str, np.ndarray], apart: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    """Names of the number columns that say something of the world, and of those that count, name or time the rows.

    apart: columns that name the series of a stack. Where all are of the second kind, they are the first kind.
    """
    names = [c.name for c in columns if c.kind == "number"]
    first = columns[0].name
    poor = [n for n in names if n in apart or _counts(n, numbers[n], n == first) or _names_rows(n, numbers[n])]
    good = [n for n in names if n not in poor]
    return (good, poor) if good else (names, [])


def _names_rows(name: str, values: np.ndarray) -> bool:
    """Whether a column's name says that its whole numbers are ids, parts of a date or marks of quality."""
    known = values[np.isfinite(values)]
    whole = bool(len(known)) and bool((known == np.floor(known)).all())
    role = role_of(name)
    if role in ("year", "month", "day", "doy", "week", "quarter", "hour", "minute", "second") and whole:
        return _is_part(role, known)
    if whole and _WEEKDAY.search(plain(name)):
        return True
    if _ID.search(plain(name)) and (whole or re.search(r"(?<![a-z])(lat|lon|long)", plain(name))):
        return True
    return whole and _ID_TAIL.search(name) is not None


def _is_part(role: str, known: np.ndarray) -> bool:
    """Whether whole numbers fit the part of a date that their column's name speaks of: "hr" is a heart rate, too."""
    if role == "second":
        return float(np.ptp(known)) < 60
    if role == "hour" and float(known.max()) > 24:
        return 1000 <= float(known.max()) <= 2400 and bool((known % 100 < 60).all())
    return float(known.max()) <= _LARGEST.get(role, np.inf)


def _counts(name: str, values: np.ndarray, first: bool) -> bool:
    """Whether a column only goes on: by the same step throughout, or whole numbers upwards in an unnamed first
    column, or upwards under a name that speaks of time."""
    known = values[np.isfinite(values)]
    if len(known) < 3 or len(known) < len(values):
        return False
    steps = np.diff(known)
    if not (steps > 0).all():
        return False
    # Decimal places are cut off: the steps of 0.333, 0.667, 1.0 differ by a unit of the last one.
    even = np.ptp(steps) <= max(1e-9 * float(np.abs(known).max()), 0.06 * float(np.median(steps)))
    even = even and abs(float(known[-1] - known[0]) - float(np.median(steps)) * len(steps)) <= 0.02 * float(
        np.ptp(known)
    )
    # Years with fractions, such as 1990.042, 1990.125, …
    years = even and known[0] >= 1500 and known[-1] <= 2200 and float(np.median(steps)) <= 1
    if years or (even and (first or role_of(name) or bool((steps == 1).all()))):
        return True
    unnamed = first and re.fullmatch(r"column 1|unnamed.*|x|index|row.*", plain(name)) is not None
    whole = bool((known == np.floor(known)).all())
    return (
        (unnamed and whole)
        or role_of(name) in ("clock", "second", "year", "minute", "hour")
        or (
            re.search(r"(?<![a-z])(time|zeit|temps|tiempo|tempo|timestamp|elapsed|decimal)(?![a-z])", plain(name))
            is not None
        )
    )
