"""Lesson texts: Markdown files under ui/text/, each with a stable id such as ``prepare/question``."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path

import numpy as np
import streamlit as st

# What Markdown (with Streamlit's :icons: and $formulas$) would read as a mark, anywhere or at the start of a line.
_MARKS = re.compile(r"[\\`*\[\]$<>~|]|(?<!\w)_|_(?!\w)|:(?=\w)")
_LINE_MARKS = re.compile(r"^(\s*\d*)([#+\-.)])(?=\s)", re.MULTILINE)
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_BEYOND_SHARES = 1000.0
_FOLDER = Path(__file__).parents[1] / "text"


@cache
def text(id: str) -> str:
    """The Markdown of ``ui/text/<id>.md``."""
    return (_FOLDER / f"{id}.md").read_text(encoding="utf-8").strip()


def text_exists(id: str) -> bool:
    """Whether there is a text of this id: not every series has a story of its own."""
    return (_FOLDER / f"{id}.md").exists()


def fill(id: str, **values: object) -> str:
    """The text with every ``{name}`` given here replaced; other braces (formulas) stay as they are."""
    filled = text(id)
    for name, value in values.items():
        filled = filled.replace("{" + name + "}", number(value) if isinstance(value, float) else str(value))
    return filled


def show(id: str, **values: object) -> None:
    """Draw a text, its ``{name}`` places filled."""
    st.markdown(fill(id, **values))


def measured(value: float) -> str:
    """A measured number: always three significant digits, so that 0.120 can stand beside 0.114."""
    return number(value, keep_zeros=True)


def number(value: float, *, keep_zeros: bool = False) -> str:
    """A number for a sentence: three significant digits, a true minus, no exponent where it can be helped."""
    if not math.isfinite(value):
        return "not a number"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if -4 <= size <= 8:
        rounded = round(value, 2 - size)
        shown = f"{rounded:,.{max(0, 2 - size)}f}"
        shown = shown.rstrip("0").rstrip(".") if "." in shown and not keep_zeros else shown
    else:
        digits, power = f"{value:.2e}".split("e")
        shown = f"{digits} × 10{str(int(power)).translate(_RAISED)}"
    return shown.replace("-", "−")


def mean_and_spread(values: np.ndarray) -> str:
    """``0.114 ± 0.003``: mean and standard deviation (n,); one value alone has no spread."""
    spread = f" ± {measured(float(values.std(ddof=1)))}" if len(values) > 1 else ""
    return f"{measured(float(values.mean()))}{spread}"


def percent(share: float, *, keep_zeros: bool = False) -> str:
    """0.1234 → ``12.3 %``. keep_zeros: as of `number`."""
    return f"{number(100 * float(share), keep_zeros=keep_zeros)}\N{NO-BREAK SPACE}%"


def gap(share: float) -> str:
    """How far one error lies from another, as a share of the other: ``5.83 % higher``, ``3.10 % lower``.

    Beside an error that is next to nothing no share says anything: ``far higher``.
    """
    if share > _BEYOND_SHARES:
        return "far higher"
    return f"{percent(abs(share), keep_zeros=True)} {'lower' if share < 0 else 'higher'}"


def p_value(p: float) -> str:
    """``= 0.81``, or ``< 0.001``."""
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"


def escape(words: str) -> str:
    """Column names, file names and sentences that hold them, safe inside Markdown and otherwise unchanged."""
    return _LINE_MARKS.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", words))


def count(n: int, one: str, many: str = "") -> str:
    """``3 windows``, ``1 window``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """A time for a person: ``0.4 s``, ``12 s``, ``3 min``."""
    if seconds < 90:
        # What takes some time is never said to take none.
        return f"{number(max(round(seconds, 1), 0.1 if seconds else 0.0))} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{number(seconds / 3600)} h"


def with_unit(name: str, unit: str) -> str:
    """``sales (tons)``, or the name alone when there is no unit."""
    return f"{name} ({unit})" if unit else name


def whole_percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent: ``90 %``."""
    return f"{100 * share:.0f} %"
