"""From the text of cells to numbers: decimal comma, thousands marks, currencies, 1.25M, missing-value words."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

MISSING_WORDS = frozenset(
    {
        *(
            "",
            "na",
            "n/a",
            "#n/a",
            "nan",
            "-nan",
            "null",
            "none",
            "missing",
            "nil",
            "<na>",
            "nd",
            "n/d",
            "n.a.",
            "n.d.",
        ),
        *("-", "--", "---", "–", "—", ".", "..", "...", "?", "*", "**", "***", "****", "k.a.", "s/d", ":"),
    }
)
# Apostrophes, spaces, and the narrow and non-breaking spaces that spreadsheets write.
_LOOSE_MARKS = "'’ \u00a0\u202f\u2009"
_NUMBERS = {
    decimal: re.compile(
        rf"[+\-−]?(?:\d{{1,3}}(?:[{_LOOSE_MARKS}{re.escape(other)}]\d{{3}})+|{lakhs}\d+)?"
        rf"(?:(?<=\d){re.escape(decimal)}|{re.escape(decimal)}(?=\d))?\d*(?:[eE][+\-]?\d{{1,4}})?"
    )
    # 1,23,456: Indian groups.
    for decimal, other, lakhs in ((".", ",", r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|"), (",", ".", ""))
}
_INFINITE = re.compile(r"[+\-−]?(?:inf|infinity|∞)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_CURRENCY = r"(?:(?:R|US|A|C|NZ|HK)?\$|[€£¥₹₽₺]|EUR|USD|GBP|CHF|BRL|INR|JPY|CNY|kr\.?|zł|Rs\.?)"
_FACTORS = {
    "k": 1e3, "m": 1e6, "mio": 1e6, "mi": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "bi": 1e9, "mrd": 1e9, "t": 1e12,
}  # fmt: skip
# What is measured, written behind each number; what could be a factor as well is left out.
_MEASURES = (
    r"(?:°\s?[CF]?|mm|cm|km|km/h|m/s|m³|m3|kn|mph|hPa|mbar|kPa|Pa|[kMG]?Wh?|m?V|m?A|k?Hz|ppm|ppb|[µuμ]g/m[³3]|mg/m[³3]|"
    r"mg/[lL]|kg|g|dB|lx|bpm|ms|min|h|s|m|l)"
)
_DRESSED = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+\-−])?\s*(?:{_CURRENCY}\s*)?(?P<body>[+\-−]?[\d.,{_LOOSE_MARKS}]*\d)\s*"
    rf"(?:(?P<unit>%|‰|[KMBTk]|Mio\.?|Mrd\.?|mi|mn|bi|bn)?\s*(?:{_CURRENCY})?|(?P<measure>{_MEASURES}))\s*(?P<close>\))?(?P<after>[\-−])?"
)


def is_missing(cell: str) -> bool:
    """Whether the cell is empty or a word for "no number"."""
    return cell.strip().lower() in MISSING_WORDS


def undress(cell: str) -> tuple[str, float, str]:
    """A number's digits without currency, sign for per cent, unit, factor letter or brackets; what they are multiplied
    with; and its unit, such as "%" or "hPa", or "". A cell that is no such number comes back as it is."""
    match = _DRESSED.fullmatch(cell)
    if match is None or bool(match["open"]) != bool(match["close"]) or _signed_twice(match):
        return cell, 1.0, ""
    unit = match["unit"] or ""
    # 1,250.00- is how bookkeeping writes it.
    negative = match["open"] or match["after"] or match["sign"] in ("-", "−")
    factor = _FACTORS.get(unit.rstrip(".").lower(), 1.0) * (-1.0 if negative else 1.0)
    return match["body"], factor, match["measure"] or (unit if unit in ("%", "‰") else "")


def _signed_twice(match: re.Match[str]) -> bool:
    return bool(match["after"]) and bool(match["open"] or match["sign"] or match["body"][0] in "+-−")


def _is_bare(cell: str, decimal: str) -> bool:
    return _NUMBERS[decimal].fullmatch(cell) is not None and cell[-1:] not in "eE" and _DIGIT.search(cell) is not None


def is_number(cell: str, decimal: str) -> bool:
    """Whether the cell is a number with this decimal mark ("." or ","), thousands marks allowed, and such as 1.2M."""
    cell = cell.strip()
    return _is_bare(cell, decimal) or _INFINITE.fullmatch(cell) is not None or _is_bare(undress(cell)[0], decimal)


def to_number(cell: str, decimal: str) -> float:
    """The number in a cell for which `is_number` holds."""
    cell, factor = cell.strip(), 1.0
    if not _is_bare(cell, decimal):
        cell, factor, _ = undress(cell)
    cell = cell.replace("−", "-").replace("∞", "inf")
    for mark in _LOOSE_MARKS + ("," if decimal == "." else "."):
        cell = cell.replace(mark, "")
    return float(cell.replace(decimal, ".")) * factor


def numbers_of(cells: pd.Series, decimal: str) -> tuple[np.ndarray, np.ndarray]:
    """Cells (n,) → numbers (n,) float64, NaN where there is none, and a mask (n,) of cells that hold text.

    A column that was parsed as numbers holds none.
    """
    if pd.api.types.is_numeric_dtype(cells):
        return cells.to_numpy(dtype=float), np.zeros(len(cells), dtype=bool)
    codes, words = pd.factorize(cells.astype(object), use_na_sentinel=True)
    values, is_text = np.full(len(words) + 1, np.nan), np.zeros(len(words) + 1, dtype=bool)
    for place, word in enumerate(words):
        if is_number(str(word), decimal):
            values[place] = to_number(str(word), decimal)
        else:
            is_text[place] = not is_missing(str(word))
    # Missing cells have the code −1, which reads the extra last place: NaN, not text.
    return values[codes], is_text[codes]
