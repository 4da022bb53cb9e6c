"""What the Train page shows of a training: one view for a job that moves and for a run that stands still."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from lstm_core.evaluation.alarms import Alarm
from lstm_core.evaluation.evaluation import persistence_of
from lstm_core.host.training_job import Job
from lstm_core.notebook import settings_changed
from lstm_core.prepare import Prepared
from lstm_core.runs.run import Run
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.loop import history
from ui.format.markup import html_of
from ui.format.text import count, duration, fill, percent, with_unit
from ui.widgets.settings import setting_text


@dataclass(frozen=True)
class View:
    """A training, ready to draw.

    history: as `Run.history`; empty arrays before the first report. prediction: (n,) in the series' unit, the line
    over the validation part (`Prepared.line`), None before the first report and where classes are named.
    key: changes with the training. trained: False for an experiment that has none, and so no history.
    """

    key: str
    settings: Settings
    series: Series
    prepared: Prepared
    history: dict[str, np.ndarray]
    prediction: np.ndarray | None
    trained: bool = True

    @property
    def epoch(self) -> int:
        """Epochs done so far."""
        return int(self.history["epoch"][-1]) if len(self.history["epoch"]) else 0

    @property
    def loss(self) -> str:
        """Which loss training makes small: a key of `LOSS_TITLES`."""
        return loss_of(self.settings)

    @property
    def truth(self) -> np.ndarray:
        """The validation targets (n,) as one line, in the series' unit."""
        return self.prepared.line(self.prepared.truth(self.prepared.validation))

    @cached_property
    def persistence(self) -> np.ndarray:
        """What persistence says of the validation targets, (n, outputs) in the series' unit."""
        return persistence_of(Run(self.settings, self.series, {}, {}, cut=self.prepared), "validation")

    @property
    def times(self) -> np.ndarray:
        """When the targets are, (n,): numbers, or ISO texts where the series has time stamps."""
        index = self.series.index[self.prepared.line(self.prepared.validation.times)]
        return (
            np.array(index.strftime("%Y-%m-%dT%H:%M:%S")) if isinstance(index, pd.DatetimeIndex) else index.to_numpy()
        )

    @property
    def value_title(self) -> str:
        """The target's name with its unit, for an axis."""
        return value_title(self.series)

    @property
    def floor(self) -> float | None:
        """The smallest mean squared error, on scaled targets, that the noise allows; None where it is unknown."""
        noise = self.series.floor_at(self.settings.preparation.horizon)
        # The noise of a logarithm changes with the level.
        if self.prepared.classes or noise is None or self.settings.training.loss != "mse" or self.prepared.log:
            return None
        return float((noise / self.prepared.target_scaler.scale[0]) ** 2)


def loss_of(settings: Settings) -> str:
    """Which loss training makes small under these settings: a key of `LOSS_TITLES`."""
    return "cross_entropy" if settings.preparation.names_classes else settings.training.loss


def value_title(series: Series) -> str:
    """The target's name with its unit, for an axis."""
    return html.escape(with_unit(series.target, series.unit))


def view_job(job: Job) -> View:
    """The job as far as it is now."""
    reports = list(job.reports)
    windows = job.prepared.validation
    valued = reports and not job.prepared.classes
    prediction = job.prepared.to_unit(windows, reports[-1].validation_prediction) if valued else None
    line = None if prediction is None else job.prepared.line(prediction)
    return View(job.id, job.settings, job.series, job.prepared, history(reports), line)


def view_run(run: Run) -> View:
    """A run from a file."""
    key = f"{run.settings.to_query()} {run.history['train_loss'][-1]}"
    line = None if run.prepared.classes else run.prepared.line(run.validated)
    return View(key, run.settings, run.series, run.prepared, run.history, line)


def view_untrained(settings: Settings, series: Series, prepared: Prepared) -> View:
    """An experiment that has no training yet: its own truth, and nothing beside it."""
    return View(str(settings.to_query()), settings, series, prepared, history([]), None, trained=False)


def stage_of(job: Job) -> str:
    """What the page round a training depends on: "active", "paused" or "finished"."""
    if job.finished:
        return "finished"
    return "paused" if job.state == "paused" else "active"


def stages_of(job: Job | None) -> dict[str, str]:
    """What a page round this training waits for, by topic; nothing once it has ended.

    Asked before anything is drawn, and followed by `watch`: what changes meanwhile has the page drawn once more.
    """
    stage = stage_of(job) if job is not None else "finished"
    return {} if job is None or stage == "finished" else {job.id: stage}


def alarm_text(alarm: Alarm) -> str:
    """What goes wrong, as Markdown with its numbers."""
    values = {"evidence": float(alarm.evidence), "threshold": float(alarm.threshold), "epoch": alarm.epoch}
    return fill(f"alarms/{alarm.id}", **values)


def alarm_html(alarm: Alarm) -> str:
    """The same as HTML."""
    return html_of(alarm_text(alarm))


def progress_text(job: Job, ready: bool) -> str:
    """Where the training is: place in the queue, or epoch, updates and time left."""
    epochs = job.settings.training.epochs
    if job.state == "queued":
        if not ready:
            return "The training process is starting, a few seconds the first time"
        wait = f", about {duration(job.wait_seconds)}" if job.wait_seconds else ""
        return f"{job.place} before yours in the queue{wait}" if job.place else f"Yours is next{wait}"
    last = job.reports[-1] if job.reports else None
    epoch = last.epoch if last else 0
    words = [f"Epoch {epoch} of {epochs}"]
    if job.epoch_done:
        words.append(f"{percent(round(job.epoch_done, 2))} of epoch {epoch + 1}")
    words.append(count(job.updates, "weight update"))
    left = job.seconds_left
    if job.state == "running" and left is not None:
        words.append(f"{duration(left)} left")
    if job.finished and last:
        words.append(duration(last.seconds))
    state = {"paused": "paused", "done": "done", "early": "stopped early", "stopped": "stopped", "failed": "failed"}
    words += [state[job.state]] if job.state in state else []
    return " · ".join(words)


def differences(new: Settings, old: Settings) -> list[str]:
    """What differs between two experiments, as ``Units 50 → 64``."""
    return settings_changed(new, old, setting_text)


STATES = {"queued": "waits", "running": "trains", "done": "done", "early": "stopped early", "stopped": "stopped",
          "paused": "paused", "failed": "failed"}  # fmt: skip
