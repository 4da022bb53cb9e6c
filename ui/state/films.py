"""Trainings that a browser plays as a film: their numbers of every epoch, and their predictions at some."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
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

    def film(self) -> Film:
        """Computes the predictions."""
        run = self._run
        frames = {} if run.prepared.classes else frames_of(run, min(self._most, MAX_FRAMES))
        return Film(self.owner, True, run.history, _lines(run.prepared, frames))


def find(id: str) -> tuple[str, Callable[[], Film]] | None:
    """Whose film this is, and what makes it, in any thread; None when there is none (any more)."""
    job = server.host().job(id)
    if job is not None:
        return job.owner, lambda: _of_job(job)
    found = _films.get(id)
    return None if found is None else (found.owner, found.film)


def _of_job(job: Job) -> Film:
    # Asked first: what ends meanwhile is told as one that goes on, and asked for again.
    whole = job.finished
    frames = job.frames()
    return Film(job.owner, whole, history(list(job.reports)), _lines(job.prepared, frames))


def _lines(prepared: Prepared, frames: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
    return {epoch: frame_line(prepared, kept) for epoch, kept in frames.items()}
