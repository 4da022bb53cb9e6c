"""What the live road tells of a training: its new epochs as few bytes, where it is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from lstm_core.evaluation.alarms import alarms
from lstm_core.host.training_job import Job
from lstm_core.models.backbones import has_cells
from lstm_core.runs.run import ACCURACIES
from lstm_core.runs.units import probe, units_of
from ui.state import server, views
from ui.web.bytes import packed
from ui.web.units import units_message
from ui.widgets.gates_cost import walking
from ui.widgets.training_view import alarm_html, progress_text, stage_of

COLUMNS = (
    "epoch", "updates", "train_loss", "validation_loss", "gradient_norm", "learning_rate", "seconds",
)  # fmt: skip
# Seconds for the units of an epoch: above the first they are computed beside the event loop, above the second not at
# all while it trains.
QUICK, SLOW = 0.001, 0.1


class Topic(Protocol):
    """Something that a browser follows over the road."""

    owner: str

    @property
    def quick(self) -> bool:
        """Whether `news` is so quick that nobody minds waiting for it."""

    @property
    def due(self) -> float:
        """Seconds until `news` should be asked for."""

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""

    def touch(self) -> None:
        """Somebody looks at it."""

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` whenever there is news, from any thread, until the returned function is called."""

    def news(self, since: int) -> tuple[int, dict[str, Any]]:
        """What came after the cursor `since` (0: everything), and the cursor after it. Takes a millisecond or so."""


class Training:
    """A training as the road tells it; the cursor counts reports."""

    def __init__(self, job: Job) -> None:
        self.owner, self._job, self.due = job.owner, job, 0.0

    @property
    def quick(self) -> bool:
        """Not where its units take long to be computed."""
        newest = None if self._job.finished else self._job.newest
        return newest is None or walking(newest[1], self._job.settings) < QUICK

    @property
    def finished(self) -> bool:
        """As of the job."""
        return self._job.finished

    def touch(self) -> None:
        """The reaper leaves it alone."""
        self._job.touch()

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        """As of the job."""
        return self._job.subscribe(wake)

    def news(self, since: int) -> tuple[int, dict[str, Any]]:
        """State, place or progress in words, share done, new reports, the newest prediction and units, the alarms."""
        job = self._job
        # Before the reports: a training that ends in between is told as ended with all of them the next time.
        told: dict[str, Any] = {"state": job.state, "finished": job.finished, "stage": stage_of(job)}
        reports = list(job.reports)
        told["text"] = progress_text(job, server.host().ready)
        told["share"] = job.done
        units = None if told["finished"] else self._units(since)
        if units is not None:
            told["units"] = units
        if len(reports) > since:
            names = (*COLUMNS, *(ACCURACIES if job.prepared.classes else ()))
            rows = np.array([[getattr(report, name) for name in names] for report in reports[since:]], np.float32)
            told |= {"from": since, "names": names, "rows": packed(rows)}
            if not job.prepared.classes:
                prediction = job.prepared.to_unit(job.prepared.validation, reports[-1].validation_prediction)
                told["prediction"] = packed(job.prepared.line(prediction))
            told["alarms"] = [alarm_html(alarm) for alarm in alarms(reports, job.settings, told["finished"])]
        return len(reports), told

    def _units(self, since: int) -> dict[str, Any] | None:
        """The units after the newest epoch whose weights are known, where that came after the cursor."""
        job, newest = self._job, self._job.newest
        if newest is None or newest[0] < since or not has_cells(job.settings.network.kind):
            return None
        epoch, weights = newest
        if walking(weights, job.settings) > SLOW:
            return None
        return units_message({epoch: units_of(weights, probe(job.prepared), job.settings.network)})


def topic_of(id: str) -> Topic | None:
    """The training or the view behind an id, None when there is none (any more)."""
    job = server.host().job(id)
    return Training(job) if job is not None else views.find(id)
