"""A whole training as a film under its charts, played by the browser alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lstm_core.host.training_job import Job
from lstm_core.runs.film import MAX_FRAMES, MAX_POINTS
from lstm_core.runs.run import Run
from ui.charts.common import numbers
from ui.format.text import text
from ui.state import current_run, server, slots
from ui.state.films import RunFilm
from ui.widgets.component import component
from ui.widgets.gates_cost import affordable
from ui.widgets.training_view import View

# A run that no training of this server stands behind has its predictions computed once; nobody waits longer for it.
SECONDS = 0.5
# The first and the last epoch alone are no film.
FEWEST_FRAMES = 3

_player = component("film", isolate_styles=False)


def film_of(job: Job | None, view: View) -> str | None:
    """The id of the film of what the charts show; None where too little of it was kept."""
    if not view.trained:
        return None
    if job is None:
        return _of_run(current_run.run())
    if job.finished and (len(job.reports) < FEWEST_FRAMES or not (job.has_frames or job.prepared.classes)):
        return None
    return job.id


def units_of(job: Job | None) -> str:
    """Whose units a picture of the trained network shows: the id of a film, kept enough of or not."""
    return job.id if job is not None else _reel(current_run.run())


def _of_run(run: Run) -> str | None:
    if not run.prepared.classes and min(len(run.snapshots), _most(run)) < FEWEST_FRAMES:
        return None
    return _reel(run)


def _most(run: Run) -> int:
    """At how many epochs its predictions can be computed."""
    if run.prepared.classes:
        return MAX_FRAMES
    return affordable(run, SECONDS) // min(MAX_POINTS, len(run.prepared.validation))


def _reel(run: Run) -> str:
    """The id of its film, the same as long as it is in front."""
    kept = slots.FILM.get()
    if kept is None or kept[0] is not run:
        kept = run, RunFilm(server.token(), run, _most(run))
        slots.FILM.set(kept)
    return kept[1].id


def part(film: str | None, words: str, curves: Sequence[int] = (), line: int | None = None) -> dict[str, Any] | None:
    """What makes a chart a part of a film: its traces that grow with the epochs, or the one that is a prediction.

    words: the chart at an epoch, with ``{column}`` of the training.
    """
    return None if film is None else {"key": film, "curves": list(curves), "line": line, "alt": words}


def player(job: Job | None, view: View, key: str) -> None:
    """Play, step, scrub and speed; nothing where there is no film. key: its own."""
    film = film_of(job, view)
    if film is None:
        return
    classes = bool(view.prepared.classes)
    told = ("classify/film_told",) if classes else ("film/told", "film/told_before")
    moves = job is not None and not job.finished
    data = {
        "film": film, "key": server.road_key(), "moves": moves,
        # A training that goes on has its scale from the start, so that the handle walks and does not jump.
        "last": view.settings.training.epochs if moves else view.epoch,
        "told": [text(words) for words in told],
        # What stands there until the film itself is asked for.
        "end": {name: numbers(column[-1:])[0] for name, column in view.history.items() if len(column)},
        "still": text("film/still"), "waits": text("film/waits"), "lost": text("film/lost"),
    }  # fmt: skip
    _player(key=key, data=data)
