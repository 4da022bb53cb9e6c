"""Trainings that follow each other in one process: what one has compiled serves the next of its architecture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lstm_core.prepare import prepare
from lstm_core.runs.run import Run
from lstm_core.runtime.progress import Reporter, silent
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.loop import run_of, trainer_for

if TYPE_CHECKING:
    from lstm_core.training.trainer import Trainer

# The trainer of the last training that came to its end; nothing while one has taken it.
_left: list[Trainer] = []


def train_next(settings: Settings, series: Series, report: Reporter = silent, *, seconds: float = math.inf) -> Run:
    """As `lstm_core.training.loop.train`, bit by bit, and without compiling where the last one here was alike."""
    prepared = prepare(series, settings.preparation)
    try:
        before = _left.pop()
    except IndexError:
        before = None
    trainer = trainer_for(settings, prepared, before)
    run = run_of(trainer, prepared, series, report, seconds=seconds)
    _left[:] = [trainer]
    return run
