"""One training as the pages see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from lstm_core.host.base_job import BaseJob
from lstm_core.host.messages import End, EpochProgress, Progress
from lstm_core.prepare import Prepared, prepare
from lstm_core.runs.film import frame, frame_stride
from lstm_core.runs.run import EpochReport, Run, Weights
from lstm_core.runtime.store import Snapshots, Stored, put
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.loop import history

# In place of the predictions of all epochs but the newest, which nobody looks at any more.
NO_PREDICTION = np.empty((0, 1), np.float32)


class Job(BaseJob):
    """A training that runs in the host; its steps are epochs.

    Its weights and its predictions over time lie in the process' store (`lstm_core.runtime.store`); only the newest
    ones of a training that has not ended are in memory.
    """

    host_gone = "The training process ended unexpectedly. What was trained so far is kept. Train again."
    unseen = "Nobody looked at this training for 10 minutes, so it was stopped. Train again."

    def __init__(
        self, settings: Settings, series: Series, prepared: Prepared, owner: str, send: Callable[[Any], None]
    ) -> None:
        super().__init__(owner, send, [])
        self.settings, self.series = settings, series
        self._prepared: Prepared | None = prepared
        self._rates: list[str] = []
        self._snapshots: dict[int, Stored] = {}
        # Epoch → what a film shows of its prediction (`lstm_core.runs.film`).
        self._frames: dict[int, Stored] = {}
        self._latest: tuple[int, Weights | Stored] | None = None
        self._within: EpochProgress | None = None
        self._dropped = 0.0

    @property
    def reports(self) -> list[EpochReport]:
        """One `EpochReport` per epoch so far, epoch 0 first; only ever appended to.

        The newest alone has its whole prediction of the validation part; of the others `frames` has some.
        """
        reports: list[EpochReport] = self.outcome
        return reports

    @property
    def prepared(self) -> Prepared:
        """What it was trained on; made again from the series where the job has rested."""
        prepared = self._prepared
        if prepared is None:
            prepared = self._prepared = prepare(self.series, self.settings.preparation)
            self.touch()
        return prepared

    def rest(self) -> bool:
        """As `BaseJob.rest`, and let go of the windows."""
        if self.finished:
            self._prepared = None
        return super().rest()

    @property
    def seconds_left(self) -> float | None:
        """Training time still to go at the pace of the last ten epochs; None while that is unknown.

        The first epoch does not count, for it may include the compilation; a long one tells its own pace meanwhile.
        """
        recent, within = self.reports[1:][-11:], self._within
        if self.finished or (len(recent) < 2 and within is None):
            return None
        if len(recent) > 1:
            pace = (recent[-1].seconds - recent[0].seconds) / (len(recent) - 1)
        else:
            assert within is not None
            pace = within.seconds / within.share
        return pace * self.settings.training.epochs * (1 - self.done)

    @property
    def updates(self) -> int:
        """Weight updates so far, also of the running epoch where that is a long one."""
        if self._within is not None:
            return self._within.updates
        return self.reports[-1].updates if self.reports else 0

    @property
    def epoch_done(self) -> float:
        """Share of the running epoch that is done; 0 in an epoch that is too short to tell."""
        return self._within.share if self._within is not None else 0.0

    @property
    def dropped(self) -> float:
        """How much was done of an epoch that the end cut short, and that does not count; 0 where it ended after one."""
        return self._dropped

    @property
    def done(self) -> float:
        """Share of the epochs that is done."""
        epochs = self.reports[-1].epoch if self.reports else 0
        return (epochs + self.epoch_done) / self.settings.training.epochs

    @property
    def learning_rate(self) -> float:
        """The learning rate of the newest epoch."""
        return self.reports[-1].learning_rate if self.reports else self.settings.training.learning_rate

    def step(self) -> None:
        """Train exactly one epoch, or what is left of one that waits, then wait."""
        self._control("step")

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next epoch on; the run's note will say so."""
        if self.finished:
            return
        self._rates.append(f"learning rate set to {rate:g} by hand after epoch {max(0, len(self.reports) - 1)}")
        self._control("learning_rate", rate)

    @property
    def has_weights(self) -> bool:
        """Whether `run` can be called."""
        return self._latest is not None

    @property
    def newest(self) -> tuple[int, Weights] | None:
        """The newest epoch whose weights are known, with them; None before the first."""
        if self._latest is None:
            return None
        epoch, weights = self._latest
        return epoch, weights.load() if isinstance(weights, Stored) else weights

    def run(self) -> Run:
        """The run so far, up to the newest epoch whose weights are known. Raises LookupError before epoch 0."""
        if self._latest is None:
            raise LookupError("This training has not reported its first weights yet.")
        epoch, weights = self._latest
        kept = [report for report in self.reports if report.epoch <= epoch]
        snapshots = Snapshots({**self._snapshots, epoch: weights})
        # The windows are the same: cut and kept once.
        ending, note = self.ending or "stopped", "; ".join(self._rates)
        return Run(self.settings, self.series, history(kept), snapshots, ending, note, cut=self._prepared)

    @property
    def has_frames(self) -> bool:
        """Whether `frames` has more than the newest epoch; never where classes are named."""
        return bool(self._frames)

    def frames(self) -> dict[int, np.ndarray]:
        """Epoch → its prediction of the validation part as `lstm_core.runs.film.frame` keeps it.

        Every so many epochs, and always with the newest.
        """
        reports = list(self.reports)
        if self.prepared.classes or not reports:
            return {}
        kept: dict[int, np.ndarray] = {epoch: stored.load() for epoch, stored in sorted(self._frames.items())}
        return kept | {reports[-1].epoch: frame(self.prepared, reports[-1].validation_prediction)}

    def thin(self) -> bool:
        """Let go of all weights of a training that has ended but the first and the last; whether there were others.

        The predictions over time go with them.
        """
        if not self.finished:
            return False
        self._frames = {}
        before, self._snapshots = self._snapshots, {e: kept for e, kept in self._snapshots.items() if e == 0}
        return len(self._snapshots) < len(before)

    def _take(self, message: Progress | EpochProgress | End) -> None:
        if isinstance(message, EpochProgress):
            self._within = message
            return
        if isinstance(message, End):
            self._dropped = self.epoch_done
        self._within = None
        if isinstance(message, Progress):
            self._take_report(message.report)
            if message.weights is not None:
                self._latest = (message.report.epoch, message.weights)
                if message.keep:
                    self._snapshots[message.report.epoch] = put(message.weights)
            return
        if message.weights is not None and self.reports:
            self._latest = (self.reports[-1].epoch, message.weights)
        if self._latest is not None:
            epoch, weights = self._latest
            self._latest = (epoch, put(weights))

    def _take_report(self, report: EpochReport) -> None:
        reports = self.reports
        reports.append(report)
        prepared, stride = self._prepared, frame_stride(self.settings.training.epochs)
        if prepared is not None and not prepared.classes and report.epoch % stride == 0:
            self._frames[report.epoch] = put(frame(prepared, report.validation_prediction))
        if len(reports) > 1:
            reports[-2] = replace(reports[-2], validation_prediction=NO_PREDICTION)
