"""Settings that suit a series, with a reason for each choice; from its training part only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lstm_core.errors import DataError
from lstm_core.explore.dependence import is_constant
from lstm_core.prepare import first_position, part_boundaries
from lstm_core.recommend.effort import effort
from lstm_core.recommend.preparation import NOTHING, Plan, Why, plan
from lstm_core.series.types import Series
from lstm_core.settings import PreparationSettings, Settings, specs

__all__ = ["Recommendation", "Why", "explain_recommendation", "recommend"]

FEWEST_POINTS = 30
# Fewer windows than this are no training.
FEWEST_WINDOWS = 8
SMALLEST_VALIDATION, TEST_SHARE = 0.05, 0.2
# Long enough to hold the events that a target hidden from the network depends on.
HIDDEN_WINDOW = 50


@dataclass(frozen=True)
class Recommendation:
    """settings: what suits the series; its `data` part and seed are the defaults.

    reasons: short setting key → why, with the numbers of its sentence (`ui/text/prepare/why_<id>.md`); under "expect"
    stands what the network may be expected to do.
    """

    settings: Settings
    reasons: Mapping[str, Why]


def recommend(series: Series, horizon: int = 1) -> Settings:
    """Preparation, network and training that suit `series`; arguments and errors as in `explain_recommendation`."""
    return explain_recommendation(series, horizon).settings


def explain_recommendation(series: Series, horizon: int = 1) -> Recommendation:
    """Settings that suit `series`, found on their own training part, the first three quarters or a little less.

    The validation part is as small as it may be and the test part is the last fifth. Neither is looked at: other
    values there, the same recommendation.
    Raises SettingsError for a horizon out of bounds, DataError when training values are missing or too few.
    """
    base = Settings().change(horizon=horizon, **_split(len(series), horizon))
    end = part_boundaries(series, base.preparation)[0]
    y = _training_values(series, end)
    if horizon == 0 or series.target not in series.features or is_constant(y):
        return _without_trial(base, series, end)
    found = plan(y, horizon, may_log=bool((_used(series)[:end] > 0).all()))
    preparation = {
        "log": "yes" if found.log else "no", "transform": found.transform, "window": found.window,
        "season": found.season or base.preparation.season,
    }  # fmt: skip
    prepared = base.change(**preparation)
    network, reasons = effort(found, _windows(end, prepared.preparation))
    return Recommendation(
        prepared.change(**network),
        {**found.reasons, "train": _why_split(base), **reasons, "expect": _why_expect(found)},
    )


def _split(length: int, horizon: int) -> dict[str, float]:
    """Shares of the parts: the smallest validation part, and a fifth for the test, unless a window needs more."""
    needed = math.ceil(100 * (horizon + 1) / length) / 100
    validation, test = max(SMALLEST_VALIDATION, needed), max(TEST_SHARE, needed)
    train = round(1 - validation - test, 2)
    if length < FEWEST_POINTS or train < (specs()["train"].low or 0):
        raise DataError(
            f"{length} points are too few for a recommendation with horizon {horizon}: at least {FEWEST_POINTS} are "
            "needed, and more for a long horizon. Make the series longer or the horizon shorter."
        )
    return {"train": train, "validation": validation}


def _training_values(series: Series, end: int) -> np.ndarray:
    used = _used(series)[:end]
    if not np.isfinite(used).all():
        raise DataError("The training part has missing values. Choose on the Data page how to repair them.")
    return series.y[:end]


def _used(series: Series) -> np.ndarray:
    """Target and features, (n, columns)."""
    return np.column_stack([series.y, series.x])


def _windows(end: int, settings: PreparationSettings) -> int:
    """How many training windows the settings give in a training part of `end` points."""
    count = end - first_position(settings) - settings.window - settings.horizon + 1
    if count < FEWEST_WINDOWS:
        raise DataError(
            f"{end} training points give too few windows for horizon {settings.horizon}. "
            "Make the series longer or the horizon shorter."
        )
    return count


def _without_trial(base: Settings, series: Series, end: int) -> Recommendation:
    """Where the target's own past is not what the network reads, or has nothing to tell: values as they are."""
    hidden = series.target not in series.features or base.preparation.horizon == 0
    window = max(1, min(HIDDEN_WINDOW if hidden else base.preparation.window, end // 6))
    reason = Why("hidden" if hidden else "constant", {"window": window})
    found = Plan(False, "level", None, window, False, not hidden, math.nan, {"transform": reason})
    prepared = base.change(window=window)
    network, reasons = effort(found, _windows(end, prepared.preparation))
    return Recommendation(prepared.change(**network), {**found.reasons, "train": _why_split(base), **reasons})


def _why_split(settings: Settings) -> Why:
    parts = settings.preparation
    test = 1 - parts.train_share - parts.validation_share
    shares = {"train": parts.train_share, "validation": parts.validation_share, "test": test}
    return Why("split", {name: 100 * share for name, share in shares.items()})


def _why_expect(found: Plan) -> Why:
    if found.error >= NOTHING:
        return Why("expect_nothing")
    return Why("expect_gain", {"gain": 100 * (1 - math.sqrt(found.error))})
