"""Which of point and comma is the decimal mark, and which parts thousands; asked where the cells do not say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lstm_core.series.cells import is_number, to_number, undress
from lstm_core.series.questions import Question, Reading

NAMES = {".": "point", ",": "comma"}
_WHOLE = re.compile(r"[+\-−]?\d{1,3}")
_GROUPED = {mark: re.compile(rf"[+\-−]?[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,"}
# So many cells with three digits behind their mark, beside whole numbers without one, are no accident.
_ENOUGH = 3


@dataclass(frozen=True)
class Marks:
    """decimal: "." or ",". guessed: whether numbers such as 1.234 could be read either way. unclear: such cells."""

    decimal: str
    guessed: bool
    unclear: tuple[str, ...] = ()


def judge(columns: Iterable[Sequence[str]], separator: str) -> Marks:
    """The decimal mark that the cells of columns speak for.

    A mark with other than three digits behind it, or the last of two different marks, is decimal; a mark that comes
    twice is a thousands mark, and so is one that always has three digits behind it in a column whose numbers below
    1,000 have none. Without any evidence: a comma where semicolons separate the columns, otherwise a point.
    """
    votes, leaning = {".": 0, ",": 0}, {".": 0, ",": 0}
    unclear: dict[str, list[str]] = {".": [], ",": []}
    for column in columns:
        doubts = _count(column, votes, leaning)
        for mark, cells in doubts.items():
            unclear[mark] += cells
    doubted = tuple(unclear[","] or unclear["."])
    if votes["."] != votes[","]:
        return Marks(max(votes, key=lambda mark: votes[mark]), False, doubted)
    if leaning["."] != leaning[","]:
        return Marks(max(leaning, key=lambda mark: leaning[mark]), True, doubted)
    if unclear[","]:
        return Marks("," if separator == ";" else ".", separator != ",", doubted)
    return Marks("," if unclear["."] and separator == ";" else ".", bool(unclear["."]), doubted)


def _count(column: Sequence[str], votes: dict[str, int], leaning: dict[str, int]) -> dict[str, list[str]]:
    """Add a column's votes, and what it leans to without proof; the cells that could be read either way, by mark."""
    doubts: dict[str, list[str]] = {".": [], ",": []}
    whole, decided = 0, 0
    for cell in (undress(raw.strip())[0] for raw in column):
        last = max(cell.rfind("."), cell.rfind(","))
        if last < 0:
            whole += _WHOLE.fullmatch(cell) is not None
            continue
        if not (is_number(cell, ".") or is_number(cell, ",")):
            continue
        mark, other = cell[last], "," if cell[last] == "." else "."
        digits = re.split(r"[eE]", cell[last + 1 :])[0]
        if cell.count(mark) > 1:
            votes[other] += 1
        elif other in cell or not _GROUPED[mark].fullmatch(cell):
            votes[mark] += 1
            decided += 1
        elif len(digits) == 3:
            doubts[mark].append(cell)
    for mark, cells in doubts.items():
        if whole and not decided and len(cells) >= _ENOUGH:
            leaning["," if mark == "." else "."] += len(cells)
    return doubts


def ask(marks: Marks, decimal: str) -> Question:
    """The question which of two readings is meant; decimal: the mark in force."""
    cells = tuple(dict.fromkeys(marks.unclear))[:4]
    mark = "," if "," in cells[0] else "."
    read = "a little more than one" if mark == decimal else "one thousand two hundred thirty-four"
    text = f"Numbers such as 1{mark}234 can be read in two ways; here they are read as {read}."
    readings = tuple(
        Reading(NAMES[m], "decimal mark" if m == mark else "thousands mark", tuple(_shown(c, m) for c in cells))
        for m in (mark, "," if mark == "." else ".")
    )
    return Question("ambiguous_decimal", "decimal", text, cells, readings, NAMES[decimal])


def _shown(cell: str, decimal: str) -> str:
    return f"{to_number(cell, decimal):,.10g}"
