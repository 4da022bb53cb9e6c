"""What is wrong with a table, counted and said in sentences that name lines of the file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm_core.series.columns import Column
from lstm_core.series.dates import Stamps
from lstm_core.series.findings import Problem, check_column, check_stamps, many
from lstm_core.series.formats import Found


def table_issues(
    columns: list[Column], numbers: dict[str, np.ndarray], stamps: Stamps | None, dates: pd.Series | None,
    lines: np.ndarray, guessed_decimal: str,
) -> list[Problem]:  # fmt: skip
    """Findings about a table: reading, time stamps, then column by column.

    dates: the cells of the date column. lines: (rows,) line per row. guessed_decimal: the decimal mark if it
    is a guess, else "".
    """
    found = [_decimal_issue(guessed_decimal)] if guessed_decimal else []
    found += _stamp_issues(stamps, dates, lines) if stamps is not None and dates is not None else []
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


def which_table(source: Found, most: int = 6) -> list[Problem]:
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


def _decimal_issue(decimal: str) -> Problem:
    read = "1.234, a little more than one" if decimal == "," else "one thousand two hundred thirty-four"
    text = f"Numbers such as 1,234 can be read in two ways; here they are read as {read}."
    return Problem("ambiguous_decimal", 1, text, repair="decimal")


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
    if stamps.ambiguous:
        text = "Each date can be read with the day or with the month first; day first was taken."
        found.append(Problem("ambiguous_dates", len(stamps.index), text, repair="day_first"))
    return found + check_stamps(stamps.index)
