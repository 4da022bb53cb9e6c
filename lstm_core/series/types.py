"""What a series is, for every room that receives one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError

if TYPE_CHECKING:
    from lstm_core.series.findings import Problem

# Beyond this, or below its inverse, squares and fourth powers leave what a float can hold.
LARGEST = 1e60
# More would leave a confusion matrix that nobody can read.
MAX_CLASSES = 12


@dataclass(frozen=True)
class Series:
    """Equally important columns over one index; one of them is the target.

    Parameters
    ----------
    values : numpy.ndarray
        (n, columns) float64, in the series' own units; NaN where a number is missing.
    index : pandas.Index
        (n,) time stamps or step numbers.
    names : tuple of str
        One per column of `values`.
    target : str
        The column that is predicted.
    features : tuple of str
        The columns that the network reads, one at least; the target may be left out.
    title : str
        What a chart calls the series.
    unit : str
        Unit of the target; "" when it has none.
    time_unit : str
        What one step is ("step", "month", …).
    noise_floor : float, optional
        RMSE of the best possible one-step forecast, in the target's unit, where known.
    sequence : int
        0 for one long series; else the table is a set of separate sequences of this many steps each, one after the
        other.
    every_step : bool
        Whether each step of a sequence has an answer of its own; else only the last one has.
    classes : tuple of str
        Names of the target's classes, whose places 0, 1, … the target column then holds; () for a number.
    findings : tuple of Problem
        What was found in the file that the series comes from, and how it was read.

    Examples
    --------
    >>> import pandas as pd
    >>> series = lab.Series(np.arange(20.0)[:, None], pd.RangeIndex(20), ("x",), "x", ("x",))
    >>> len(series), series.y[:3].tolist()
    (20, [0.0, 1.0, 2.0])
    """

    values: np.ndarray
    index: pd.Index
    names: tuple[str, ...]
    target: str
    features: tuple[str, ...]
    title: str = "Series"
    unit: str = ""
    time_unit: str = "step"
    noise_floor: float | None = None
    sequence: int = 0
    every_step: bool = False
    classes: tuple[str, ...] = ()
    findings: tuple[Problem, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape != (len(self.index), len(self.names)):
            raise DataError("The table, its time stamps and its column names do not fit together.")
        for name in (self.target, *self.features):
            if name not in self.names:
                raise DataError(f"There is no column '{name}'. The columns are: {', '.join(self.names)}.")
        if not self.features:
            raise DataError("Choose at least one feature for the network to read.")
        if self.sequence and len(self.values) % self.sequence:
            raise DataError(f"{len(self.values):,} rows are no whole number of sequences of {self.sequence} steps.")
        known = self.y[np.isfinite(self.y)]
        if self.classes and not np.isin(known, np.arange(len(self.classes))).all():
            raise DataError(
                f"'{self.target}' names {len(self.classes)} classes and holds other numbers than their places."
            )
        for name, column in zip(self.names, self.values.T, strict=True):
            _validate_size(name, column)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def y(self) -> np.ndarray:
        """The target column, (n,)."""
        return self.values[:, self.names.index(self.target)]

    @property
    def x(self) -> np.ndarray:
        """The feature columns in the order of `features`, (n, features)."""
        return self.values[:, [self.names.index(name) for name in self.features]]

    @property
    def sequences(self) -> int:
        """How many separate sequences there are; 0 for one long series."""
        return len(self) // self.sequence if self.sequence else 0

    @property
    def answered(self) -> np.ndarray:
        """Positions of the rows that carry an answer: all, or of separate sequences with one answer the last ones."""
        step = self.sequence if self.sequence and not self.every_step else 1
        return np.arange(step - 1, len(self), step)

    def first(self, sequences: int) -> Series:
        """The first few sequences as a set of their own."""
        rows = min(sequences, self.sequences) * self.sequence
        return replace(self, values=self.values[:rows], index=self.index[:rows])

    def floor_at(self, horizon: int) -> float | None:
        """The noise floor where it holds for this horizon, else None.

        It is known one step ahead; where the target is no feature (counter, sample-and-hold) at the window's own last
        step, because the next pulse is chance.
        """
        return self.noise_floor if horizon == (1 if self.target in self.features else 0) else None


def validate_sequences(series: Series) -> None:
    """Raises DataError where only one long series makes sense: errors that follow each other, blocks of time."""
    if series.sequence:
        raise DataError(
            "This is a set of separate sequences, and they do not follow each other in time. Choose one long series.",
            setting="series",
        )


def _validate_size(name: str, column: np.ndarray) -> None:
    size = float(np.max(np.abs(column), where=np.isfinite(column), initial=0.0))
    if size > LARGEST or 0 < size < 1 / LARGEST:
        raise DataError(
            f"The numbers of '{name}' go up to {size:.3g}; their size must lie between {1 / LARGEST:g} and "
            f"{LARGEST:g}. Write the column in a larger or smaller unit."
        )
