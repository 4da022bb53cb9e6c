"""The time stamps after the last one."""

from __future__ import annotations

import threading

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series.steps import Step, infer_step

_ONE_AT_A_TIME = threading.Lock()


def next_stamps(index: pd.Index, steps: int) -> pd.Index:
    """`steps` labels that continue an index (length,) of time stamps or numbers.

    Calendar frequencies that pandas recognises go on as they are; otherwise the usual step does (months, trading days,
    seconds), or the median one where no step is usual. Numbers go on by their median step.
    Raises DataError when the index does not run forward.
    """
    if not index.is_monotonic_increasing or index[-1] == index[0]:
        raise DataError(
            "The time stamps do not run forward, so it is not clear what comes after the last one. Sort the rows by "
            "time.",
            setting="order",
        )
    if not isinstance(index, pd.DatetimeIndex):
        return _next_numbers(index, steps)
    try:
        return _next_times(index.unique(), steps).as_unit("us").rename(index.name)
    except (OverflowError, ValueError):  # pandas' out-of-bounds errors are ValueErrors
        raise DataError(f"{steps} steps after {index[-1]} lie beyond the dates that a calendar can hold.") from None


def _next_numbers(index: pd.Index, steps: int) -> pd.Index:
    numbers = index.to_numpy()
    step = np.median(np.diff(np.unique(numbers)))
    after = numbers[-1] + step * np.arange(1, steps + 1)
    whole = np.issubdtype(numbers.dtype, np.integer) and step == round(step)
    return pd.Index(after.astype(numbers.dtype) if whole else after, name=index.name)


def _next_times(known: pd.DatetimeIndex, steps: int) -> pd.DatetimeIndex:
    last = known[-1].as_unit("us")
    frequency = _frequency(known)
    if frequency is not None:
        return pd.date_range(last, periods=steps + 1, freq=frequency)[1:]
    step = infer_step(known) or Step("", 1.0, seconds=(known[-1] - known[0]).total_seconds())
    ahead = np.arange(1, steps + 1)
    if step.months:
        after = pd.DatetimeIndex([last + pd.DateOffset(months=step.months * k) for k in ahead.tolist()])
        return after + pd.offsets.MonthEnd(0) if known.is_month_end.all() else after
    if step.business_days:
        return pd.date_range(last, periods=steps + 1, freq="B")[1:]
    return pd.DatetimeIndex(last + pd.to_timedelta(np.round(ahead * step.seconds * 1e6), unit="us"))


def _frequency(known: pd.DatetimeIndex) -> pd.tseries.offsets.BaseOffset | None:
    """The calendar frequency that pandas recognises, None where there is none."""
    if len(known) < 3:
        return None
    # The option is pandas' own for the whole process: two threads that set it could undo each other's.
    with _ONE_AT_A_TIME, pd.option_context("future.infer_freq_returns_offset", True):
        return pd.infer_freq(known)
