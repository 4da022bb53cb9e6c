"""What is wrong with a series, counted and said in a sentence; nothing here repairs anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from lstm_core.series.steps import infer_step
from lstm_core.series.types import Series

Kind = Literal[
    "missing",
    "infinite",
    "text",
    "constant",
    "unstamped",
    "unsorted",
    "duplicates",
    "gaps",
    "ambiguous_dates",
    "ambiguous_decimal",
    "several_tables",
]


@dataclass(frozen=True)
class Problem:
    """One thing the learner should know before training.

    count: cells, rows, pairs or grid points concerned. column: "" when it is about the time stamps.
    where: first place, e.g. "line 17" or a time stamp. sentence: the finding in words.
    repair: key of the setting that repairs it, "" when no setting does.
    """

    kind: Kind
    count: int
    sentence: str
    column: str = ""
    where: str = ""
    repair: str = ""


def many(count: int, noun: str) -> str:
    """Count and noun: 1 row, 2,000 rows."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{count:,} {noun if count == 1 else plural}"


def show_stamp(stamp: object) -> str:
    """A time stamp without a midnight that nobody wrote; a step number as "step 7"."""
    return str(stamp).removesuffix(" 00:00:00") if isinstance(stamp, pd.Timestamp) else f"step {stamp}"


def check_series(series: Series) -> list[Problem]:
    """Every finding about a series, time stamps first, then column by column."""
    found = check_stamps(series.index) if isinstance(series.index, pd.DatetimeIndex) else []
    for position, name in enumerate(series.names):
        column = series.values[:, position]
        places = [show_stamp(stamp) for stamp in series.index[_first_places(column)]]
        found += check_column(name, column, missing_at=places[0], infinite_at=places[1])
    return found


def _first_places(column: np.ndarray) -> list[int]:
    """Position of the first NaN and of the first ±inf (0 where there is none)."""
    return [int(np.argmax(np.isnan(column))), int(np.argmax(np.isinf(column)))]


def check_column(name: str, column: np.ndarray, missing_at: str, infinite_at: str) -> list[Problem]:
    """Missing, infinite and constant values of one column (n,); `*_at` say where the first one is."""
    found = []
    missing, infinite = int(np.isnan(column).sum()), int(np.isinf(column).sum())
    if missing:
        text = f"'{name}' has {many(missing, 'missing value')}, the first at {missing_at}."
        found.append(Problem("missing", missing, text, name, missing_at, "missing"))
    if infinite:
        text = (
            f"'{name}' has {many(infinite, 'infinite value')}, the first at {infinite_at}; "
            "a repair of missing values treats them as missing."
        )
        found.append(Problem("infinite", infinite, text, name, infinite_at, "missing"))
    finite = column[np.isfinite(column)]
    if len(finite) and finite.min() == finite.max():
        text = f"'{name}' is always {finite[0]:g}: there is nothing to learn from it."
        found.append(Problem("constant", len(finite), text, name))
    return found


def check_stamps(stamps: pd.DatetimeIndex) -> list[Problem]:
    """Unsorted, duplicate and absent time stamps, or that all are the same; stamps that are NaT are left out."""
    known = stamps[stamps.notna()]
    if len(known) > 1 and (known == known[0]).all():
        where = show_stamp(known[0])
        text = (
            f"The time stamp is {where} in all {many(len(known), 'row')}, so it says nothing about time. Choose "
            "'(none)' as the date column: the rows are then counted, in the order of the file."
        )
        return [Problem("constant", len(known), text, where=where)]
    found = []
    back = np.flatnonzero(np.diff(known.asi8) < 0)
    if len(back):
        where = show_stamp(known[back[0] + 1])
        text = (
            f"{many(len(back), 'time stamp')} lie{'s' * (len(back) == 1)} before the one above, the first at {where}."
        )
        found.append(Problem("unsorted", len(back), text, where=where, repair="order"))
    double = known.duplicated()
    repeats = int(double.sum())
    if repeats:
        where = show_stamp(known[double][0])
        text = f"{many(repeats, 'row')} repeat{'s' * (repeats == 1)} a time stamp, the first at {where}."
        found.append(Problem("duplicates", repeats, text, where=where, repair="duplicates"))
    found += _check_gaps(known)
    return found


def _check_gaps(known: pd.DatetimeIndex) -> list[Problem]:
    step = infer_step(known)
    if step is None:
        return []
    if not step.clear:
        text = f"The time stamps are unevenly spaced; a regular grid would have one row every {step.label}."
        return [Problem("gaps", round((1 - step.share) * (len(known) - 1)), text, repair="resample")]
    absent, before = step.absent(known)
    if not absent:
        return []
    where = show_stamp(before)
    text = (
        f"{many(absent, 'time stamp')} {'is' if absent == 1 else 'are'} absent: one every {step.label} is expected, "
        f"and the first gap follows {where}."
    )
    return [Problem("gaps", absent, text, where=where, repair="resample")]
