"""A run as the notebook keeps it: what it was made from, what came out, and its last weights."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np

from lstm_core.evaluation.measure import Measured, measure
from lstm_core.runs.run import Run
from lstm_core.runtime.store import Snapshots, put
from lstm_core.series.types import Series
from lstm_core.settings import Settings


# Equal means the same one: arrays have no single truth.
@dataclass(frozen=True, eq=False)
class Entry:
    """One kept run.

    id: unlike every other's. kept: the run with its last weights alone, as float32, in the process' store.
    measured: its metrics and its forecasts of the test part. when: the end of the training, or when it was loaded, with
    a time zone.
    series_id: equal for equal series. name, note: the learner's words. pinned: not let go to make room.
    """

    id: str
    kept: Run
    measured: Measured
    when: datetime
    series_id: str
    name: str = ""
    note: str = ""
    pinned: bool = False

    @property
    def settings(self) -> Settings:
        """What the run was trained from."""
        return self.kept.settings

    @property
    def series(self) -> Series:
        """What it learned from; one object for all entries of a notebook with the same series."""
        return self.kept.series

    @property
    def history(self) -> dict[str, np.ndarray]:
        """As `Run.history`."""
        return self.kept.history

    @property
    def metrics(self) -> dict[str, dict[str, float]]:
        """As `Measured.metrics`."""
        return self.measured.metrics

    @property
    def epochs(self) -> int:
        """How many epochs it was trained for."""
        return int(self.history["epoch"][-1])

    def open(self) -> Run:
        """The run to look at: an object of its own, so that what a page computes from it is not kept here."""
        return replace(self.kept)

    @cached_property
    def own_bytes(self) -> int:
        """Size of the arrays that this entry shares with no other one."""
        arrays = (*self.kept.weights, *self.history.values(), self.measured.times, self.measured.forecast)
        return sum(array.nbytes for array in arrays)


def entry_of(run: Run, id: str, when: datetime, name: str = "") -> Entry:
    """Measure a run and keep what the notebook needs of it; `run` itself stays as it is.

    Raises DataError when its series does not fit its settings.
    """
    history = {column: _small(values) for column, values in run.history.items()}
    last, epoch = tuple(np.asarray(array, np.float32) for array in run.weights), max(run.snapshots)
    measured = measure(Run(run.settings, run.series, history, {epoch: last}, run.ending, run.note))
    bare = Run(run.settings, run.series, history, Snapshots({epoch: put(last)}), run.ending, run.note)
    return Entry(id, bare, measured, when, identify(run.series), name)


def with_series(entry: Entry, series: Series) -> Entry:
    """The same entry over an equal series, so that both entries hold one object."""
    return replace(entry, kept=replace(entry.kept, series=series))


def series_bytes(series: Series) -> int:
    """Size of a series' table and time stamps."""
    return int(series.values.nbytes + series.index.memory_usage(deep=False))


def identify(series: Series) -> str:
    """A digest of all that makes a series: equal for equal series."""
    words = (
        series.names, series.target, series.features, series.title, series.unit, series.time_unit, series.noise_floor,
        series.sequence, series.every_step, series.classes, str(series.index.dtype),
    )  # fmt: skip
    digest = hashlib.sha256(repr(words).encode())
    digest.update(np.ascontiguousarray(series.values).tobytes())
    digest.update(np.ascontiguousarray(series.index.to_numpy()).tobytes())
    return digest.hexdigest()[:16]


def _small(values: np.ndarray) -> np.ndarray:
    """A column of a history in half its bytes: six digits are more than a curve or a table shows."""
    return values.astype(np.int32 if values.dtype.kind in "iu" else np.float32)
