"""A text table, read whole and described, before anything is chosen or repaired."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series import entities, marks, turn
from lstm_core.series.codes import ask as ask_about_codes
from lstm_core.series.codes import counted_in, find_codes, take_codes
from lstm_core.series.columns import Column
from lstm_core.series.described import cut_tail, describe_all, take_rows
from lstm_core.series.findings import Problem
from lstm_core.series.formats import Unpacked, unpack
from lstm_core.series.issues import (
    head_issues,
    nothing_to_learn,
    question_issues,
    rows_left_out,
    table_issues,
    which_table,
)
from lstm_core.series.layout import MAX_COLUMNS, Layout, lay_out, too_wide
from lstm_core.series.parse import confirm_marks, parse
from lstm_core.series.questions import Question, Reading
from lstm_core.series.sniff import decode
from lstm_core.series.steps import Step, infer_step
from lstm_core.series.target import split_by_sense
from lstm_core.settings import DataSettings

MAX_FEATURES = 64
# What reading a table takes one after the other, each of them about as long.
STAGES = (
    "Unpacking the text", "Finding the cells", "Reading the numbers", "Reading the dates", "Looking for what is wrong",
)  # fmt: skip
# What leaves no question where numbers and dates were no text before they were written as one.
_TYPED = {"separator": "comma", "decimal": "point"}
Tell = Callable[[str], None]
# The settings that say how a file is read; all others choose and repair.
READING = (
    "separator", "decimal", "header", "day_first", "date", "century", "date_as", "zone", "hours", "codes",
    "turn", "pick", "sheet",
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """All that the page shows of a file, and all that a series is made from.

    columns: in the file's order. numbers: name → (rows,) float64, for number and constant columns, NaN where
    a cell holds no number; for label columns the place of each row's class in `classes`.
    stamps: (rows,) time stamps, NaT where unreadable, or None without a date column.
    date: name of the (first) date column, "" without. dates: all columns that make up the stamps.
    day_first: None where the question does not arise.
    preview: first rows as text, as wide as `columns`; the first is the header if `has_header`.
    lines: (rows,) line of the file per row, from 1. issues: findings, each with the setting that repairs it.
    target, features: the file's own choice. classes: name of a label column → the names of its classes.
    questions: what can be read in two ways, and how it was read. sequence: 0 for one long series; else every so many
    rows are a sequence of their own. source: what the table came in and which one of several it is, without its bytes.
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
    dates: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    sequence: int = 0
    source: Unpacked = field(default_factory=lambda: Unpacked(b""))

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


def read_table(data: bytes, settings: DataSettings | None = None, tell: Tell = lambda _stage: None) -> Table:
    """Read a table: find its encoding, separator, decimal mark, header, dates, kinds, questions and issues.

    The file may be text, or what `formats` makes text of; `settings.sheet` says which table of several is meant.
    Whatever `settings` says in the fields of `READING` overrides the finding; its other fields are not looked at.
    Of several series below each other one is read; without any settings the table stays as it lies, with all rows.
    Nothing is repaired. tell: called with each of `STAGES` in turn. Raises DataError with what, where and what to do.
    """
    settings = settings or DataSettings(pick=entities.ALL_ROWS)
    tell(STAGES[0])
    source = unpack(data, settings.sheet)
    if source.typed:
        settings = settings.model_copy(update=_TYPED)
    text, encoding = decode(source.data)
    table = _read_text(text, settings, tell)
    return replace(
        table, encoding=encoding, fingerprint=fingerprint(data), source=replace(source, data=b""),
        issues=(*which_table(source), *table.issues),
    )  # fmt: skip


def _read_text(text: str, settings: DataSettings, tell: Tell) -> Table:
    tell(STAGES[1])
    layout = lay_out(text, settings)
    tell(STAGES[2])
    frame = parse(layout)
    layout, frame = confirm_marks(layout, frame, text, settings)
    if not _TURNED.get():
        wide = turn.find_wide(frame, layout.headers, layout.has_header, layout.decimal)
        if wide is not None:
            question = turn.ask(wide, frame, layout.decimal, settings.turn)
            if question.default != "down":
                return _read_turned(frame, wide, question, layout, settings, tell)
            if frame.shape[1] <= MAX_COLUMNS:
                return _describe(frame, layout, settings, (question,), tell)
    if frame.shape[1] > MAX_COLUMNS:
        raise DataError(too_wide(frame.shape[1]))
    return _describe(frame, layout, settings, (), tell)


