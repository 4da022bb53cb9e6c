"""The columns of a table with their cells, numbers and dates, while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lstm_core.series import entities
from lstm_core.series.columns import Column, describe, first_text, short_names
from lstm_core.series.labels import find_labels
from lstm_core.series.layout import Layout
from lstm_core.series.stamps import Dated, find_dates, mark_dates
from lstm_core.settings import DataSettings


@dataclass(frozen=True)
class Described:
    """What is known of a table's columns.

    kept: places of the columns in the file. cells: name → (rows,) as they were parsed. numbers: name → (rows,)
    float64, of labels the place of the class.
    lines: (rows,) line of the file. dated: the date columns and their stamps.
    """

    kept: tuple[int, ...]
    columns: list[Column]
    cells: dict[str, pd.Series]
    numbers: dict[str, np.ndarray]
    classes: dict[str, tuple[str, ...]]
    lines: np.ndarray
    dated: Dated

    @property
    def index(self) -> pd.DatetimeIndex | None:
        """The time stamps (rows,), None without a date column."""
        return self.dated.stamps.index if self.dated.stamps else None

    @property
    def dates_shown(self) -> pd.Series | None:
        """The cells of the (first) date column."""
        return self.cells.get(self.dated.name)

    def counted_anew(self) -> Described:
        """With kinds and counts that fit the numbers, after some were read as missing or rows were left out."""
        columns = []
        for column in self.columns:
            if column.kind in ("number", "constant"):
                values = self.numbers[column.name]
                finite = values[np.isfinite(values)]
                changes = len(finite) > 0 and finite.min() < finite.max()
                kind = "number" if changes else "constant" if len(finite) else "empty"
                missing = int(np.isnan(values).sum()) - column.text
                column = replace(column, kind=kind, missing=max(missing, 0))  # type: ignore[arg-type]
            columns.append(column)
        return replace(self, columns=columns)


def describe_all(frame: pd.DataFrame, layout: Layout, lines: np.ndarray, settings: DataSettings) -> Described:
    """Names, kinds and numbers of all columns, and the dates. Raises DataError for a date column that is none."""
    kept = [
        place for place in range(frame.shape[1])
        if layout.headers[place] != f"column {place + 1}" or frame[place].notna().any()
    ]  # fmt: skip
    names = short_names([layout.headers[place] for place in kept])
    cells = {name: frame[place] for name, place in zip(names, kept, strict=True)}
    columns, numbers = [], {}
    for (name, column), place in zip(cells.items(), kept, strict=True):
        described, values = describe(name, layout.headers[place], column, layout.decimal, lines)
        columns.append(described)
        if values is not None:
            numbers[name] = values
    dated = find_dates(settings, columns, cells, numbers)
    for name in dated.names:
        numbers.pop(name, None)
    columns = mark_dates(columns, cells, dated.names)
    columns, codes, classes = find_labels(columns, cells)
    return Described(tuple(kept), columns, cells, numbers | codes, classes, lines, dated)


def cut_tail(described: Described, layout: Layout, settings: DataSettings) -> tuple[Described, tuple[int, ...]]:
    """Without the rows at the end that hold neither a date nor a number (notes, sums without one, empty lines).

    The second value has the lines of those that were left out.
    """
    empty = np.ones(len(described.lines), dtype=bool)
    for name, column in described.cells.items():
        if name in described.numbers and name not in described.classes:
            empty &= np.isnan(described.numbers[name])
        elif described.index is None or name in described.dated.names:
            empty &= column.isna().to_numpy() if described.index is None else True
    if described.index is not None:
        empty &= np.asarray(described.index.isna())
    full = np.flatnonzero(~empty)
    kept = int(full[-1]) + 1 if len(full) else len(empty)
    if kept == len(empty) or kept < 2:
        return described, ()
    frame = pd.DataFrame(
        {place: cells.iloc[:kept] for place, cells in zip(described.kept, described.cells.values(), strict=True)}
    )
    frame = frame.reindex(columns=range(len(layout.headers)))
    return describe_all(frame, layout, described.lines[:kept], settings), tuple(
        int(line) for line in described.lines[kept:]
    )


def take_rows(described: Described, stack: entities.Stack, answer: str, good: list[str]) -> Described:
    """The rows of the series that was picked, or each series as a column."""
    if answer == entities.ALL_ROWS or described.dated.stamps is None:
        return described
    if answer == entities.AS_COLUMNS:
        return _spread(described, stack, good)
    rows = np.flatnonzero(stack.rows_of(answer))
    stamps = replace(described.dated.stamps, index=described.dated.stamps.index[rows])
    # A label that is the same in all of these rows is no class to tell apart.
    named = [name for name in described.classes if len(np.unique(described.numbers[name][rows])) < 2]
    lines = described.lines[rows]
    columns = [
        replace(c, kind="text", text=len(rows), example=first_text(described.cells[c.name].iloc[rows], lines))
        if c.name in named else c for c in described.columns
    ]  # fmt: skip
    return replace(
        described, columns=columns,
        cells={name: cells.iloc[rows].reset_index(drop=True) for name, cells in described.cells.items()},
        numbers={name: values[rows] for name, values in described.numbers.items() if name not in named},
        classes={name: names for name, names in described.classes.items() if name not in named}, lines=lines,
        dated=replace(described.dated, stamps=stamps),
    ).counted_anew()  # fmt: skip


def _spread(described: Described, stack: entities.Stack, good: list[str]) -> Described:
    assert described.dated.stamps is not None
    names = entities.most_columns(good, len(stack.names))
    index, numbers, places = entities.spread(stack, described.dated.stamps.index, described.numbers, names)
    units = {c.name: c.unit for c in described.columns}
    dates = [c for c in described.columns if c.name in described.dated.names]
    columns = [
        Column(name, name, units[names[k // len(stack.names)]], "number", int(np.isnan(values).sum()))
        for k, (name, values) in enumerate(numbers.items())
    ]
    cells = {c.name: described.cells[c.name].iloc[places].reset_index(drop=True) for c in dates}
    dated = replace(described.dated, stamps=replace(described.dated.stamps, index=index))
    return Described(
        described.kept, [*dates, *columns], cells, numbers, {}, described.lines[places], dated
    ).counted_anew()
