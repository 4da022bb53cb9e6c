"""Train a network in this process, epoch by epoch; and refuse beforehand what the machine cannot carry."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import fields

import numpy as np

from lstm_core.models.build import validate_every_step
from lstm_core.prepare import Prepared, prepare
from lstm_core.runs.run import ACCURACIES, EpochReport, Run, Weights
from lstm_core.runtime.errors import SettingsError
from lstm_core.runtime.progress import Reporter, silent
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.cost import estimate

# A run keeps its weights over time, but never more than this.
MAX_SNAPSHOTS = 60
MAX_SNAPSHOT_BYTES = 6_000_000

MAX_HOURS = 1.0
MAX_MEMORY_SHARE = 0.5


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
    trainer = _trainer(settings, prepare(series, settings.preparation))
    yield trainer.untrained()
    for _ in range(settings.training.epochs):
        yield trainer.next_epoch()
        if trainer.should_stop():
            return


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
    trainer = _trainer(settings, prepared)
    if math.isfinite(seconds):
        # An epoch for nothing: XLA compiles for the sizes of real batches only, and takes seconds for it.
        trainer.next_epoch()
        trainer.restart(prepared)
    reports, snapshots = [trainer.untrained()], {0: trainer.weights}
    stride = snapshot_stride(settings, trainer.weights)
    ending = "done"

    def tell(within: float) -> None:
        last = reports[-1]
        report(max((last.epoch + within) / settings.training.epochs, min(1.0, last.seconds / seconds)))

    while len(reports) <= settings.training.epochs and ending == "done" and reports[-1].seconds < seconds:
        reports.append(trainer.next_epoch(lambda within, _: tell(within)))
        if reports[-1].epoch % stride == 0:
            snapshots[reports[-1].epoch] = trainer.weights
        tell(0.0)
        ending = "early" if trainer.should_stop() else "done"
    snapshots[reports[-1].epoch] = trainer.weights
    return Run(settings, series, history(reports), snapshots, ending)


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
    """Memory that the machine can still give, in MB."""
    try:
        with open("/proc/meminfo", encoding="ascii") as meminfo:
            kilobytes = next(line.split()[1] for line in meminfo if line.startswith("MemAvailable"))
        return int(kilobytes) / 1000
    except (OSError, StopIteration):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6 if hasattr(os, "sysconf") else 4000.0


def _trainer(settings: Settings, prepared: Prepared):  # type: ignore[no-untyped-def]  # the type would load TensorFlow
    from lstm_core.training.trainer import Trainer

    return Trainer(settings, prepared)
