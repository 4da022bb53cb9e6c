"""The last trainings of a learner, small enough to be kept: the newest as ghosts in the charts, all as a trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lstm_core.host.training_job import Job
from lstm_core.notebook import changed_keys, pin
from lstm_core.settings import Settings, specs
from ui.charts.ghosts import Ghost
from ui.charts.training import MAX_POINTS, evenly
from ui.state import server, session
from ui.state.saved_choices import keep_choices, recall_choices
from ui.state.slots import Slot
from ui.widgets.settings import setting_text
from ui.widgets.training_view import View

# So many are kept; so many of them, and those that are pinned, stay in the charts.
MOST, GHOSTS = 30, 3
# So many of the trainings that were dropped last may still be asked for by a page that is on its way.
ASKED_FOR = 5
# So many settings name a ghost.
MOST_NAMED = 2


@dataclass(frozen=True)
class Tried:
    """A training that has ended. id: as `View.key`.

    epochs, losses: (points,), the validation loss after these epochs. times, prediction: (points,), the newest points
    of the validation part in the series' own unit; None where classes are named. scale: by what its target was divided,
    for losses of another scale do not compare. quick: whether a moved knob began it, so that the notebook has it only
    where it is pinned.
    """

    id: str
    settings: Settings
    epochs: np.ndarray
    losses: np.ndarray
    times: np.ndarray
    prediction: np.ndarray | None
    scale: tuple[float, float] | None
    quick: bool
    pinned: bool = False


# The oldest first; ids of the trainings that a moved knob began and that are still with the host, the newest last.
TRAIL: Slot[tuple[Tried, ...]] = Slot("train_trail", ())
QUICK: Slot[tuple[str, ...]] = Slot("train_quick", ())


def gather(job: Job | None, view: View) -> None:
    """Put what the charts show on the trail, once, if it has been trained to its end.

    job: the training behind it, None for a run that none of this server stands behind.
    """
    ended = view.trained if job is None else job.ending in ("done", "early")
    if not ended or any(one.id == view.key for one in TRAIL.get()):
        return
    if np.isfinite(view.history["validation_loss"][-1]):
        _keep((*TRAIL.get(), _tried(view)))


def _tried(view: View) -> Tried:
    kept, shown = evenly(len(view.history["epoch"])), slice(-MAX_POINTS, None)
    prediction = None if view.prediction is None else view.prediction[shown].astype(np.float32)
    return Tried(
        view.key, view.settings, view.history["epoch"][kept].astype(np.int32),
        view.history["validation_loss"][kept].astype(np.float32), view.times[shown].copy(), prediction, _scale(view),
        view.key in QUICK.get(),
    )  # fmt: skip


def _scale(view: View) -> tuple[float, float] | None:
    if view.prepared.classes:
        return None
    scaler = view.prepared.target_scaler
    return float(scaler.center[0]), float(scaler.scale[0])


def _keep(trail: Sequence[Tried]) -> None:
    """The newest trainings and the pinned ones."""
    unpinned = [one for one in trail if not one.pinned]
    gone = {one.id for one in unpinned[:-MOST]}
    _put(tuple(one for one in trail if one.id not in gone))


def recall() -> None:
    """After a reload: what this browser has tried before."""
    recall_choices(TRAIL.key, QUICK.key)


def _put(trail: tuple[Tried, ...]) -> None:
    TRAIL.set(trail)
    keep_choices(TRAIL.key)


def begun(job: Job) -> None:
    """A moved knob has begun this training."""
    QUICK.set((*QUICK.get(), job.id))
    keep_choices(QUICK.key)


def let_go(now: str) -> None:
    """Have the host forget what a knob began and what is no longer looked at; of what is no ghost, the two ends stay.

    now: the training in front.
    """
    trail = {one.id for one in TRAIL.get()} | set(QUICK.get()[-ASKED_FOR:])
    near = {one.id for one in TRAIL.get()[-GHOSTS:]}
    stay = []
    for old in QUICK.get():
        job = server.host().job(old)
        if old != now and old not in trail:
            server.host().forget(old)
        elif job is not None:
            stay.append(old)
            if old != now and old not in near:
                job.thin()
    QUICK.set(tuple(stay))
    keep_choices(QUICK.key)


def ghosts(view: View) -> list[Tried]:
    """The trainings that stay in the charts of another one: of the same series and question, the newest first."""
    others = [one for one in reversed(TRAIL.get()) if one.id != view.key and _alike(one, view)]
    newest = [one for one in others if not one.pinned][:GHOSTS]
    return [one for one in others if one.pinned][:GHOSTS] + newest


def _alike(one: Tried, view: View) -> bool:
    mine, theirs = view.settings, one.settings
    same_window = theirs.preparation.model_copy(update={"window": mine.preparation.window})
    return theirs.data == mine.data and same_window == mine.preparation


def is_comparable(one: Tried, view: View) -> bool:
    """Whether its losses are of the same kind and scale as these, and of the same question."""
    same_loss = one.settings.training.loss == view.settings.training.loss
    return _alike(one, view) and same_loss and one.scale == _scale(view)


def loss_ghosts(view: View) -> list[Ghost]:
    """The validation losses of the ghosts, where they compare."""
    same = [one for one in ghosts(view) if is_comparable(one, view)]
    return [Ghost(name(one, view.settings), one.epochs, one.losses) for one in same]


def prediction_ghosts(view: View) -> list[Ghost]:
    """The predictions of the ghosts, in the series' own unit."""
    return [
        Ghost(name(one, view.settings), one.times, one.prediction)
        for one in ghosts(view) if one.prediction is not None
    ]  # fmt: skip


def name(one: Tried, now: Settings) -> str:
    """An earlier training by what it was set to, where that differs from now."""
    keys = changed_keys(now, one.settings)
    told = [f"{specs()[key].label} {setting_text(key, one.settings.get(key))}" for key in keys[:MOST_NAMED]]
    more = [f"{len(keys) - MOST_NAMED} more"] if len(keys) > MOST_NAMED else []
    return ", ".join([*told, *more]) or "the same settings"


def keep_run(id: str) -> None:
    """Pin a training: it stays in the charts and in the notebook, whoever began it."""
    job, store = server.host().job(id), session.kept()
    if job is None:
        return
    store.keep(job.run(), id)
    # Measured now: the pin needs it there.
    store.book()
    store.change(pin, id, True)
    _put(tuple(replace(one, pinned=True) if one.id == id else one for one in TRAIL.get()))


def clear() -> None:
    """Take all earlier trainings out of the charts; the notebook keeps what it has."""
    now = session.job()
    _put(tuple(one for one in TRAIL.get() if now is not None and one.id == now.id))
