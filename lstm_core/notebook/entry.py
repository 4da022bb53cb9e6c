"""A run as the notebook keeps it: what it was made from, what came out, and its last weights."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from lstm_core.evaluation.measure import Measured, measure
from lstm_core.runs.run import Ending, Run
from lstm_core.runtime.cache import first_equal
from lstm_core.runtime.store import Snapshots, Stored, put
from lstm_core.series.types import Series
from lstm_core.settings import Settings

# Part → the names of its metrics, one object for all runs that have the same ones; their values one after the other.
Scores = tuple[tuple[tuple[str, tuple[str, ...]], ...], np.ndarray]


# Equal means the same one: arrays have no single truth.
@dataclass(frozen=True, eq=False)
class Entry:
    """One kept run.

    id: unlike every other's. settings, series: what it was made from; one series for all entries of a notebook that
    have equal ones. scores: `metrics` in a tenth of its size. epochs: how many it was trained for. ending, told: of the
    run. weights, arrays: its last weights as float32; its history and its forecasts of the test part. Both lie in the
    process' store, for a class keeps hundreds of runs and looks at few. own_bytes: size of the arrays that it shares
    with no other one. when: the end of the training, or when it was loaded, with a time zone.
    series_id: equal for equal series. name, note: the learner's words. pinned: not let go to make room.
    """

    id: str
    settings: Settings
    series: Series
    scores: Scores
    epochs: int
    ending: Ending
    told: str
    weights: Stored
    arrays: Stored
    own_bytes: int
    when: datetime
    series_id: str
    name: str = ""
    note: str = ""
    pinned: bool = False

    @property
    def metrics(self) -> dict[str, dict[str, float]]:
        """As `Measured.metrics`."""
        names, values = self.scores
        table = iter(values.tolist())
        return {part: {metric: next(table) for metric in metrics} for part, metrics in names}

    @property
    def history(self) -> dict[str, np.ndarray]:
        """As `Run.history`."""
        return self._load()[0]

    @property
    def measured(self) -> Measured:
        """What the run was kept for."""
        return Measured(self.metrics, *self._load()[1:])

    def open(self) -> Run:
        """The run with its last weights, an object of its own, so that what a page computes from it is not kept."""
        snapshots = Snapshots({self.epochs: self.weights})
        return Run(self.settings, self.series, self.history, snapshots, self.ending, self.told)

    def _load(self) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
        found: tuple[dict[str, np.ndarray], np.ndarray, np.ndarray] = self.arrays.load()
        return found


def entry_of(run: Run, id: str, when: datetime, name: str = "") -> Entry:
    """Measure a run and keep what the notebook needs of it; `run` itself stays as it is.

    Raises DataError when its series does not fit its settings.
    """
    history = {column: _small(values) for column, values in run.history.items()}
    last, epoch = tuple(np.asarray(array, np.float32) for array in run.weights), max(run.snapshots)
    measured = measure(Run(run.settings, run.series, history, {epoch: last}, run.ending, run.note))
    size = sum(array.nbytes for array in (*last, *history.values(), measured.times, measured.forecast))
    return Entry(
        id, run.settings, run.series, _scores(measured.metrics), epoch, run.ending, run.note, put(last),
        put((history, measured.times, measured.forecast)), size, when, identify(run.series), name,
    )  # fmt: skip


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


def _scores(metrics: dict[str, dict[str, float]]) -> Scores:
    names = tuple((part, tuple(found)) for part, found in metrics.items())
    return first_equal(names), np.array([value for found in metrics.values() for value in found.values()])


def _small(values: np.ndarray) -> np.ndarray:
    """A column of a history in half its bytes: six digits are more than a curve or a table shows."""
    return values.astype(np.int32 if values.dtype.kind in "iu" else np.float32)
