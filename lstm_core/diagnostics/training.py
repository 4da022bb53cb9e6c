"""What the course of the training says, and the settings that shaped it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm_core.diagnostics.types import Case, Finding, Severity
from lstm_core.evaluation import Alarm
from lstm_core.evaluation.alarms import FEWEST_UPDATES, SMOOTH
from lstm_core.settings import Settings, specs

# A mask that hides the only feature hides the whole window; with three features hardly any window is lost.
FEW_FEATURES = 2
# Without dropout the two measures of the training loss agree within 1 %; with dropout 0.2 the ratio was 1.2 to 3.
DROPOUT_RATIO = 1.15
EASIER = 0.9
# The loss at the end over that one fifth of the epochs earlier.
FALLING, FALLING_SHARE = 0.9, 0.2
ENOUGH_UPDATES = 2 * FEWEST_UPDATES
PATIENCE, DROPOUT = 10, 0.2


def not_finite(case: Case) -> Finding | None:
    """Number: epochs with a loss, gradient or prediction that is no number, or 1 where the final predictions are none.
    Threshold: 0.
    """
    alarm = case.alarms.get("not_finite")
    if alarm is None and case.finite:
        return None
    number = alarm.evidence if alarm else 1.0
    facts = {"epoch": float(alarm.epoch if alarm else case.run.history["epoch"][-1]), "epochs": number}
    return Finding("not_finite", Severity.INVALID, number, 0.0, _norms(case), facts, _calmer(case.settings))


def exploding(case: Case) -> Finding | None:
    """Number: largest gradient norm of the training. Threshold: 1,000; tanh stayed below 42 in 160 trainings."""
    alarm = case.alarms.get("exploding")
    if alarm is None:
        return None
    return Finding("exploding", Severity.FAULT, alarm.evidence, alarm.threshold, _norms(case), {
        "norm": alarm.evidence, "epoch": float(alarm.epoch)}, _calmer(case.settings))  # fmt: skip


def _norms(case: Case) -> dict[str, np.ndarray]:
    return {key: case.run.history[key][1:] for key in ("epoch", "gradient_norm")}


def _calmer(settings: Settings) -> dict[str, Any]:
    """The first thing that tames gradients and is not there yet."""
    if settings.network.activation != "tanh":
        return {"activation": "tanh"}
    if settings.preparation.scaling == "none":
        return {"scaling": "zscore"}
    if settings.training.clip == 0:
        return {"clip": 1.0}
    return {"lr": max(specs()["lr"].low or 0.0, settings.training.learning_rate / 10)}


def under_trained(case: Case) -> Finding | None:
    """Number: updates of the weights. Threshold: 100; 50 left the default series at three times the error of 100."""
    alarm = case.alarms.get("under_trained")
    if alarm is None:
        return None
    per_epoch = alarm.evidence / max(1, alarm.epoch)
    facts = {"updates": alarm.evidence, "epochs": float(alarm.epoch)}
    more = _epochs(case.settings, math.ceil(ENOUGH_UPDATES / per_epoch))
    return Finding("under_trained", Severity.FAULT, alarm.evidence, alarm.threshold, _losses(case), facts, more)


def still_falling(case: Case) -> Finding | None:
    """Number: validation loss at the end over that one fifth of the epochs earlier, medians of five. Threshold: 0.9."""
    losses = case.run.history["validation_loss"][1:]
    back = round(FALLING_SHARE * len(losses))
    if "under_trained" in case.alarms or back < SMOOTH or case.run.ending == "early":
        return None
    train = case.run.history["train_loss"][1:]
    ratios = [float(np.median(loss[-SMOOTH:]) / np.median(loss[-SMOOTH - back : -back])) for loss in (losses, train)]
    if not max(ratios) < FALLING:
        return None
    more = _epochs(case.settings, 2 * len(losses))
    facts = {"percent": 100 * (1 - ratios[0]), "back": float(back), "epochs": float(len(losses))}
    return Finding("still_falling", Severity.WARNING, ratios[0], FALLING, _losses(case), facts, more)


def _epochs(settings: Settings, wanted: int) -> dict[str, Any]:
    most = min(int(specs()["epochs"].high or 1), wanted)
    return {"epochs": most} if most > settings.training.epochs else {}


def _losses(case: Case) -> dict[str, np.ndarray]:
    return {key: case.run.history[key] for key in ("epoch", "train_loss", "validation_loss", "batch_loss")}


def overfitting(case: Case) -> Finding | None:
    """Number: validation loss over training loss at the end. Threshold: 1.5, and rising for 15 epochs or more."""
    alarm = case.alarms.get("overfitting")
    if alarm is None:
        return None
    facts = {"ratio": alarm.evidence, "epoch": float(alarm.epoch)}
    return Finding(
        "overfitting", Severity.FAULT, alarm.evidence, alarm.threshold, _losses(case), facts, _shorter(alarm)
    )


def _shorter(alarm: Alarm) -> dict[str, Any]:
    helps: Mapping[str, Any] = {"patience": PATIENCE, "dropout": DROPOUT, "epochs": max(1, alarm.epoch)}
    key = next(knob for knob in alarm.knobs if knob in helps)
    return {key: helps[key]}


def not_learning(case: Case) -> Finding | None:
    """Number: best validation loss over that of the untrained network. Threshold: 0.95.

    Only where a baseline is better: where none is, there may be nothing to learn.
    """
    alarm = case.alarms.get("not_learning")
    if alarm is None or not case.place.verdict.startswith("worse"):
        return None
    facts = {"ratio": alarm.evidence, "epoch": float(alarm.epoch)}
    return Finding("not_learning", Severity.WARNING, alarm.evidence, alarm.threshold, _losses(case), facts,
                   case.differing(("transform", "season", "lr")))  # fmt: skip


def input_dropout(case: Case) -> Finding | None:
    """Number: share of the training windows that are hidden whole, rate to the power of the features. Threshold: 0, for
    one feature or two.
    """
    rate, features = case.settings.network.input_dropout, len(case.prepared.features)
    if rate == 0 or features > FEW_FEATURES:
        return None
    hidden = rate**features
    masks = np.random.default_rng(0).random((24, features)) < rate
    return Finding(
        "input_dropout", Severity.FAULT if features == 1 else Severity.WARNING, hidden, 0.0, {"hidden": masks},
        {"rate": rate, "percent": 100 * hidden, "features": "one feature" if features == 1 else "two features"},
        {"input_dropout": 0.0, "dropout": max(rate, case.settings.network.dropout)},
    )  # fmt: skip


def below_by_dropout(case: Case) -> Finding | None:
    """Number: training loss as training saw it over that of the finished epoch without dropout, medians of five.
    Threshold: 1.15, where the validation loss lies below the former.
    """
    seen, train, validation = _last_losses(case)
    network = case.settings.network
    hides = max(network.dropout, network.input_dropout, network.recurrent_dropout) > 0
    ratio = seen / train if train > 0 else math.nan
    if not (hides and validation < seen and ratio > DROPOUT_RATIO):
        return None
    facts = {"seen": seen, "train": train, "validation": validation, "ratio": ratio}
    return Finding("below_by_dropout", Severity.NOTE, ratio, DROPOUT_RATIO, _losses(case), facts)


def below_by_easier_part(case: Case) -> Finding | None:
    """Number: validation loss over training loss, both without dropout, medians of five. Threshold: 0.9."""
    _, train, validation = _last_losses(case)
    ratio = validation / train if train > 0 else math.nan
    if not ratio < EASIER:
        return None
    parts = {part: case.evaluation.truth[part][:, 0] for part in ("train", "validation")}
    facts = {
        "ratio": ratio, "train": train, "validation": validation, "sd_train": float(np.std(parts["train"])),
        "sd_validation": float(np.std(parts["validation"])), "windows": float(len(parts["validation"])),
    }  # fmt: skip
    return Finding("below_by_easier_part", Severity.NOTE, ratio, EASIER, _losses(case), facts)


def _last_losses(case: Case) -> tuple[float, float, float]:
    """Training loss as training saw it, without dropout, and validation loss: medians over the last five epochs."""
    names = ("batch_loss", "train_loss", "validation_loss")
    seen, train, validation = (float(np.median(case.run.history[name][1:][-SMOOTH:])) for name in names)
    return seen, train, validation
