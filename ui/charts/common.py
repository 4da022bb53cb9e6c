"""The time axis of charts over a whole series: time stamps as Plotly reads them, and fewer points than pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lstm_core.series import Series
from ui.format.text import with_unit

MOST_POINTS = 3000
# Points of separate sequences that can be told apart.
_CLEAR = 300


def stamps(index: pd.Index, positions: np.ndarray) -> list[Any]:
    """Time stamps (ISO text) or step numbers at `positions` of a series' index."""
    chosen = index[positions]
    if isinstance(chosen, pd.DatetimeIndex):
        return [stamp.isoformat() for stamp in chosen]
    return list(chosen.tolist())


def thin(values: np.ndarray, most: int = MOST_POINTS) -> np.ndarray:
    """Positions (at most `most`) that keep the shape of `values` (n,): the lowest and highest of each stretch.

    A stretch without a finite value keeps its first position, so that gaps stay gaps.
    """
    n = len(values)
    if n <= most:
        return np.arange(n)
    kept = {0, n - 1}
    for stretch in np.array_split(np.arange(n), max(1, most // 2 - 1)):
        finite = stretch[np.isfinite(values[stretch])]
        kept |= (
            {int(finite[values[finite].argmin()]), int(finite[values[finite].argmax()])}
            if len(finite)
            else {int(stretch[0])}
        )
    return np.array(sorted(kept))


def few_sequences(series: Series) -> int:
    """How many of the newest of separate sequences a picture can show so that they are told apart."""
    each = series.sequence if series.every_step else 1
    return min(series.sequences, max(1, _CLEAR // each))


def breaks(series: Series, positions: np.ndarray) -> np.ndarray:
    """Before which of these positions another sequence begins, so that no line shall lead from one to the next."""
    if not series.sequence or not series.every_step:
        return np.array([], int)
    return np.flatnonzero(np.diff(positions // series.sequence)) + 1


def numbers(values: np.ndarray, digits: int = 6) -> list[float | None]:
    """Values as a short JSON list; what is not finite becomes a gap."""
    finite = np.isfinite(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        return [
            float(f"{v:.{digits}g}") if ok else None for v, ok in zip(values.tolist(), finite.tolist(), strict=True)
        ]


def one_step(unit: str) -> str:
    """How long a step is: ``one step = 1 day``, ``one step = 30 minutes``."""
    return f"one step = {unit}" if unit[:1].isdigit() else f"one step = 1 {unit}"


def time_title(series: Series) -> str:
    """Title of the time axis."""
    if series.index.dtype.kind not in "iuf":
        return f"date ({one_step(series.time_unit)})"
    return with_unit("step", "" if series.time_unit == "step" else one_step(series.time_unit))


def readable(index: pd.Index) -> list[str]:
    """Time stamps or step numbers as a person writes them: no clock where every stamp is midnight."""
    if not isinstance(index, pd.DatetimeIndex):
        return [f"{step:,}" for step in index]
    return list(index.strftime("%Y-%m-%d" if (index == index.normalize()).all() else "%Y-%m-%d %H:%M"))
