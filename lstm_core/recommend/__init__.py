"""Settings that suit a series, with a reason for each choice; from its training part only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lstm_core.explore.dependence import is_constant
from lstm_core.prepare import first_position, foreign_features, part_boundaries
from lstm_core.recommend.effort import WINDOWS_PER_OUTPUT, effort
from lstm_core.recommend.preparation import PreparationPlan, Why, plan, study
from lstm_core.runtime.cache import PerObject
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import PreparationSettings, Settings, specs

__all__ = ["Recommendation", "Why", "explain_recommendation", "recommend", "steadier"]

FEWEST_POINTS = 30
# Fewer windows than this are no training.
FEWEST_WINDOWS = 8
SMALLEST_VALIDATION, TEST_SHARE = 0.05, 0.2
# Long enough to hold the events that a target hidden from the network depends on.
HIDDEN_WINDOW = 50


def steadier(settings: Settings) -> str:
    """The transform to try where the level wanders: the recommended one, or changes where that reads values."""
    transform = settings.preparation.transform
    return "difference" if transform == "level" else transform


@dataclass(frozen=True)
class Recommendation:
    """settings: what suits the series; its `data` part and seed are the defaults.

    reasons: short setting key → why, with the numbers of its sentence (`ui/text/prepare/why_<id>.md`); under "expect"
    stands what the network may be expected to do.
    """

    settings: Settings
    reasons: Mapping[str, Why]

    @property
    def window(self) -> tuple[int, Why]:
        """The one suggestion for the window, which Explore, Prepare and the doctor quote, and why."""
        return self.settings.preparation.window, self.reasons.get("window", self.reasons["transform"])


# By horizon.
_known: PerObject[int, Recommendation] = PerObject()


def recommend(series: Series, horizon: int = 1) -> Settings:
    """Preparation, network and training that suit a series; arguments and errors as in `explain_recommendation`.

    Parameters
    ----------
    series : Series
        Without missing values.
    horizon : int
        Steps ahead.

    Returns
    -------
    Settings
        The defaults, with what suits the series better.

    Examples
    --------
    >>> settings = lab.Settings().change(series="airpassengers")
    >>> lab.recommend(lab.load_series(settings.data)).preparation.log
    'yes'
    """
    return explain_recommendation(series, horizon).settings


def explain_recommendation(series: Series, horizon: int = 1) -> Recommendation:
    """Settings that suit a series, found on their own training part, the first three quarters or a little less.

    The validation part is as small as it may be and the test part is the last fifth. Neither is looked at: other values
    there, the same recommendation. The answers of a set of separate sequences belong to horizon 0.

    Parameters
    ----------
    series : Series
        Without missing values.
    horizon : int
        Steps ahead.

    Returns
    -------
    Recommendation
        The settings, and for each of them why.

    Raises
    ------
    SettingsError
        For a horizon out of bounds.
    DataError
        When training values are missing or too few, or name classes.

    Examples
    --------
    >>> found = lab.explain_recommendation(lab.load_series(lab.Settings().change(series="nile").data))
    >>> found.settings == lab.recommend(lab.load_series(lab.Settings().change(series="nile").data))
    True
    """
    return _known.get(series, horizon, lambda: _explained(series, horizon))


def _explained(series: Series, horizon: int) -> Recommendation:
    if series.classes:
        raise DataError(
            f"'{series.target}' names classes, and recommendations are found for predicted values. Choose a window as "
            "long as what tells the classes apart."
        )
    ahead = 0 if series.sequence else horizon
    base = Settings().change(horizon=ahead, **_split(series.sequences or len(series), ahead))
    end = part_boundaries(series, base.preparation)[0]
    y = _training_values(series, end)
    if ahead == 0 or series.target not in series.features or is_constant(y):
        return _without_trial(base, series, end, constant=is_constant(y))
    plan, strategy = _plan(series, y, ahead, end)
    prepared = base.change(
        log="yes" if plan.log else "no", transform=plan.transform, window=plan.window,
        season=plan.season or base.preparation.season,
        strategy="recursive" if strategy.get("strategy", Why("")).id == "recursive" else "direct",
    )  # fmt: skip
    return _whole(prepared, plan, strategy, series, end)


def _plan(series: Series, y: np.ndarray, horizon: int, end: int) -> tuple[PreparationPlan, dict[str, Why]]:
    """The plan, and for several steps ahead the reason for the strategy.

    A network that looks one step ahead and feeds on itself learns that step from every window, where one output per
    step has to share them. But its errors add up, most of all those about the season of a series that keeps its time.
    """
    may_log = bool((_used(series)[:end] > 0).all())
    findings = study(y)
    direct = plan(y, findings, horizon, may_log)
    if horizon == 1:
        return direct, {}
    one_step = plan(y, findings, 1, may_log)
    windows = end - one_step.window - horizon + 1
    numbers = {"windows": windows, "each": windows / horizon}
    if foreign_features(series):
        return direct, {"strategy": Why("direct_features", numbers)}
    if one_step.regular:
        return direct, {"strategy": Why("direct_season", numbers)}
    if direct.nothing or one_step.nothing or windows >= WINDOWS_PER_OUTPUT * horizon:
        return direct, {"strategy": Why("direct_many", numbers)}
    return one_step, {"strategy": Why("recursive", numbers)}


def _without_trial(base: Settings, series: Series, end: int, constant: bool) -> Recommendation:
    """Where the target's own past is not what the network reads, or never changes: values as they are."""
    window = series.sequence or max(1, min(base.preparation.window if constant else HIDDEN_WINDOW, end // 6))
    plan = PreparationPlan("level", window, hidden=not constant, nothing=constant)
    why = Why("constant" if constant else "sequences" if series.sequence else "hidden", {"window": window})
    return _whole(base.change(window=window), plan, {"transform": why}, series, end)


def _whole(
    prepared: Settings, plan: PreparationPlan, strategy: Mapping[str, Why], series: Series, end: int
) -> Recommendation:
    """The recommendation with the network and the training that its preparation asks for."""
    network, why = effort(plan, _windows(series, end, prepared.preparation), prepared.preparation.outputs)
    parts = prepared.preparation
    shares = {"train": 100 * parts.train_share, "validation": 100 * parts.validation_share}
    expected = {} if plan.error is None else {"expect": _expect(plan.nothing, plan.error)}
    reasons = {**plan.reasons, **strategy, "train": Why("split", shares), **why, **expected}
    return Recommendation(prepared.change(**network), reasons)


def _expect(nothing: bool, error: float) -> Why:
    return Why("expect_nothing") if nothing else Why("expect_gain", {"gain": 100 * (1 - math.sqrt(error))})


def _split(length: int, horizon: int) -> dict[str, float]:
    """Shares of the parts: the smallest validation part, and a fifth for the test, unless a window needs more."""
    needed = math.ceil(100 * (horizon + 1) / length) / 100
    validation, test = max(SMALLEST_VALIDATION, needed), max(TEST_SHARE, needed)
    train = round(1 - validation - test, 2)
    if length < FEWEST_POINTS or train < (specs()["train"].low or 0.0):
        raise DataError(
            f"{length} points are too few for a recommendation with horizon {horizon}: at least {FEWEST_POINTS} are "
            "needed, and more for a long horizon. Make the series longer or the horizon shorter."
        )
    return {"train": train, "validation": validation}


def _training_values(series: Series, end: int) -> np.ndarray:
    used = _used(series)[:end]
    if not np.isfinite(used).all():
        raise DataError("The training part has missing values. Choose how to repair them.", setting="missing")
    return series.y[:end]


def _used(series: Series) -> np.ndarray:
    """Target and features, (n, columns)."""
    return np.column_stack([series.y, series.x])


def _windows(series: Series, end: int, settings: PreparationSettings) -> int:
    """How many training windows the settings give in a training part of `end` points."""
    count = (
        end // series.sequence
        if series.sequence
        else (end - first_position(settings) - settings.window - settings.horizon + 1)
    )
    if count < FEWEST_WINDOWS:
        raise DataError(
            f"{end} training points give too few windows for horizon {settings.horizon}. "
            "Make the series longer or the horizon shorter."
        )
    return count
