"""What a run is measured on: the points that it predicts, and what a baseline knows of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.prepare import PARTS
from lstm_core.runs.run import Run


@dataclass(frozen=True)
class History:
    """The targets of a run by part, as positions (n, outputs), and the values that baselines read.

    rows: positions in the series. y: (length,) the values that follow each other; of separate sequences with one answer
    each, the answers alone. times: the targets' positions in y. train: the training part of y. Answers at every step
    are one output each: (n · timesteps, 1).
    """

    rows: dict[str, np.ndarray]
    y: np.ndarray
    times: dict[str, np.ndarray]
    train: np.ndarray


def history_of(run: Run) -> History:
    """The targets of a run, and what its baselines may know."""
    series, prepared = run.series, run.prepared
    y, step = series.y[series.answered], len(series) // len(series.answered)
    rows: dict[str, np.ndarray] = {part: prepared.part(part).times for part in PARTS}
    if prepared.every_step:
        rows = {part: times.reshape(-1, 1) for part, times in rows.items()}
    times = {part: positions // step for part, positions in rows.items()}
    return History(rows, y, times, y[: prepared.boundaries[0] // step])
