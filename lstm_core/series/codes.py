"""Numbers that stand for "no number", such as −999: told by lying apart from all others and coming again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from lstm_core.series.questions import Question, Reading

# What measuring services write where they have nothing; the digits of 9 are found by their form.
_USUAL = frozenset([-200.0, -100.0, -99.0, -50.0, -9.0, -1.0, 32767.0, -32768.0, 65535.0, 1e20, 1e30, 1e36, -1e30])
_NINES = re.compile(r"-?(9{2,}|9+\.9+|9{3,}\.0+|8{4,}|7{4,}|6{4,})")
# A code lies so many times as far from its nearest neighbour as the middle of the others is wide.
_APART = 1.0
_NAMED = re.compile(
    r"(?i)(?:missing|fehlwert|fehlend|no ?data|undefined|fill ?value|na.?value|manquant|faltante)"
    r"\D{0,20}?(-?\d+(?:[.,]\d+)?)"
)


@dataclass(frozen=True)
class Code:
    """A number that stands for "missing" in some columns. count: in how many cells of them. sure: whether it lies
    far apart, so that reading it as missing is the likelier."""

    value: float
    columns: tuple[str, ...]
    count: int
    sure: bool

    @property
    def text(self) -> str:
        """The code as it is written, with a plain minus."""
        return f"{self.value:.12g}"


def find_codes(numbers: dict[str, np.ndarray], notes: str = "") -> tuple[Code, ...]:
    """The codes in the number columns (rows,) of a table. notes: what stands above the table, which may name one."""
    named = {float(word.replace(",", ".")) for word in _NAMED.findall(notes)}
    columns = {name: values for name, values in numbers.items() if np.isfinite(values).sum() >= 5}
    found: dict[float, dict[str, bool]] = {}
    for name, values in columns.items():
        for code, sure in _apart(values, named):
            found.setdefault(code, {})[name] = sure
    for code, where in found.items():
        # What is a code in one column is one in its neighbours, too, where it is the lowest or highest.
        if any(where.values()):
            where.update(
                {name: True for name, values in columns.items() if name not in where and _outermost(values, code)}
            )
    return tuple(
        Code(value, tuple(where), sum(int((columns[name] == value).sum()) for name in where), any(where.values()))
        for value, where in sorted(found.items())
    )


def _outermost(values: np.ndarray, code: float) -> bool:
    known = values[np.isfinite(values)]
    others = known[known != code]
    if len(others) == len(known) or len(others) < 2:
        return False
    return bool(code < 0 <= others.min() or code > 2 * others.max() > 0 or others.min() - code > np.ptp(others) / 2)


def _apart(values: np.ndarray, named: set[float]) -> list[tuple[float, bool]]:
    """The codes of one column, each with whether it lies far apart: at most one at either end."""
    known = values[np.isfinite(values)]
    # Sorting a long column is worth its time only where one of its ends may be a code.
    if not any(_is_usual(end) or end in named for end in (float(known.min()), float(known.max()))):
        return []
    different, counts = np.unique(known, return_counts=True)
    if len(different) < 4:
        return []
    found = []
    for place, inward in ((0, 1), (-1, -1)):
        code, count = float(different[place]), int(counts[place])
        # Two codes may lie on the same side: what remains is measured without the outermost one.
        others = different[1:] if place == 0 else different[:-1]
        if not (_is_usual(code) or code in named):
            continue
        gap = abs(float(different[place + inward]) - code)
        low, high = np.quantile(known[known != code], [0.02, 0.98])
        width = max(float(high - low), 1e-12)
        repeated = count >= 2 or (_NINES.fullmatch(f"{code:.12g}") is not None and len(f"{abs(code):.12g}") >= 3)
        far = gap > _APART * width
        jumps = _jumps(values, code)
        if not repeated or (code > 0 and not far):
            continue
        if code in named or (far and count < 0.95 * len(known)):
            found.append((code, True))
        elif code < 0 and float(others.min()) >= 0 and (jumps or code <= -99):
            found.append((code, bool(jumps and (code != -1 or count >= 3))))
    return found


def _is_usual(value: float) -> bool:
    return value in _USUAL or _NINES.fullmatch(f"{value:.12g}") is not None


def _jumps(values: np.ndarray, code: float) -> bool:
    """Whether the column leaps into the code and out of it, several times as far as it usually moves."""
    moves = np.abs(np.diff(np.where(np.isfinite(values), values, np.nan)))
    beside = (values[1:] == code) != (values[:-1] == code)
    at, usual = moves[beside & np.isfinite(moves)], moves[~beside & np.isfinite(moves) & (values[1:] != code)]
    return len(at) > 0 and len(usual) > 0 and float(np.median(at)) > 4 * max(float(np.median(usual)), 1e-12)


def counted_in(codes: tuple[Code, ...], numbers: dict[str, np.ndarray]) -> tuple[Code, ...]:
    """The codes as they occur in these columns (rows,), which may be a part of those that they were found in."""
    found = []
    for code in codes:
        counts = {name: int((numbers[name] == code.value).sum()) for name in code.columns}
        where = tuple(name for name, count in counts.items() if count)
        if where:
            found.append(replace(code, columns=where, count=sum(counts.values())))
    return tuple(found)


def take_codes(numbers: dict[str, np.ndarray], codes: tuple[Code, ...], wanted: str) -> None:
    """Read the codes as missing, in place, where that is the answer in force."""
    for code in codes:
        if wanted == "missing" or (wanted == "auto" and code.sure):
            for name in code.columns:
                numbers[name] = np.where(numbers[name] == code.value, np.nan, numbers[name])


def ask(codes: tuple[Code, ...], numbers: dict[str, np.ndarray], wanted: str) -> tuple[Question, ...]:
    """The question whether the codes stand for missing values; `numbers` still hold them."""
    if not codes:
        return ()
    code = max(codes, key=lambda c: c.count)
    name = code.columns[0]
    values = numbers[name]
    place = int(np.argmax(values == code.value))
    around = values[max(place - 2, 0) : max(place - 2, 0) + 5]
    written = tuple(f"{value:.12g}" if np.isfinite(value) else "" for value in around)
    gone = tuple("missing" if value == code.value else text for value, text in zip(around, written, strict=True))
    listed = " and ".join(c.text for c in codes[:4])
    many = sum(c.count for c in codes)
    where = f"'{name}'" if len(code.columns) == 1 else f"'{name}' and {len(code.columns) - 1} more"
    text = (
        f"{listed} occur{'s' * (len(codes) == 1)} in {many:,} cell{'s' * (many != 1)} of {where}, far from all other "
        f"numbers: such a number usually stands for a value that was not measured."
    )
    sure = any(c.sure for c in codes)
    default = wanted if wanted != "auto" else "missing" if sure else "keep"
    readings = (Reading("missing", "a code for missing", gone), Reading("keep", "a measured value", written))
    return (Question("codes", "codes", text, written, readings, default, name),)
