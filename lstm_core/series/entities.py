"""Several series below each other in one table, told apart by a column or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series.columns import Column
from lstm_core.series.questions import Question, Reading
from lstm_core.series.types import MAX_CLASSES

AS_COLUMNS = "(columns)"
# All rows below each other, for who wants the table and no series; no page offers it.
ALL_ROWS = "(all)"
# Rows of one series on average, and rows that may still repeat a time stamp within one.
_FEWEST_ROWS = 3
_STILL_REPEATED = 0.02
_MOST_SERIES = 2000
MOST_COLUMNS = 60
_SHOWN = 4


@dataclass(frozen=True)
class Stack:
    """Columns whose values name the series, the names in the file's order, and the series of each row (n,)."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    codes: np.ndarray

    def rows_of(self, answer: str) -> np.ndarray:
        """Which rows (n,) an answer to the question of `ask` reads."""
        if answer in (AS_COLUMNS, ALL_ROWS):
            return np.ones(len(self.codes), dtype=bool)
        return self.codes == self.names.index(answer)


def find_stack(
    stamps: pd.DatetimeIndex | None, columns: list[Column], cells: dict[str, pd.Series], used: tuple[str, ...]
) -> Stack | None:
    """The fewest columns that explain why time stamps come again: within each of their values they hardly do.

    columns: text, labels and whole numbers may name series; those in `used` hold the dates. None without any.
    """
    if stamps is None or len(stamps) < 2 * _FEWEST_ROWS:
        return None
    known = stamps.notna()
    repeated = stamps[known].duplicated()
    # A few repeats are an accident; series below each other repeat most stamps.
    if repeated.mean() < 0.3:
        return None
    order = stamps.asi8
    names = [c.name for c in columns if c.name not in used and _may_name(c, cells[c.name], len(stamps))]
    for many in (1, 2, 3):
        for chosen in combinations(names[:12], many):
            codes, values = _grouped([cells[name] for name in chosen])
            if not 2 <= len(values) <= min(_MOST_SERIES, len(stamps) // _FEWEST_ROWS):
                continue
            frame = pd.DataFrame({"code": codes[known], "stamp": order[known]})
            if frame.duplicated().mean() <= _STILL_REPEATED:
                return Stack(chosen, values, codes)
    return None


def _may_name(column: Column, cells: pd.Series, rows: int) -> bool:
    if column.kind in ("text", "label"):
        return True
    if column.kind != "number":
        return False
    different = cells.dropna().unique()
    if not 2 <= len(different) <= rows // _FEWEST_ROWS:
        return False
    try:
        numbers = different.astype(float)
    except (TypeError, ValueError, OverflowError):
        return False
    return bool((numbers == np.floor(numbers)).all() and cells.notna().mean() > 0.95)


def _grouped(parts: list[pd.Series]) -> tuple[np.ndarray, tuple[str, ...]]:
    words = [part.map(_word, na_action="ignore").fillna("(empty)").astype(str) for part in parts]
    joined = words[0] if len(words) == 1 else words[0].str.cat(words[1:], sep=" · ")
    codes, values = pd.factorize(joined)
    return codes, tuple(str(value)[:120] for value in values)


def _word(cell: object) -> str:
    text = " ".join(str(cell).split())
    return text.removesuffix(".0")


def that_change(stack: Stack, numbers: dict[str, np.ndarray], good: list[str]) -> tuple[list[str], np.ndarray]:
    """Which columns change within a series at all, and which series (n,) have one that does.

    good: the number columns that say something. Raises DataError where nothing changes within any series.
    """
    frame = pd.DataFrame({name: numbers[name] for name in good}).replace([np.inf, -np.inf], np.nan)
    by_series = frame.groupby(stack.codes)
    changes = by_series.max() > by_series.min()
    if not changes.to_numpy().any():
        raise DataError(
            f"The table holds {len(stack.names):,} series below each other, told apart by {_listed(stack.columns)}, "
            "and none of them changes. Choose '(none)' as the date column to read all rows one after the other."
        )
    return [name for name in good if changes[name].any()], changes.any(axis=1).to_numpy()


def ask(stack: Stack, numbers: dict[str, np.ndarray], good: list[str], moving: np.ndarray, wanted: str) -> Question:
    """The question which series is meant, with the first values of what each answer gives; by default the longest.

    good: the number columns that say something, the likeliest target first. moving: which series change; no other can
    be picked.
    """
    values = numbers[good[0]]
    order = np.argsort(stack.codes, kind="stable")
    rows = np.bincount(stack.codes, minlength=len(stack.names))
    begins = np.append(0, np.cumsum(rows))

    def first(places: np.ndarray) -> tuple[str, ...]:
        return tuple("" if np.isnan(v) else f"{v:.6g}" for v in values[places[:_SHOWN]])

    offered = [
        Reading(name, name, first(order[begins[code] : begins[code] + _SHOWN]))
        for code, name in enumerate(stack.names)
        if moving[code]
    ]
    columns = []
    if len(stack.names) <= MOST_COLUMNS:
        spread_out = most_columns(good, len(stack.names))
        title = "each series a column"
        if len(spread_out) < len(good):
            title += f", only of {_listed(spread_out)}"
        columns = [Reading(AS_COLUMNS, title, offered[0].cells)]
    longest = stack.names[int((rows * moving).argmax())]
    if wanted == ALL_ROWS:
        columns.append(Reading(ALL_ROWS, "all rows below each other", first(np.arange(len(values)))))
    known = wanted in {reading.answer for reading in (*columns, *offered)}
    text = f"There is no series '{wanted}' that changes. " if wanted and not known else ""
    by = _listed(stack.columns)
    text += f"The table holds several series below each other: {len(stack.names):,}, told apart by {by}. "
    if wanted != ALL_ROWS:
        text += f"One of them is read, at first the longest: '{longest}' with {(rows * moving).max():,} rows. "
    text += "Pick the one you mean, or give each a column." if columns else "Pick the one you mean."
    # The likeliest stands first in the list of answers.
    readings = sorted(offered, key=lambda reading: reading.answer != longest)
    default = wanted if known else longest
    return Question(
        "several_series", "pick", text, first(np.arange(len(values))), (*readings[:1], *columns, *readings[1:]),
        default, stack.columns[0],
    )  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    first = [f"'{name}'" for name in names[:3]]
    last = f"{len(names) - 3} more" if len(names) > 3 else first.pop()
    return f"{', '.join(first)} and {last}" if first else last


def spread(
    stack: Stack, stamps: pd.DatetimeIndex, numbers: dict[str, np.ndarray], names: list[str]
) -> tuple[pd.DatetimeIndex, dict[str, np.ndarray], np.ndarray]:
    """Each series a column of its own over all time stamps: these, the columns, and a row of the table for each.

    Columns take the series' name, behind the column's own where several are spread.
    """
    index = pd.DatetimeIndex(stamps.dropna().unique().sort_values())
    known = stamps.notna()
    rows = index.get_indexer(stamps[known])
    place = np.zeros(len(index), dtype=np.int64)
    place[rows[::-1]] = np.flatnonzero(known)[::-1]
    columns: dict[str, np.ndarray] = {}
    for name in names:
        for code, series in enumerate(stack.names):
            mask = stack.codes[known] == code
            values = np.full(len(index), np.nan)
            # Where a stamp still comes twice within a series, the first row counts.
            values[rows[mask][::-1]] = numbers[name][known][mask][::-1]
            columns[series if len(names) == 1 else f"{name} · {series}"] = values
    return index, columns, place


def most_columns(names: list[str], series: int) -> list[str]:
    """The columns that can be spread within what a table may hold, in their order; at least the first."""
    return names[: max(1, min(len(names), 200 // max(series, MAX_CLASSES // 6)))]
