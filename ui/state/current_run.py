"""The run in front of the pages: trained here, kept in the notebook, from a file, or one that came with the app."""

from __future__ import annotations

from lstm_core.host.training_job import Job
from lstm_core.notebook import Entry
from lstm_core.runs.run import Run
from lstm_core.runs.shipped import COUNTER, SINE
from lstm_core.settings import Settings
from ui.state import server, session, slots
from ui.state.cache import cached


def start_job(*, keep: bool = True) -> Job:
    """Hand the present experiment to the training host. Raises LabError when it cannot be trained.

    keep: whether the notebook keeps it once it has ended.
    """
    new = session.submit(session.settings(), session.series(), session.prepared(), keep=keep)
    slots.JOB.set(new.id)
    slots.NOTICES.set([sentence for sentence in session.notices() if sentence != session.RUN_LOST])
    session.put_away()
    return new


def take(chosen: Job) -> None:
    """Put one of this browser's trainings in front of Train, Results and Gates, with its settings."""
    slots.JOB.set(chosen.id)
    session.put_away()
    session.replace(chosen.settings)


def load(run: Run, id: str) -> None:
    """Put a run from a file in front of the pages, with its settings, and keep it in the notebook under `id`."""
    session.kept().keep(run, id)
    session.put_in_front(run, id)
    session.replace(run.settings)


def look_at(entry: Entry) -> None:
    """Put a kept run in front of the pages, with its settings; whole where its training is still there."""
    if not session.open_run(entry.id):
        session.put_in_front(entry.open(), entry.id)
    session.replace(entry.settings)


def look_at_shipped(experiment: Settings = SINE) -> None:
    """Put a run that comes with the app in front of the pages, with its settings."""
    slots.JOB.clear()
    session.put_away()
    session.replace(experiment)


def run() -> Run:
    """The learner's latest run, else one that comes with the app. Raises DataError when that file is missing."""
    mine = session.job()
    if mine is not None and mine.has_weights:
        if not mine.finished:
            return mine.run()
        return cached("run", mine.id, mine.run, keep=2, private=True)
    loaded = slots.LOADED.get()
    return loaded or (server.counter() if session.settings() == COUNTER else server.shipped())


def is_shipped() -> bool:
    """Whether `run()` comes with the app because the learner has none yet."""
    mine = session.job()
    return slots.LOADED.get() is None and (mine is None or not mine.has_weights)


def is_trained() -> bool:
    """Whether `run()` answers the experiment in front of the pages, so that its numbers may stand there as its own.

    A learner's run stays theirs when they move a slider, but not for another series. The runs that come with the app
    answer their own settings alone.
    """
    mine = session.job()
    if mine is not None and mine.has_weights:
        return job_in_front() is not None
    loaded = slots.LOADED.get()
    return session.settings() in (SINE, COUNTER) if loaded is None else loaded.settings.data == session.settings().data


def job_in_front() -> Job | None:
    """The learner's latest training where it moves, or has ended and is about the present series."""
    mine = session.job()
    return mine if mine is None or not mine.finished or mine.settings.data == session.settings().data else None
