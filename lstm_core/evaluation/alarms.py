"""What goes wrong in a training, from its reports: measured thresholds, and the settings to turn.

The sentence of each alarm is lesson text and lies with the other texts, under the alarm's id.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lstm_core.runs.run import EpochReport
from lstm_core.settings import Settings

# tanh on scaled data stayed below 42 in 160 runs with learning rates up to 0.1; diverging runs passed 1e3 to 1e13.
EXPLODING = 1e3
# On the default series 50 updates left RMSE 0.34; 100 and more reached 0.126.
FEWEST_UPDATES = 100
# Validation over training loss, and how far and how long validation has risen since its best.
OVERFIT_RATIO = 1.5
OVERFIT_RISE = 1.2
OVERFIT_EPOCHS = 15
SMOOTH = 5
# Best validation loss over the untrained network's, after a fair share of the epochs. A random walk's changes, where
# nothing can be learned, stay above 0.95; the default series is at 0.03.
NOT_LEARNING = 0.95
FAIR_SHARE = 0.3
AlarmId = Literal["not_finite", "exploding", "under_trained", "overfitting", "not_learning"]


@dataclass(frozen=True)
class Alarm:
    """One thing that goes wrong.

    evidence: the number that shows it, and threshold: what it was compared with. In this order of ids: epochs with
        a number that is not finite (0); largest gradient norm (1,000); updates done, or planned while it runs (100);
        validation loss over training loss (1.5); best validation loss over the untrained network's (0.95).
    epoch: where it shows: first bad epoch, largest gradient, last epoch, best validation loss.
    knobs: short keys of the settings that help, the most useful first.
    """

    id: AlarmId
    evidence: float
    threshold: float
    epoch: int
    knobs: tuple[str, ...]


def alarms(reports: Sequence[EpochReport], settings: Settings, done: bool) -> list[Alarm]:
    """Alarms for a training so far, the most serious first.

    reports: from epoch 0, the untrained network, on. done: whether the training has ended, for whatever reason.
    """
    if not reports:
        return []
    broken = _not_finite(reports, settings)
    checks = [broken, _exploding(reports, settings)]
    if broken is None:
        checks += [
            _under_trained(reports, settings, done),
            _not_learning(reports, settings, done),
            _overfitting(reports, settings),
        ]
    return [alarm for alarm in checks if alarm is not None]


def _not_finite(reports: Sequence[EpochReport], settings: Settings) -> Alarm | None:
    bad = [report.epoch for report in reports if not _is_finite(report)]
    return Alarm("not_finite", len(bad), 0, bad[0], _calming(settings)) if bad else None


def _is_finite(report: EpochReport) -> bool:
    numbers = [report.train_loss, report.validation_loss]
    if report.epoch > 0:  # before the first update there is no batch and no gradient
        numbers += [report.batch_loss, report.gradient_norm]
    return all(map(math.isfinite, numbers)) and bool(np.isfinite(report.validation_prediction).all())


def _exploding(reports: Sequence[EpochReport], settings: Settings) -> Alarm | None:
    large = [report for report in reports if EXPLODING < report.gradient_norm < math.inf]
    if not large:
        return None
    worst = max(large, key=lambda report: report.gradient_norm)
    return Alarm("exploding", worst.gradient_norm, EXPLODING, worst.epoch, _calming(settings))


def _calming(settings: Settings) -> tuple[str, ...]:
    """What tames gradients; a knob that already stands where it helps is not named."""
    helps = {
        "activation": settings.network.activation != "tanh",
        "scaling": settings.preparation.scaling == "none",
        "clip": settings.training.clip == 0,
        "lr": True,
    }
    return tuple(knob for knob, useful in helps.items() if useful)


def _under_trained(reports: Sequence[EpochReport], settings: Settings, done: bool) -> Alarm | None:
    last = reports[-1]
    if last.epoch == 0:
        return None
    planned = last.updates if done else last.updates / last.epoch * settings.training.epochs
    if planned >= FEWEST_UPDATES:
        return None
    return Alarm("under_trained", planned, FEWEST_UPDATES, last.epoch, ("epochs", "batch"))


def _not_learning(reports: Sequence[EpochReport], settings: Settings, done: bool) -> Alarm | None:
    """Validation never got clearly below the untrained network, after 100 updates and 30 % of the epochs."""
    last, untrained = reports[-1], reports[0].validation_loss
    waited = done or last.epoch >= FAIR_SHARE * settings.training.epochs
    if last.updates < FEWEST_UPDATES or not waited or reports[0].epoch != 0 or untrained <= 0:
        return None
    best = min(reports[1:], key=lambda report: report.validation_loss)
    ratio = best.validation_loss / untrained
    if ratio < NOT_LEARNING:
        return None
    return Alarm("not_learning", ratio, NOT_LEARNING, best.epoch, ("lr", "window", "transform"))


def _overfitting(reports: Sequence[EpochReport], settings: Settings) -> Alarm | None:
    """Validation rises: 1.5 times above training and 1.2 times above its own best, 15 epochs or more after that.

    Levels are medians, so that one bad epoch is no trend: now = over the last 5 epochs. A hump after the best epoch
    that is being worked off, as early in a training on a trend, is no overfitting: the later half of the time since
    the best must lie above the earlier half.
    """
    losses = np.array([report.validation_loss for report in reports])
    best = int(losses.argmin())
    since = losses[best + 1 :]
    if len(since) < OVERFIT_EPOCHS or reports[best].epoch == 0:
        return None
    earlier, later = np.array_split(since, 2)
    validation = float(np.median(losses[-SMOOTH:]))
    train = float(np.median([report.train_loss for report in reports[-SMOOTH:]]))
    rising = np.median(later) > np.median(earlier) and validation > OVERFIT_RISE * losses[best]
    if not rising or validation <= OVERFIT_RATIO * train:
        return None
    ratio = validation / train if train > 0 else math.inf
    helps = {
        "patience": settings.training.patience == 0,
        "epochs": True,
        "dropout": settings.network.dropout == 0,
        "units": settings.network.units > 1,
    }
    knobs = tuple(knob for knob, useful in helps.items() if useful)
    return Alarm("overfitting", ratio, OVERFIT_RATIO, reports[best].epoch, knobs)
