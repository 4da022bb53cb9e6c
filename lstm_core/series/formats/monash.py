"""The Monash archive's .tsf: a head that says what the series are, then one series per line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series.formats.kinds import MAX_NAMES, Unpacked, Writer, pick

_ALL = "all series, side by side"
# As many as a network can read as features.
_MOST_BESIDE = 64
# Each line can be read in one way only: of many comments there would be as many ways as two to their number.
_HEAD = re.compile(
    rb"(?i)\A(?>[^\S\r\n]*(?:#[^\r\n]*)?(?>\r\n?|\n))*[^\S\r\n]*"
    rb"@(relation|attribute|frequency|data|missing|equallength|horizon)\b"
)
_STEPS = {
    "yearly": ("years", 1), "quarterly": ("months", 3), "monthly": ("months", 1), "weekly": ("weeks", 1),
    "daily": ("days", 1), "hourly": ("hours", 1), "half_hourly": ("minutes", 30), "minutely": ("minutes", 1),
    "secondly": ("seconds", 1),
}  # fmt: skip
_COUNTED = re.compile(r"(\d+)_?(second|minute|hour|day|week|month|year)s?")
_STARTS = ("%Y-%m-%d %H-%M-%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


@dataclass(frozen=True)
class _Line:
    name: str
    start: datetime | None
    values: list[str]


def knows(data: bytes) -> bool:
    """Whether the first line that is no comment is one of the head's."""
    return _HEAD.match(data[:20_000]) is not None


def names(data: bytes) -> tuple[str, ...]:
    """The names of the series, and the choice of all where they run side by side."""
    _, lines = _parsed(data)
    beside = (_ALL,) if _side_by_side(lines) else ()
    return (*beside, *(line.name for line in lines[:MAX_NAMES]))


def unpack(data: bytes, table: str) -> Unpacked:
    """One series as a column, or all of them where they have the same time stamps."""
    frequency, lines = _parsed(data)
    offered = names(data)
    name = pick(offered, table, offered[0])
    chosen = lines if name == _ALL else [next(line for line in lines if line.name == name)]
    writer = Writer("The file")
    stamps = _stamps(chosen[0], frequency)
    writer.row([*(["date"] if stamps is not None else []), *(line.name for line in chosen)])
    for place, values in enumerate(zip(*(line.values for line in chosen), strict=True)):
        writer.row([*([str(stamps[place])] if stamps is not None else []), *values])
    several = offered if len(offered) > 1 else ()
    return Unpacked(writer.data, "Monash .tsf file", True, name if several else "", several)


def _parsed(data: bytes) -> tuple[str, list[_Line]]:
    text = data.decode("utf-8", "replace")
    attributes: list[tuple[str, str]] = []
    frequency, lines, inside = "", [], False
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if inside:
            lines.append(_series(line, attributes, number))
        elif line.lower().startswith("@attribute"):
            words = line.split()
            attributes.append((words[1], words[2].lower()) if len(words) > 2 else (line, "string"))
        elif line.lower().startswith("@frequency"):
            frequency = line.split()[-1].lower()
        elif line.lower().startswith("@data"):
            inside = True
    if not lines:
        raise DataError("This .tsf file holds no series below its line '@data'. Choose another file.")
    return frequency, _unlike(lines)


def _series(line: str, attributes: list[tuple[str, str]], number: int) -> _Line:
    # A time of day may hold colons, so the values are what follows the last one.
    head, mark, tail = line.rpartition(":")
    cells = head.split(":", max(0, len(attributes) - 1)) if attributes else []
    if not mark and attributes:
        raise DataError(f"Line {number} of the .tsf file has no ':' between the series' name and its values.")
    start, name = None, []
    for (_, kind), cell in zip(attributes, cells, strict=False):
        if kind == "date":
            start = _date(cell.strip())
        else:
            name.append(cell.strip())
    values = ["" if value.strip() in ("?", "NaN") else value.strip() for value in tail.split(",")]
    return _Line(" ".join(part for part in name if part) or f"series {number}", start, values)


def _date(cell: str) -> datetime | None:
    for style in _STARTS:
        try:
            return datetime.strptime(cell, style)
        except ValueError:
            continue
    return None


def _unlike(lines: list[_Line]) -> list[_Line]:
    """The series with names that differ."""
    seen: dict[str, int] = {}
    found = []
    for line in lines:
        seen[line.name] = seen.get(line.name, 0) + 1
        name = line.name if seen[line.name] == 1 else f"{line.name} ({seen[line.name]})"
        found.append(_Line(name, line.start, line.values))
    return found


def _side_by_side(lines: list[_Line]) -> bool:
    same = len({(line.start, len(line.values)) for line in lines}) == 1
    return same and 1 < len(lines) <= _MOST_BESIDE


def _stamps(line: _Line, frequency: str) -> pd.DatetimeIndex | None:
    """The time stamps of a series, None where the file does not say when it starts or how long a step is."""
    counted = _COUNTED.fullmatch(frequency)
    unit, count = (f"{counted[2]}s", int(counted[1])) if counted else _STEPS.get(frequency, ("", 0))
    if line.start is None or not count:
        return None
    start, places = pd.Timestamp(line.start).as_unit("us"), range(len(line.values))
    try:
        if unit in ("months", "years"):
            # From the start anew for each, or the 31st would become the 28th for good.
            return pd.DatetimeIndex([start + pd.DateOffset(**{unit: count * place}) for place in places])
        return pd.DatetimeIndex(start + np.arange(len(places)) * pd.Timedelta(**{unit: count}).as_unit("us"))
    except (OverflowError, ValueError):
        return None
