"""A text table, read whole and described, before anything is chosen or repaired."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.runtime.warning_filter import warnings_are
from lstm_core.series.columns import Column, describe, find_dates, mark_dates, short_names
from lstm_core.series.findings import Problem
from lstm_core.series.formats import Found, unpack
from lstm_core.series.issues import table_issues, which_table
from lstm_core.series.labels import find_labels
from lstm_core.series.layout import Layout, lay_out
from lstm_core.series.sniff import decode
from lstm_core.series.steps import Step, infer_step
from lstm_core.settings import DataSettings

MAX_FEATURES = 64
# What reading a table takes one after the other, each of them about as long.
STAGES = (
    "Unpacking the text", "Finding the cells", "Reading the numbers", "Reading the dates", "Looking for what is wrong",
)  # fmt: skip
_MISSING = ["-", "--", ".", "?", "*", "missing", "Missing", "MISSING", "na", "Na", "N.A.", "nil", "NONE", "none", "NAN"]


# What leaves no question where numbers and dates were no text before they were written as one.
_TYPED = {"separator": "comma", "decimal": "point"}


@dataclass(frozen=True)
class Table:
    """All that the page shows of a file, and all that a series is made from.

    columns: in the file's order. numbers: name → (rows,) float64, for number and constant columns, NaN where
    a cell holds no number; for label columns the place of each row's class in `classes`.
    stamps: (rows,) time stamps, NaT where unreadable, or None without a date column.
    date: name of the date column, "" without. day_first: None where the question does not arise.
    preview: first rows as text, as wide as `columns`; the first is the header if `has_header`.
    lines: (rows,) line of the file per row, from 1. issues: findings, each with the setting that repairs it.
    target, features: the file's own choice. classes: name of a label column → the names of its classes.
    source: what the table came in and which one of several it is, without its bytes.
    """

    columns: tuple[Column, ...]
    numbers: dict[str, np.ndarray]
    stamps: pd.DatetimeIndex | None
    date: str
    date_style: str
    day_first: bool | None
    step: Step | None
    encoding: str
    separator: str
    decimal: str
    has_header: bool
    preview: tuple[tuple[str, ...], ...]
    lines: np.ndarray
    issues: tuple[Problem, ...]
    target: str
    features: tuple[str, ...]
    fingerprint: str
    classes: dict[str, tuple[str, ...]]
    source: Found

    @property
    def rows(self) -> int:
        """Number of data rows."""
        return len(self.lines)

    @property
    def time_unit(self) -> str:
        """What one step is: "month", "30 minutes", …; "step" where the time stamps do not say clearly."""
        return self.step.label if self.step and self.step.clear else "step"

    def column(self, name: str) -> Column | None:
        """The column called `name`, with or without its unit, or None."""
        return next((c for c in self.columns if name in (c.name, c.header)), None)

    @property
    def choices(self) -> tuple[str, ...]:
        """Names that can be target or feature."""
        return tuple(c.name for c in self.columns if c.kind == "number")

    @property
    def targets(self) -> tuple[str, ...]:
        """Names that can be the target: numbers, and labels to tell apart."""
        return tuple(c.name for c in self.columns if c.kind in ("number", "label"))


def fingerprint(data: bytes) -> str:
    """First 16 hex digits of the SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def read_bytes(source: str | os.PathLike[str] | bytes | IO[bytes] | IO[str]) -> bytes:
    """The bytes of a path, of bytes, or of an open file (text becomes UTF-8). Raises DataError."""
    try:
        if isinstance(source, str | os.PathLike):
            return Path(source).read_bytes()
        content = source if isinstance(source, bytes | bytearray | memoryview) else source.read()
    except (OSError, ValueError) as error:
        raise DataError(f"The file cannot be read: {error}. Check its path.") from None
    return content.encode("utf-8", "replace") if isinstance(content, str) else bytes(content)


