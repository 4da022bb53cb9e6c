"""One training as the pages see it."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

from lstm_core.host.messages import Control, End, Paused, Place, Progress
from lstm_core.prepare import Prepared
from lstm_core.run import Report, Run, Weights
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training import history

FINISHED = ("done", "early", "stopped", "failed")


class Job:
    """A training that runs in the host. Written by one reader thread, read by any number of pages.

    state: "queued" (waiting or starting), "running", "paused", "done", "early", "stopped" or "failed".
    place: trainings waiting before this one. message: a sentence for the learner, "" when all is well.
    reports: one `Report` per epoch so far, epoch 0 first; only ever appended to.
    owner: token of the session that started it; only that session may control it.
    """

    def __init__(
        self, settings: Settings, series: Series, prepared: Prepared, owner: str, send: Callable[[Any], None]
    ) -> None:
        self.id = secrets.token_urlsafe(16)
        self.settings, self.series, self.prepared, self.owner = settings, series, prepared, owner
        self.state, self.place, self.message = "queued", 0, ""
        self.reports: list[Report] = []
        self.last_seen = time.monotonic()
        self._send = send
        self._changed = threading.Condition()
        self._rates: list[str] = []
        self._snapshots: dict[int, Weights] = {}
        self._latest: tuple[int, Weights] | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.state in FINISHED

    @property
    def seconds_left(self) -> float | None:
        """Training time still to go at the pace of the last ten epochs; None before the second epoch.

        The first epoch does not count: it may include the compilation.
        """
        recent = self.reports[1:][-11:]
        if len(recent) < 2 or self.finished:
            return None
        pace = (recent[-1].seconds - recent[0].seconds) / (len(recent) - 1)
        return pace * (self.settings.training.epochs - recent[-1].epoch)

    @property
    def learning_rate(self) -> float:
        """The learning rate of the newest epoch."""
        return self.reports[-1].learning_rate if self.reports else self.settings.training.learning_rate

    def pause(self) -> None:
        """Wait after the epoch that is running now."""
        self._control("pause")

    def resume(self) -> None:
        """Go on after a pause."""
        self._control("resume")

    def step(self) -> None:
        """Train exactly one epoch, then wait."""
        self._control("step")

    def stop(self) -> None:
        """End the training after the epoch that is running now, or in it when that takes longer than a second."""
        self._control("stop")

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next epoch on; the run's note will say so."""
        if self.finished:
            return
        self._rates.append(f"learning rate set to {rate:g} by hand after epoch {max(0, len(self.reports) - 1)}")
        self._control("learning_rate", rate)

    def touch(self) -> None:
        """Somebody looks at this job: the reaper leaves it alone."""
        self.last_seen = time.monotonic()

    @property
    def has_weights(self) -> bool:
        """Whether `run` can be called."""
        return self._latest is not None

    def run(self) -> Run:
        """The run so far, up to the newest epoch whose weights are known. Raises LookupError before epoch 0."""
        if self._latest is None:
            raise LookupError("This training has not reported its first weights yet.")
        epoch, weights = self._latest
        kept = [report for report in self.reports if report.epoch <= epoch]
        snapshots = {**self._snapshots, epoch: weights}
        ending = self.state if self.finished else "stopped"
        return Run(self.settings, self.series, history(kept), snapshots, ending, "; ".join(self._rates))

    def wait(self, until: Callable[[Job], bool], timeout: float) -> bool:
        """Block until `until(job)` holds, at most `timeout` seconds; returns whether it holds."""
        with self._changed:
            return self._changed.wait_for(lambda: until(self), timeout)

    def receive(self, message: Progress | Place | Paused | End) -> None:
        """Take in what the host says; called by the reader thread only."""
        if self.finished:
            return
        with self._changed:
            self._take(message)
            self._changed.notify_all()

    def _take(self, message: Progress | Place | Paused | End) -> None:
        if isinstance(message, Progress):
            self.reports.append(message.report)
            if message.weights is not None:
                self._latest = (message.report.epoch, message.weights)
                if message.keep:
                    self._snapshots[message.report.epoch] = message.weights
        elif isinstance(message, Place):
            self.place = max(message.place, 0)
            self.state = "running" if message.place < 0 else "queued"
        elif isinstance(message, Paused):
            self.state = "paused" if message.paused else "running"
        else:
            self._end(message)

    def _end(self, message: End) -> None:
        if message.weights is not None and self.reports:
            self._latest = (self.reports[-1].epoch, message.weights)
        self.message = self.message or message.sentence
        self.state = message.ending

    def _control(self, command: str, value: float = 0.0) -> None:
        if not self.finished:
            self._send(Control(self.id, command, value))  # type: ignore[arg-type]