# Inside a table that has been turned nothing is turned again.
_TURNED: ContextVar[bool] = ContextVar("turned", default=False)


def _read_turned(
    frame: pd.DataFrame, wide: turn.Wide, question: Question, layout: Layout, settings: DataSettings, tell: Tell
) -> Table:
    """The table with its rows for columns, or one sequence after the other."""
    inner = settings.model_copy(update={"separator": "comma", "decimal": "point", "header": "yes", "turn": "auto"})
    steps = 0
    if question.default == "sequences":
        text, steps = turn.as_sequences(frame, wide, layout.decimal)
    else:
        text = turn.turned(frame, wide, layout.decimal)
    token = _TURNED.set(True)
    try:
        table = _read_text(text, inner, tell)
    finally:
        _TURNED.reset(token)
    marked = _about_marks(layout)
    cut = [] if steps else rows_left_out(turn.left_out(frame, wide), turn.MOST_SERIES)
    table = replace(
        table, questions=(question, *marked, *table.questions),
        issues=(*question_issues((question, *marked), settings), *cut, *table.issues),
        separator=layout.separator, decimal=layout.decimal, has_header=True, sequence=steps,
    )  # fmt: skip
    return replace(table, target="class", features=("value",)) if steps else table


def _describe(
    frame: pd.DataFrame, layout: Layout, settings: DataSettings, asked: tuple[Question, ...], tell: Tell
) -> Table:
    lines = np.frombuffer(layout.lines, dtype=np.int64)
    tell(STAGES[3])
    described = describe_all(frame, layout, lines, settings)
    described, footers = cut_tail(described, layout, settings)
    if not any(c.kind == "number" for c in described.columns):
        raise DataError(nothing_to_learn(described.columns, layout))
    asked += _about_marks(layout) + _about_header(layout)
    asked += described.dated.stamps.questions if described.dated.stamps else ()
    tell(STAGES[4])
    chosen = {c.name: described.numbers[c.name] for c in described.columns if c.kind == "number"}
    codes = find_codes(chosen, " ".join(layout.head.titles))
    held = dict(described.numbers)
    take_codes(described.numbers, codes, settings.codes)
    described = described.counted_anew()
    stack = entities.find_stack(described.index, described.columns, described.cells, described.dated.names)
    if stack is not None:
        good, _ = split_by_sense(described.columns, described.numbers, stack.columns)
        good, moving = entities.that_change(stack, described.numbers, good)
        question = entities.ask(stack, described.numbers, good, moving, settings.pick)
        asked += (question,)
        described = take_rows(described, stack, question.default, good)
        held = {name: values[stack.rows_of(question.default)] for name, values in held.items()}
    asked += ask_about_codes(counted_in(codes, held), held, settings.codes)
    apart = stack.columns if stack else ()
    good, _ = split_by_sense(described.columns, described.numbers, apart)
    if not good:
        raise DataError(nothing_to_learn(described.columns, layout))
    stamps = described.dated.stamps
    return Table(
        columns=tuple(described.columns),
        numbers=described.numbers,
        stamps=described.index,
        date=described.dated.name,
        date_style=stamps.style if stamps else "",
        day_first=stamps.day_first if stamps else None,
        step=None if described.index is None else infer_step(described.index),
        encoding="",
        separator=layout.separator,
        decimal=layout.decimal,
        has_header=layout.has_header,
        preview=tuple(tuple(row[p] if p < len(row) else "" for p in described.kept) for row in layout.preview),
        lines=described.lines,
        issues=(
            *head_issues(layout, footers), *question_issues(asked, settings),
            *table_issues(
                [c for c in described.columns if c.name not in apart], described.numbers, stamps,
                described.dates_shown, described.lines,
            ),
        ),
        target=good[0],
        features=tuple(good[:MAX_FEATURES]),
        fingerprint="",
        classes=described.classes,
        dates=described.dated.names,
        questions=asked,
    )  # fmt: skip


def _about_marks(layout: Layout) -> tuple[Question, ...]:
    if not layout.marks.unclear or not layout.marks.guessed:
        return ()
    return (marks.ask(layout.marks, layout.decimal),)


def _about_header(layout: Layout) -> tuple[Question, ...]:
    if not layout.head.numeric:
        return ()
    first = tuple(layout.preview[0][:4])
    readings = (
        Reading("yes", "names of the columns", tuple(f"'{cell}'" for cell in first)),
        Reading("no", "the first row of values", first),
    )
    text = "The first line counts on from cell to cell; it is read as the names of the columns."
    return (Question("header", "header", text, first, readings, "yes"),)
