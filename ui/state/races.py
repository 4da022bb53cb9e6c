"""The race of this session: which trainings run side by side, kept in the address as a single run is."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from lstm_core.experiments.race import CONTENDERS
from lstm_core.host.training_job import Job
from lstm_core.training.loop import validate
from ui.state import server, session, slots

# Between two contenders and inside one; neither stands in a key or an id.
_BETWEEN, _INSIDE = ".", ":"


def jobs() -> dict[str, Job]:
    """Contender key → its training, in the order of the race; what this server or browser does not know is left out."""
    found = {}
    for part in slots.RACE.get().split(_BETWEEN):
        key, _, job_id = part.partition(_INSIDE)
        job = server.host().job(job_id) if key in CONTENDERS else None
        if job is not None and job.owner == server.token():
            found[key] = job
    return found


def running() -> bool:
    """Whether somebody still trains."""
    return any(not job.finished for job in jobs().values())


def start(keys: Sequence[str]) -> list[Job]:
    """Train the contenders on the present experiment. Raises LabError, and trains none, when one of them cannot be."""
    series, prepared = session.series(), session.prepared()
    experiments = {key: CONTENDERS[key].settings(session.settings()) for key in keys}
    for experiment in experiments.values():
        validate(experiment, prepared)
    stop()
    group = secrets.token_hex(8)
    started = {key: session.submit(experiment, series, prepared, group) for key, experiment in experiments.items()}
    slots.RACE.set(_BETWEEN.join(f"{key}{_INSIDE}{job.id}" for key, job in started.items()))
    return list(started.values())


def stop() -> None:
    """End every training of the race."""
    for job in jobs().values():
        job.stop()
