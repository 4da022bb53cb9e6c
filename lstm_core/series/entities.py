"""Several series below each other in one table, told apart by a column or two."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from lstm_core.series.columns import Column
from lstm_core.series.questions import Question, Reading
from lstm_core.series.types import MAX_CLASSES

AS_COLUMNS = "(columns)"
AS_THEY_STAND = "(all)"
# Rows of one series on average, and rows that may still repeat a time stamp within one.
_FEWEST_ROWS = 3
_STILL_REPEATED = 0.02
_MOST_SERIES = 2000
MOST_COLUMNS = 60


@dataclass(frozen=True)
class Stack:
    """Columns whose values name the series, the names in the file's order, and the series of each row (n,)."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    codes: np.ndarray


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
    except (TypeError, ValueError):
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


def ask(stack: Stack, numbers: dict[str, np.ndarray], target: str, wanted: str) -> Question:
    """The question which series is meant, with the first values of what each answer gives."""
    values = numbers[target]

    def first(mask: np.ndarray) -> tuple[str, ...]:
        return tuple("" if np.isnan(v) else f"{v:.6g}" for v in values[mask][:4])

    by = " and ".join(f"'{name}'" for name in stack.columns)
    text = (
        f"The table holds several series below each other: {len(stack.names):,}, told apart by {by}. One after the "
        "other they are no series in time; pick one, or give each a column."
    )
    every = np.ones(len(values), dtype=bool)
    stand = Reading(AS_THEY_STAND, "all rows as they stand", first(every))
    columns = (Reading(AS_COLUMNS, "each series a column", first(stack.codes == 0)),)
    offered = [Reading(name, name, first(stack.codes == k)) for k, name in enumerate(stack.names)]
    readings = (stand, *(columns if len(stack.names) <= MOST_COLUMNS else ()), *offered)
    default = wanted if wanted in {r.answer for r in readings} else AS_THEY_STAND
    return Question("several_series", "pick", text, first(every), readings, default, stack.columns[0])


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