def read_table(
    data: bytes, settings: DataSettings | None = None, tell: Callable[[str], None] = lambda _stage: None
) -> Table:
    """Read a table: find its encoding, separator, decimal mark, header, date column, kinds and issues.

    The file may be text, or what `formats` makes text of; `settings.sheet` says which table of several is meant.
    Whatever `settings` says about separator, decimal, header, date and day_first overrides the finding;
    its other fields are not looked at. Nothing is repaired. tell: called with each of `STAGES` in turn. Raises
    DataError with what, where and what to do.
    """
    settings = settings or DataSettings()
    tell(STAGES[0])
    source = unpack(data, settings.sheet)
    if source.typed:
        settings = settings.model_copy(update=_TYPED)
    text, encoding = decode(source.data)
    tell(STAGES[1])
    layout = lay_out(text, settings)
    lines = np.frombuffer(layout.lines, dtype=np.int64)
    tell(STAGES[2])
    frame = _parse(layout)
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

    tell(STAGES[3])
    date, clock, stamps = find_dates(settings, columns, cells, numbers)
    numbers.pop(date, None)
    columns = mark_dates(columns, cells, (date, clock))
    choices = [c.name for c in columns if c.kind == "number"]
    if not choices:
        raise DataError(_nothing_to_learn(columns, layout))
    columns, codes, classes = find_labels(columns, cells)
    index = stamps.index if stamps else None
    tell(STAGES[4])
    own = [name for name in choices if not _counts_rows(numbers[name])] or choices
    guessed = layout.decimal if layout.decimal_guessed else ""
    return Table(
        columns=tuple(columns),
        numbers=numbers | codes,
        stamps=index,
        date=date,
        date_style=stamps.style if stamps else "",
        day_first=stamps.day_first if stamps else None,
        step=infer_step(index) if index is not None else None,
        encoding=encoding,
        separator=layout.separator,
        decimal=layout.decimal,
        has_header=layout.has_header,
        preview=tuple(tuple(row[p] if p < len(row) else "" for p in kept) for row in layout.preview),
        lines=lines,
        issues=(
            *which_table(source),
            *table_issues(columns, numbers | codes, stamps, cells.get(date), lines, guessed),
        ),
        target=own[0],
        features=tuple(own[:MAX_FEATURES]),
        fingerprint=fingerprint(data),
        classes=classes,
        source=replace(source, data=b""),
    )


def _parse(layout: Layout) -> pd.DataFrame:
    """All cells, by pandas' C parser: number columns as numbers, others as text. Raises DataError."""
    try:
        with warnings_are("error", pd.errors.ParserWarning):  # it warns where it drops cells
            frame = pd.read_csv(
                io.BytesIO(layout.text.encode()), sep=layout.separator, decimal=layout.decimal, engine="c",
                low_memory=False, header=0 if layout.has_header else None,
                names=list(range(len(layout.headers))), index_col=False, skipinitialspace=True, na_values=_MISSING,
            )  # fmt: skip
    except (pd.errors.ParserWarning, ValueError, OverflowError) as error:
        raise DataError(f"The rows cannot be split into cells ({error}). Check the quotation marks.") from None
    if len(frame) != len(layout.lines):
        raise DataError(
            f"{len(layout.lines):,} rows were counted but {len(frame):,} could be read. "
            "Check for a quotation mark that is opened and never closed."
        )
    return frame


def _counts_rows(values: np.ndarray) -> bool:
    """Whether a column only numbers the rows: never a sensible first choice of a target."""
    return bool(len(values) > 2 and np.isfinite(values).all() and np.all(np.diff(values) == 1))


def _nothing_to_learn(columns: list[Column], layout: Layout) -> str:
    constant = [c.name for c in columns if c.kind == "constant"]
    text = next((c for c in columns if c.kind == "text"), None)
    if constant and text is None:
        return f"Every number column is constant ({', '.join(constant[:5])}). Choose a file with a column that changes."
    seen = f" '{text.name}', for example, holds {text.example}." if text else ""
    seen += f" '{constant[0]}' never changes." if constant else ""
    mark = {" ": "space", "\t": "tab"}.get(layout.separator, layout.separator)
    return (
        f"No column holds numbers that change.{seen} The separator is taken to be '{mark}' and the decimal mark "
        f"'{layout.decimal}'; change them if that is wrong, or choose a file with a column of numbers."
    )
