"""What is wrong with a table, counted and said in sentences that name lines of the file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm_core.series.columns import Column
from lstm_core.series.entities import ALL_ROWS
from lstm_core.series.findings import Problem, check_column, check_stamps, many
from lstm_core.series.formats import Unpacked
from lstm_core.series.layout import Layout
from lstm_core.series.questions import Question
from lstm_core.series.stamps import Stamps
from lstm_core.series.stamps.types import FIRST_YEAR, LAST_YEAR
from lstm_core.settings import DataSettings


def head_issues(layout: Layout, tail: tuple[int, ...]) -> list[Problem]:
    """What stood above and below the rows and was left out."""
    found = []
    titles = layout.head.titles
    if titles:
        text = (
            f"{many(len(titles), 'line')} above the rows {_are(titles)} left out; the first says: '{titles[0][:60]}'."
        )
        found.append(Problem("title", len(titles), text, where=f"line {layout.head.skipped[0]}"))
    if layout.head.row_names:
        text = "The header has one cell fewer than the rows: the first cell of each row is its name."
        found.append(Problem("row_names", 1, text))
    below = [line for line, _ in layout.footers] + list(tail)
    if below:
        text = (
            f"{many(len(below), 'line')} below the rows {'is' if len(below) == 1 else 'are'} left out, the first in "
            f"line {min(below)}: no date and no number stands there."
        )
        found.append(Problem("footer", len(below), text, where=f"line {min(below)}"))
    return found


def _are(lines: tuple[str, ...]) -> str:
    return "is" if len(lines) == 1 else "are"


def question_issues(questions: tuple[Question, ...], settings: DataSettings) -> list[Problem]:
    """The questions without an answer, or with what is none here, as findings with the setting that answers them."""
    return [
        Problem(q.kind, 1, q.sentence, q.column, repair=q.setting)  # type: ignore[arg-type]
        for q in questions
        if getattr(settings, q.setting) != q.default or q.default == ALL_ROWS
    ]


def table_issues(
    columns: list[Column], numbers: dict[str, np.ndarray], stamps: Stamps | None, dates: pd.Series | None,
    lines: np.ndarray,
) -> list[Problem]:  # fmt: skip
    """Findings about a table: time stamps, then column by column.

    dates: the cells of the date column. lines: (rows,) line per row.
    """
    found = _stamp_issues(stamps, dates, lines) if stamps is not None and dates is not None else []
    for column in columns:
        if column.kind == "text":
            text = f"'{column.name}' holds text, for example {column.example}; it cannot be target or feature."
            found.append(Problem("text", column.text, text, column.name, column.example))
        elif column.kind == "empty":
            text = f"'{column.name}' is empty in every row; it cannot be target or feature."
            found.append(Problem("missing", column.missing, text, column.name))
        elif column.kind != "date":
            found += _number_issues(column, numbers[column.name], lines)
    return found


def rows_left_out(count: int, kept: int) -> list[Problem]:
    """That a turned table has more series than columns."""
    if not count:
        return []
    text = (
        f"Each row is a series, and {kept + count:,} are more than a table may have: the first {kept} are read, "
        f"{count:,} are left out."
    )
    return [Problem("rows_left_out", count, text)]


def which_table(source: Unpacked, most: int = 6) -> list[Problem]:
    """That a file holds several tables, and which one is read."""
    if not source.tables:
        return []
    listed = ", ".join(name[:40] for name in source.tables[:most]) + (", …" if len(source.tables) > most else "")
    tables = f"{many(len(source.tables), 'table')} ({listed})"
    text = f"The {source.container} holds {tables}; '{source.table[:40]}' is read here."
    return [Problem("several_tables", len(source.tables), text, where=source.table)]


def _number_issues(column: Column, values: np.ndarray, lines: np.ndarray) -> list[Problem]:
    at = [f"line {lines[int(np.argmax(mask))]}" for mask in (np.isnan(values), np.isinf(values))]
    found = check_column(column.name, values, missing_at=at[0], infinite_at=at[1])
    if column.text:
        text = (
            f"{many(column.text, 'cell')} of '{column.name}' {'is' if column.text == 1 else 'are'} not a number, the "
            f"first {column.example}; a repair of missing values treats text as missing."
        )
        found.append(Problem("text", column.text, text, column.name, column.example, "missing"))
    return found


def _stamp_issues(stamps: Stamps, dates: pd.Series, lines: np.ndarray) -> list[Problem]:
    found = []
    lost = stamps.index.isna()
    count = int(lost.sum())
    if count:
        line = lines[int(np.argmax(lost))]
        cell = dates.iloc[int(np.argmax(lost))]
        seen = "is empty" if pd.isna(cell) else f"holds '{str(cell)[:40]}'"
        text = (
            f"{many(count, 'row')} {'has' if count == 1 else 'have'} no readable time stamp; the first, line {line}, "
            f"{seen}. A repair of missing values drops such rows."
        )
        found.append(Problem("unstamped", count, text, where=f"line {line}", repair="missing"))
    return [*found, *_far_years(stamps.index), *check_stamps(stamps.index)]


def _far_years(stamps: pd.DatetimeIndex) -> list[Problem]:
    """That most years are none in which anything was measured: of another calendar, or no dates at all."""
    years = stamps.year[stamps.notna()]
    if not len(years):
        return []
    # Rings of trees begin in the year 1000 and end in ours.
    early, late = np.quantile(years, [0.1, 0.9])
    if late >= FIRST_YEAR and early <= LAST_YEAR:
        return []
    far = int(((years < FIRST_YEAR) | (years > LAST_YEAR)).sum())
    text = (
        f"The dates lie in the years {int(years.min())} to {int(years.max())}: perhaps they count by another calendar, "
        "or are no dates. Correct them in the file, or choose '(none)' as the date column to count the rows."
    )
    return [Problem("far_years", far, text)]


def nothing_to_learn(columns: list[Column], layout: Layout) -> str:
    """The sentence for a table without a column of numbers that change."""
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
