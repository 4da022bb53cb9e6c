"""From the text of cells to numbers: decimal comma, thousands marks, missing-value words."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

MISSING_WORDS = frozenset(
    ["", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "missing", "-", "--", ".", "?", "*", "<na>", "nil"]
)
# Apostrophes, spaces, and the narrow and non-breaking spaces that spreadsheets write.
_LOOSE_MARKS = "'’ \u00a0\u202f\u2009"
_NUMBERS = {
    decimal: re.compile(
        rf"[+\-−]?(?:\d{{1,3}}(?:[{_LOOSE_MARKS}{re.escape(other)}]\d{{3}})+|\d+)?"
        rf"(?:(?<=\d){re.escape(decimal)}|{re.escape(decimal)}(?=\d))?\d*(?:[eE][+\-]?\d{{1,4}})?"
    )
    for decimal, other in ((".", ","), (",", "."))
}
_INFINITE = re.compile(r"[+\-−]?(?:inf|infinity|∞)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


def is_missing(cell: str) -> bool:
    """Whether the cell is empty or a word for "no number"."""
    return cell.strip().lower() in MISSING_WORDS


def is_number(cell: str, decimal: str) -> bool:
    """Whether the cell is a number with this decimal mark ("." or ","), thousands marks allowed."""
    cell = cell.strip()
    whole = _NUMBERS[decimal].fullmatch(cell) is not None and cell[-1:] not in "eE" and _DIGIT.search(cell) is not None
    return whole or _INFINITE.fullmatch(cell) is not None


def to_number(cell: str, decimal: str) -> float:
    """The number in a cell for which `is_number` holds."""
    cell = cell.strip().replace("−", "-").replace("∞", "inf")
    for mark in _LOOSE_MARKS + ("," if decimal == "." else "."):
        cell = cell.replace(mark, "")
    return float(cell.replace(decimal, "."))


def numbers_of(cells: pd.Series, decimal: str) -> tuple[np.ndarray, np.ndarray]:
    """Text cells (n,) → numbers (n,) float64, NaN where there is none, and a mask (n,) of cells that hold text."""
    codes, words = pd.factorize(cells.astype(object), use_na_sentinel=True)
    values, is_text = np.full(len(words) + 1, np.nan), np.zeros(len(words) + 1, dtype=bool)
    for place, word in enumerate(words):
        if is_number(str(word), decimal):
            values[place] = to_number(str(word), decimal)
        else:
            is_text[place] = not is_missing(str(word))
    # Missing cells have the code −1, which reads the extra last place: NaN, not text.
    return values[codes], is_text[codes]


def sniff_decimal(cells: Iterable[str], separator: str) -> tuple[str, bool]:
    """The decimal mark, "." or ",", that a sample of cells speaks for, and whether it is only a guess.

    A mark with other than three digits behind it, or the last of two different marks, is decimal; a mark
    that comes twice is a thousands mark. Without any evidence: a comma where semicolons separate the columns
    and numbers such as 1,234 occur, otherwise a point.
    """
    votes = {".": 0, ",": 0}
    unclear = 0
    for cell in map(str.strip, cells):
        last = max(cell.rfind("."), cell.rfind(","))
        if last < 0 or not (is_number(cell, ".") or is_number(cell, ",")):
            continue
        mark, other = cell[last], "," if cell[last] == "." else "."
        digits = re.split(r"[eE]", cell[last + 1 :])[0]
        if cell.count(mark) > 1:
            votes[other] += 1
        elif other in cell or len(digits) != 3 or cell.lstrip("+-−")[:2] in (f"0{mark}", mark):
            votes[mark] += 1
        else:
            unclear += mark == ","
    if votes["."] != votes[","]:
        return max(votes, key=lambda mark: votes[mark]), False
    return "," if unclear and separator == ";" else ".", unclear > 0 and separator != ","
