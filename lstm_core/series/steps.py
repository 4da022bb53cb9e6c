"""The time step of a column of time stamps, its name, and the regular grid it spans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError

MAX_GRID = 1_000_000
CLEAR_SHARE = 0.5
_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_MONTHS = {1: "month", 3: "quarter", 12: "year"}


@dataclass(frozen=True)
class Step:
    """One step in time: a number of months, of business days, or of seconds (exactly one is not 0).

    label: "month", "30 minutes", "trading day", … share: how many of the steps have this length, 0 to 1.
    """

    label: str
    share: float
    months: int = 0
    business_days: int = 0
    seconds: float = 0.0

    @property
    def clear(self) -> bool:
        """Whether at least half of the steps have this length."""
        return self.share >= CLEAR_SHARE

    def slots(self, stamps: pd.DatetimeIndex) -> np.ndarray:
        """Grid position of each stamp, (n,) int64; 0 is the earliest stamp's. Stamps between two
        positions belong to the earlier one."""
        first = stamps.min()
        if self.months:
            months: np.ndarray = _month_number(stamps)
            return (months - months.min()) // self.months
        if self.business_days:
            days = stamps.to_numpy().astype("datetime64[D]")
            return np.busday_count(days.min(), days)
        # Half a percent of slack: stamps rounded to the second must not fall into the step before.
        return np.floor((stamps - first).total_seconds().to_numpy() / self.seconds + 0.005).astype(np.int64)

    def absent(self, stamps: pd.DatetimeIndex) -> tuple[int, pd.Timestamp]:
        """How many grid positions hold no stamp, and the last stamp before the first of them (NaT if none)."""
        ordered = stamps.unique().sort_values()
        slots = self.slots(ordered)
        jumps = np.flatnonzero(np.diff(slots) > 1)
        return int(slots[-1] - np.count_nonzero(np.diff(slots))), ordered[jumps[0]] if len(jumps) else pd.NaT

    def grid(self, stamps: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """Every grid position from the earliest to the latest stamp. Raises DataError above 1,000,000."""
        first, count = stamps.min(), int(self.slots(stamps).max()) + 1
        if count > MAX_GRID:
            raise DataError(
                f"A regular grid with one row every {self.label} from {first} to {stamps.max()} would have {count:,} "
                f"rows; the limit is {MAX_GRID:,}. Check the time stamps for a wrong date, or keep the gaps."
            )
        if self.months:
            at_end = bool(stamps.is_month_end.all())
            anchor = first.to_period("M").to_timestamp() if at_end else first
            grid = pd.DatetimeIndex([anchor + pd.DateOffset(months=self.months * k) for k in range(count)])
            return (grid + pd.offsets.MonthEnd(0)).as_unit("us") if at_end else grid.as_unit("us")
        if self.business_days:
            return pd.bdate_range(first, periods=count).as_unit("us")
        return pd.DatetimeIndex(
            first.as_unit("us") + pd.to_timedelta(np.round(np.arange(count) * self.seconds * 1e6), unit="us")
        ).as_unit("us")


def infer_step(stamps: pd.DatetimeIndex) -> Step | None:
    """The usual distance between neighbouring time stamps, whatever their order; None with fewer than three.

    Months are recognised although they differ in length; days without any weekend are trading days.
    Where no distance is usual, the median one is taken and `share` is below one half.
    """
    known = stamps[stamps.notna()].unique().sort_values()
    if len(known) < 3:
        return None
    gaps = np.diff(known.as_unit("us").asi8) / 1e6
    by_month = _month_step(known, gaps)
    if by_month is not None:
        return by_month
    lengths, counts = np.unique(np.round(gaps, 6), return_counts=True)
    usual, share = float(lengths[counts.argmax()]), float(counts.max() / len(gaps))
    if share < CLEAR_SHARE:
        usual = float(np.median(gaps))
    if usual == 86_400 and len(known) >= 10 and bool((known.day_of_week < 5).all()):
        return Step("trading day", share, business_days=1)
    return Step(_label(usual), share, seconds=usual)


def _month_number(stamps: pd.DatetimeIndex) -> np.ndarray:
    return (stamps.year * 12 + stamps.month).to_numpy().astype(np.int64)


def _month_step(known: pd.DatetimeIndex, gaps: np.ndarray) -> Step | None:
    """A step of whole months: every stamp on the same day of the month, or at the month's end."""
    same_day = len(known.day.unique()) == 1 and len(known.normalize().unique()) == len(known)
    if not (same_day or bool(known.is_month_end.all())) or np.median(gaps) < 28 * 86_400:
        return None
    jumps, counts = np.unique(np.diff(_month_number(known)), return_counts=True)
    months, share = int(jumps[counts.argmax()]), float(counts.max() / len(gaps))
    if months < 1 or share < CLEAR_SHARE or np.any(jumps % months):
        return None
    years = months // 12 if months % 12 == 0 else 0
    label = _MONTHS.get(months) or (f"{years} years" if years else f"{months} months")
    return Step(label, share, months=months)


def _label(seconds: float) -> str:
    for name, length in _UNITS:
        if seconds >= length and seconds % length == 0:
            count = int(seconds // length)
            return name if count == 1 else f"{count} {name}s"
    return f"{seconds:.3g} seconds"
