"""The short ways of a large file: where a long table is plain, the same answers in a fraction of the time.

Each gives None, or asks the careful reader itself, where the file is not plain.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from lstm_core.series.stamps.types import Stamps

# Below this the careful ways take some hundredths of a second.
LONG = 20_000
# Days and times of day must come back this often, or nothing is won.
_REPEATS = 4
_DAY_AND_CLOCK = r"^(?P<day>.*?)(?P<clock>[ T,]+\d{1,2}:\d{2}.*)$"

Reader = Callable[[pd.Series], Stamps | None]


def plain_lines(text: str, separator: str, width: int) -> array[int] | None:
    """The numbers of all lines, from 1, where each has `width` cells without quotes; else None."""
    if len(text) < LONG or separator == " " or '"' in text or text.count("\r") != text.count("\r\n"):
        return None
    characters = np.frombuffer(text.encode(), dtype=np.uint8)
    ends = np.flatnonzero(characters == ord("\n"))
    if not text.endswith("\n"):
        ends = np.append(ends, len(characters))
    marks = np.flatnonzero(characters == ord(separator))
    if width < 2 or len(marks) != len(ends) * (width - 1):
        return None
    if np.diff(ends, prepend=-1).max() > csv.field_size_limit():
        return None
    by_line = marks.reshape(len(ends), width - 1)
    if not ((by_line[:, -1] < ends).all() and (by_line[1:, 0] > ends[:-1]).all()):
        return None
    lines: array[int] = array("q")
    lines.frombytes(np.arange(1, len(ends) + 1, dtype=np.int64).tobytes())
    return lines


def read_stamps(cells: pd.Series, read: Reader) -> Stamps | None:
    """What `read` makes of a column of text (n,), asked only for each day and each time of day that occurs.

    A date and a time of day add up, so few of each say what many cells mean. Where a cell cannot be read in that way,
    `read` is asked for all of them.
    """
    if len(cells) < LONG:
        return read(cells)
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(pa.array(cells.astype(object), pa.string(), from_pandas=True))
    places, names = _factorized(text)
    if len(names) * _REPEATS <= len(cells):
        return _spread(read(pd.Series(names)), places, cells) or read(cells)
    (days, day_names), (clocks, clock_names) = map(_factorized, _day_and_clock(text))
    if not len(day_names) or (len(day_names) + len(clock_names)) * _REPEATS > len(cells):
        return read(cells)
    first_day, first_clock = day_names[0], clock_names[0]
    by_day = read(pd.Series([f"{day}{first_clock}" for day in day_names]))
    by_clock = read(pd.Series([f"{first_day}{clock}" for clock in clock_names]))
    if by_day is None or by_clock is None:
        return read(cells)
    since = by_clock.index - by_clock.index[0]
    index = by_day.index.take(days) + since.take(clocks)
    return _whole(replace(by_day, index=index), (days < 0) | (clocks < 0), cells) or read(cells)


def _day_and_clock(text: Any) -> tuple[Any, Any]:
    """Cells of text cut before the time of day; null where there is none."""
    import pyarrow.compute as pc

    first = re.match(_DAY_AND_CLOCK, names[0].as_py()) if len(names := text.drop_null()) else None
    if first and pc.all(pc.equal(pc.utf8_length(text), len(first[0]))).as_py():
        # Cells of one length are cut at one place, five times as fast.
        cut = len(first["day"])
        return pc.utf8_slice_codeunits(text, 0, cut), pc.utf8_slice_codeunits(text, cut)
    parts = pc.extract_regex(text, _DAY_AND_CLOCK)
    return parts.field("day"), parts.field("clock")


def _factorized(text: Any) -> tuple[np.ndarray, list[str]]:
    """The place of each cell's word among the words, −1 for none; and the words."""
    coded = text.dictionary_encode()
    return coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), coded.dictionary.to_pylist()


def _spread(stamps: Stamps | None, places: np.ndarray, cells: pd.Series) -> Stamps | None:
    """The stamps of the names, for every cell."""
    if stamps is None:
        return None
    return _whole(replace(stamps, index=stamps.index.take(places)), places < 0, cells)


def _whole(stamps: Stamps, missing: np.ndarray, cells: pd.Series) -> Stamps | None:
    """The stamps, None where a cell that holds something was not read."""
    index = stamps.index.where(~missing)
    return None if bool((index.isna() & cells.notna().to_numpy()).any()) else replace(stamps, index=index)
