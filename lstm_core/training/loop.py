"""Train a network in this process, epoch by epoch; and refuse beforehand what the machine cannot carry."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.models.build import validate_every_step
from lstm_core.prepare import Prepared, prepare
from lstm_core.runs.run import ACCURACIES, Ending, EpochReport, Run, Weights
from lstm_core.runtime.errors import SettingsError
from lstm_core.runtime.progress import Reporter, silent
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.architecture import architecture
from lstm_core.training.cost import estimate

if TYPE_CHECKING:
    from lstm_core.training.trainer import Trainer

# A run keeps its weights over time, but never more than this.
MAX_SNAPSHOTS = 60
MAX_SNAPSHOT_BYTES = 6_000_000

MAX_HOURS = 1.0
MAX_MEMORY_SHARE = 0.5


class Watch:
    """Who stands beside a training as it walks through its epochs. This one lets it run; others control it."""

    def before(self, trainer: Trainer) -> None:
        """An epoch begins: wait here for a pause, give the trainer another learning rate, or raise `Stopped`."""

    def within(self, share: float, updates: int) -> None:
        """How much of an epoch that takes seconds is done, epoch 0 included, and the weight updates so far.

        Its time does not count. May raise `Stopped`: the weights are then those before the epoch.
        """


def walk(trainer: Trainer, watch: Watch | None = None) -> Iterator[EpochReport]:
    """The one way through a training: epoch 0, the untrained network, then all others, or fewer by early stopping.

    Between two reports the weights stand still, so that whoever takes the reports can keep them.
    """
    watch = watch or Watch()
    yield trainer.untrained(lambda share: watch.within(share, 0))
    for _ in range(trainer.settings.training.epochs):
        watch.before(trainer)
        yield trainer.next_epoch(watch.within)
        if trainer.should_stop():
            return


def ending_of(trainer: Trainer) -> Ending:
    """How a training ended that nobody stopped."""
    return "early" if trainer.should_stop() else "done"


def epochs(settings: Settings, series: Series) -> Iterator[EpochReport]:
    """Train in this process and yield one report per epoch, starting with epoch 0, the untrained network.

    Parameters
    ----------
    settings : Settings
        What is trained and how.
    series : Series
        On what.

    Yields
    ------
    EpochReport
        After every epoch.

    Raises
    ------
    DataError
        When the series does not fit the settings.

    Examples
    --------
    >>> settings = lab.Settings().change(units=2, epochs=2)
    >>> [report.epoch for report in lab.epochs(settings, lab.load_series(settings.data))]
    [0, 1, 2]
    """
    yield from walk(_trainer(settings, prepare(series, settings.preparation)))


def train(settings: Settings, series: Series, report: Reporter = silent, *, seconds: float = math.inf) -> Run:
    """Train in this process to the end.

    Parameters
    ----------
    settings : Settings
        What is trained and how.
    series : Series
        On what.
    report : callable, optional
        Hears after each epoch, and in long ones, the share that is done.
    seconds : float
        End after the epoch in which so much time is used up, though epochs are left; compiling does not count.

    Returns
    -------
    Run
        With its history, and with the weights of some epochs.

    Raises
    ------
    DataError
        When the series does not fit the settings.

    Examples
    --------
    >>> settings = lab.Settings().change(units=2, epochs=1)
    >>> lab.train(settings, lab.load_series(settings.data)).ending
    'done'
    """
    prepared = prepare(series, settings.preparation)
    return run_of(_trainer(settings, prepared), prepared, series, report, seconds=seconds)


def run_of(
    trainer: Trainer, prepared: Prepared, series: Series, report: Reporter = silent, *, seconds: float = math.inf
) -> Run:
    """What `train` gives, from a trainer that was made, or began anew, for these windows."""
    settings = trainer.settings
    if math.isfinite(seconds):
        # An epoch for nothing: XLA compiles for the sizes of real batches only, and takes seconds for it.
        trainer.next_epoch()
        trainer.restart(prepared)
    stride = snapshot_stride(settings, trainer.weights)
    reports: list[EpochReport] = []
    snapshots: dict[int, Weights] = {}

    def tell(within: float = 0.0) -> None:
        if reports:
            last = reports[-1]
            report(max((last.epoch + within) / settings.training.epochs, min(1.0, last.seconds / seconds)))

    for epoch in walk(trainer, _Told(tell)):
        reports.append(epoch)
        if epoch.epoch % stride == 0:
            snapshots[epoch.epoch] = trainer.weights
        if epoch.epoch:
            tell()
        if epoch.seconds >= seconds:
            break
    snapshots[reports[-1].epoch] = trainer.weights
    return Run(settings, series, history(reports), snapshots, ending_of(trainer))


def history(reports: list[EpochReport]) -> dict[str, np.ndarray]:
    """Reports → one array (epochs + 1,) per number, as `Run.history` keeps them."""
    left_out = {"validation_prediction"}
    if not reports or math.isnan(reports[0].validation_accuracy):
        left_out |= set(ACCURACIES)
    names = [field.name for field in fields(EpochReport) if field.name not in left_out]
    return {name: np.array([getattr(report, name) for report in reports]) for name in names}


def snapshot_stride(settings: Settings, weights: Weights) -> int:
    """Every how many epochs the weights are kept, so that a run stays within its memory."""
    kept = max(1, min(MAX_SNAPSHOTS, MAX_SNAPSHOT_BYTES // sum(w.nbytes for w in weights)))
    return math.ceil(settings.training.epochs / kept)


def validate(settings: Settings, prepared: Prepared, *, seconds: float = math.inf) -> None:
    """Raises SettingsError, with what to change, when this training cannot be or the machine cannot carry it.

    seconds: the most that it may take, as in `train`.
    """
    if prepared.every_step:
        validate_every_step(settings.network)
    cost = estimate(settings, prepared)
    allowed = available_memory_mb() * MAX_MEMORY_SHARE
    if cost.memory_mb > allowed:
        raise SettingsError([
            f"This training would need about {cost.memory_mb / 1000:.2g} GB of memory and {allowed / 1000:.2g} GB are "
            "free for it. Make the window, the units or the batch size smaller."
        ])  # fmt: skip
    if min(cost.seconds, seconds) > MAX_HOURS * 3600:
        raise SettingsError([
            f"This training would take about {cost.seconds / 3600:.0f} hours; the limit is {MAX_HOURS:g}. "
            "Take fewer epochs, fewer units, a shorter window or a larger batch size."
        ])  # fmt: skip


def validate_hours(trainings: int, seconds: float, fewer: str) -> None:
    """Raises SettingsError when so many trainings take too many hours in all; fewer: what there should be fewer of."""
    hours = seconds / 3600
    if hours > MAX_HOURS:
        raise SettingsError([
            f"These {trainings:,} trainings would take about {hours:.2g} hours; the limit is {MAX_HOURS:g}. "
            f"Take fewer {fewer}, fewer epochs or fewer units."
        ])  # fmt: skip


def available_memory_mb() -> float:
    """Memory that the machine can still give, in MB; at most a second old, for pages ask at each redraw."""
    return _available_mb(int(time.monotonic()))


@lru_cache(maxsize=1)
def _available_mb(_second: int) -> float:
    try:
        with open("/proc/meminfo", encoding="ascii") as meminfo:
            kilobytes = next(line.split()[1] for line in meminfo if line.startswith("MemAvailable"))
        return int(kilobytes) / 1000
    except (OSError, StopIteration):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6 if hasattr(os, "sysconf") else 4000.0


class _Told(Watch):
    """Hears how far a long epoch is."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell = tell

    def within(self, share: float, updates: int) -> None:  # noqa: ARG002
        self._tell(share)


def trainer_for(settings: Settings, prepared: Prepared, before: Trainer | None) -> Trainer:
    """The trainer that is there already, begun anew, where it has this architecture; else a new one."""
    if before is None or before.architecture != architecture(settings, prepared):
        return _trainer(settings, prepared)
    before.restart(prepared, settings)
    return before


def _trainer(settings: Settings, prepared: Prepared) -> Trainer:
    from lstm_core.training.trainer import Trainer

    return Trainer(settings, prepared)
