"""From a text whose layout is known to cells, and the second look at what the first rows did not say."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.runtime.warning_filter import warnings_are
from lstm_core.series.layout import Layout, lay_out
from lstm_core.series.marks import NAMES, Marks, judge
from lstm_core.settings import DataSettings

_MISSING = ["-", "--", ".", "?", "*", "missing", "Missing", "MISSING", "na", "Na", "N.A.", "nil", "NONE", "none", "NAN"]

_FIRST = 2000


def parse(layout: Layout) -> pd.DataFrame:
    """All cells, by pandas' C parser: number columns as numbers, others as text. Raises DataError."""
    try:
        with warnings_are("error", pd.errors.ParserWarning):  # it warns where it drops cells
            frame = _read(layout, low_memory=False, decimal=layout.decimal, na_values=_MISSING)
    except (pd.errors.ParserWarning, ValueError, OverflowError) as error:
        raise DataError(f"The rows cannot be split into cells ({error}). Check the quotation marks.") from None
    if len(frame) != len(layout.lines):
        raise DataError(
            f"{len(layout.lines):,} rows were counted but {len(frame):,} could be read. "
            "Check for a quotation mark that is opened and never closed."
        )
    return frame


def _read(layout: Layout, **how: object) -> pd.DataFrame:
    frame: pd.DataFrame = pd.read_csv(  # type: ignore[call-overload]
        io.BytesIO(layout.text.encode()), sep=layout.separator, engine="c", header=0 if layout.has_header else None,
        names=list(range(len(layout.headers))), index_col=False, skipinitialspace=True, **how,
    )  # fmt: skip
    return frame


def confirm_marks(
    layout: Layout, frame: pd.DataFrame, text: str, settings: DataSettings
) -> tuple[Layout, pd.DataFrame]:
    """The layout and its cells, read anew where all rows together speak for another decimal mark than the first.

    A column of thousands shows itself where it passes 999: whole numbers below, three digits behind a mark above.
    """
    if settings.decimal != "auto":
        return layout, frame
    doubted = [place for place in frame.columns if _may_be_thousands(frame[place])]
    if not doubted or _has_decimals(frame, doubted):
        return layout, frame
    if not layout.marks.guessed and _shows_decimals(layout, doubted):
        return layout, frame
    raw = _read(layout, usecols=doubted[:20], dtype=str, keep_default_na=False)
    found = judge((raw[place].fillna("").str.strip().tolist() for place in raw.columns), layout.separator)
    if not found.unclear or (found.decimal == layout.decimal and found.guessed == layout.marks.guessed):
        return layout, frame
    other = lay_out(text, settings.model_copy(update={"decimal": NAMES[found.decimal]}))
    other = replace(other, marks=Marks(found.decimal, found.guessed, found.unclear))
    return other, parse(other)


def _shows_decimals(layout: Layout, doubted: list[int]) -> bool:
    """Whether the first rows of a doubted column have a cell with other than three digits behind the mark.

    That decides for all columns, without a look at each cell of a long table.
    """
    head = _read(layout, usecols=doubted[:20], dtype=str, keep_default_na=False, nrows=_FIRST)
    decided = rf"[+\-−]?\d+{re.escape(layout.decimal)}(?:\d{{1,2}}|\d{{4,}})"
    return any(head[place].str.strip().str.fullmatch(decided).any() for place in head.columns)


def _may_be_thousands(column: pd.Series) -> bool:
    """Whether a column's numbers stay below 1,000, with three decimal places at most and some with any."""
    if not pd.api.types.is_float_dtype(column):
        return False
    known = column.to_numpy()
    known = np.abs(known[np.isfinite(known)])
    if not len(known) or known.max() >= 1000:
        return False
    thousandths = np.round(known * 1000)
    return bool(np.allclose(known * 1000, thousandths, rtol=0, atol=1e-6) and (thousandths % 1000 != 0).any())


def _has_decimals(frame: pd.DataFrame, doubted: list[int]) -> bool:
    """Whether another column has numbers that only this decimal mark explains."""
    for place in frame.columns:
        column = frame[place]
        if place in doubted or not pd.api.types.is_float_dtype(column):
            continue
        known = column.to_numpy()
        known = known[np.isfinite(known)]
        if (known != np.round(known)).any():
            return True
    return False
