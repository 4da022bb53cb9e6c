"""The columns of a table: what kind each one is, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from lstm_core.series.cells import is_number, numbers_of, undress
from lstm_core.series.units import split_unit

ColumnKind = Literal["number", "date", "label", "text", "constant", "empty"]


@dataclass(frozen=True)
class Column:
    """One column of the file.

    name: header without unit (the whole header where two columns would share a name). kind: number, date, label (few
    words that name classes), text, constant (one number throughout) or empty. missing, infinite, text: how many such
    cells. example: the first text cell and its line, such as "'n/a?' in line 17".
    """

    name: str
    header: str
    unit: str
    kind: ColumnKind
    missing: int = 0
    infinite: int = 0
    text: int = 0
    example: str = ""


def short_names(headers: list[str]) -> list[str]:
    """Headers without their units, where that leaves them different from each other."""
    short = [split_unit(header)[0] for header in headers]
    return [s if short.count(s) == 1 and s not in headers[:i] + headers[i + 1 :] else headers[i]
            for i, s in enumerate(short)]  # fmt: skip


def describe(
    name: str, header: str, cells: pd.Series, decimal: str, lines: np.ndarray
) -> tuple[Column, np.ndarray | None]:
    """Kind and counts of one column, and its numbers (rows,) if it has any."""
    unit = split_unit(header)[1]
    missing = int(cells.isna().sum())
    if missing == len(cells):
        return Column(name, header, unit, "empty", missing), None
    if pd.api.types.is_numeric_dtype(cells):
        values, is_text = numbers_of(cells, decimal)
    elif _mostly_numbers(cells, decimal):
        values, is_text = numbers_of(cells, decimal)
        unit = unit or undress(str(cells.dropna().iloc[0]).strip())[2]
    else:
        return Column(name, header, unit, "text", missing, 0, len(cells) - missing, first_text(cells, lines)), None
    infinite = int(np.isinf(values).sum())
    missing = int(np.isnan(values).sum() - is_text.sum())
    finite = values[np.isfinite(values)]
    changes = len(finite) > 0 and finite.min() < finite.max()
    kind: ColumnKind = "number" if changes else "constant" if len(finite) else "empty"
    example = first_text(cells[is_text], lines[is_text]) if is_text.any() else ""
    return Column(name, header, unit, kind, missing, infinite, int(is_text.sum()), example), values


def _mostly_numbers(cells: pd.Series, decimal: str, sample: int = 1000) -> bool:
    known = cells.dropna()
    tried = known.iloc[np.unique(np.linspace(0, len(known) - 1, sample).astype(int))]
    return sum(is_number(str(cell), decimal) for cell in tried) >= len(tried) / 2


def first_text(cells: pd.Series, lines: np.ndarray) -> str:
    """The first cell that holds something and its line, such as "'n/a?' in line 17"."""
    place = int(np.argmax(cells.notna().to_numpy()))
    return f"'{' '.join(str(cells.iloc[place]).split())[:40]}' in line {lines[place]}"
