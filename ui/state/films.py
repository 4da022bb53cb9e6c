"""Trainings that a browser plays as a film: their numbers of every epoch, and their predictions at some."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakValueDictionary

import numpy as np

from lstm_core.host.training_job import Job
from lstm_core.prepare import Prepared
from lstm_core.runs.film import MAX_FRAMES, frame_line, frames_of
from lstm_core.runs.run import Run
from lstm_core.training.loop import history
from ui.state import server

_films: WeakValueDictionary[str, RunFilm] = WeakValueDictionary()


@dataclass(frozen=True)
class Film:
    """What a browser needs of a training to play it.

    owner: whose it is. whole: whether nothing more will come. history: as of `Run`.
    lines: epoch → (points,) the newest points of its prediction of the validation part, in the series' own unit; none
    where classes are named.
    """

    owner: str
    whole: bool
    history: Mapping[str, np.ndarray]
    lines: Mapping[int, np.ndarray]


class RunFilm:
    """The film of a run that no training of this server stands behind; found by its id as long as somebody has it."""

    def __init__(self, owner: str, run: Run, most: int) -> None:
        """most: at how many epochs predictions are computed."""
        self.id, self.owner, self._run, self._most = f"f{secrets.token_urlsafe(16)}", owner, run, most
        _films[self.id] = self

    @property
    def whole(self) -> bool:
        """Whether nothing more will come."""
        return True

    def run(self) -> Run:
        """As it is now."""
        return self._run

    def film(self) -> Film:
        """Computes the predictions."""
        run = self._run
        frames = {} if run.prepared.classes else frames_of(run, min(self._most, MAX_FRAMES))
        return Film(self.owner, True, run.history, _lines(run.prepared, frames))


class JobFilm:
    """The film of a training of this server, as far as it has come."""

    def __init__(self, job: Job) -> None:
        self.owner, self._job = job.owner, job

    @property
    def whole(self) -> bool:
        """Whether nothing more will come."""
        return self._job.finished

    def run(self) -> Run | None:
        """With all weights that were kept so far; None before the first."""
        job = self._job
        # Windows that have rested are cut once for all who ask.
        return job.run() if job.has_weights and job.prepared else None

    def film(self) -> Film:
        """Reads the predictions."""
        job = self._job
        # Asked first: what ends meanwhile is told as one that goes on, and asked for again.
        whole = self.whole
        frames = job.frames()
        return Film(job.owner, whole, history(list(job.reports)), _lines(job.prepared, frames))


def find(id: str) -> RunFilm | JobFilm | None:
    """What makes this film, in any thread; None when there is none (any more)."""
    job = server.host().job(id)
    return JobFilm(job) if job is not None else _films.get(id)


def _lines(prepared: Prepared, frames: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
    return {epoch: frame_line(prepared, kept) for epoch, kept in frames.items()}
