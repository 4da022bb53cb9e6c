"""What is wrong with a series, counted and said in a sentence; nothing here repairs anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series.steps import infer_step
from lstm_core.series.types import Series

Kind = Literal[
    "missing",
    "far_years",
    "infinite",
    "text",
    "constant",
    "unstamped",
    "unsorted",
    "duplicates",
    "gaps",
    "ambiguous_dates",
    "ambiguous_decimal",
    "backwards",
    "century",
    "codes",
    "date_as",
    "footer",
    "header",
    "hours",
    "row_names",
    "rows_left_out",
    "several_series",
    "title",
    "turn",
    "several_tables",
    "zone",
]


WHY: dict[str, str] = {
    "missing": "A window with a hole has no prediction, so a network cannot train on it.",
    "infinite": "One infinite value makes every gradient infinite.",
    "unsorted": "Windows cut from rows in the wrong order show the network a past that never was.",
    "duplicates": "A time stamp that comes twice is two steps for the network, and one in the world.",
    "far_years": "The forecast beyond the end gets dates that never come; the order of the rows may still be right.",
    "gaps": "The network counts rows: over a gap it takes a long time for a single step.",
    "ambiguous_dates": "With days and months exchanged the rows lie in another order, and season and step are wrong.",
    "ambiguous_decimal": "A thousands mark that is read as a decimal mark makes numbers a thousand times too small.",
    "backwards": "In rows that run backwards a network would learn to predict yesterday from tomorrow.",
    "century": "Years in the wrong century tear the series apart or put it into the future.",
    "codes": "A network takes a code for a measured value: it sets the scale, and the largest errors are about it.",
    "date_as": "The dates say how long a step is and where a season begins.",
    "hours": "An hour off, the rows no longer match those of another file, and a daily season begins at another hour.",
    "header": "A line of names that is read as values is a first step that never was measured.",
    "several_series": "A window that begins in one series and ends in another shows a change that nobody measured.",
    "turn": "A window must hold steps in time; across series it holds values that do not follow each other.",
    "zone": "By another clock, days begin at another hour and a daily season moves.",
}


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

    @property
    def why(self) -> str:
        """Why it matters for a network, in a sentence; "" where the finding says it."""
        return WHY.get(self.kind, "")


def many(count: int, noun: str) -> str:
    """Count and noun: 1 row, 2,000 rows."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{count:,} {noun if count == 1 else plural}"


def missing_values(name: str, bad: np.ndarray, index: pd.Index) -> DataError:
    """The refusal of a column whose values at the positions `bad` are missing."""
    where = str(index[bad[0]]).removesuffix(" 00:00:00")
    them = "it" if len(bad) == 1 else "them"
    return DataError(
        f"'{name}' has {many(len(bad), 'missing value')}, {first_at(len(bad), where)}. Choose how to repair {them}.",
        setting="missing",
    )


def show_stamp(stamp: object) -> str:
    """A time stamp without a midnight that nobody wrote; a step number as "step 7"."""
    return str(stamp).removesuffix(" 00:00:00") if isinstance(stamp, pd.Timestamp) else f"step {stamp}"


def first_at(many: int, where: str) -> str:
    """Where the first of some stands, behind their number."""
    return f"at {where}" if many == 1 else f"the first at {where}"


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
        text = f"'{name}' has {many(missing, 'missing value')}, {first_at(missing, missing_at)}."
        found.append(Problem("missing", missing, text, name, missing_at, "missing"))
    if infinite:
        text = (
            f"'{name}' has {many(infinite, 'infinite value')}, {first_at(infinite, infinite_at)}; "
            "a repair of missing values treats them as missing."
        )
        found.append(Problem("infinite", infinite, text, name, infinite_at, "missing"))
    finite = column[np.isfinite(column)]
    if len(finite) and finite.min() == finite.max():
        text = f"'{name}' is always {finite[0]:g}: there is nothing to learn from it."
        found.append(Problem("constant", len(finite), text, name))
    return found


def runs_backwards(stamps: pd.DatetimeIndex) -> bool:
    """Whether the newest row stands first: nearly all steps in time lead back."""
    steps = np.diff(stamps[stamps.notna()].asi8)
    steps = steps[steps != 0]
    return len(steps) > 1 and bool((steps < 0).mean() > 0.95)


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
    steps = np.diff(known.asi8)
    back = np.flatnonzero(steps < 0)
    if runs_backwards(known):
        text = "The rows run from the newest to the oldest; sorted by time, they run from the oldest to the newest."
        found.append(Problem("backwards", len(back), text, where=show_stamp(known[0]), repair="order"))
    elif len(back):
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
