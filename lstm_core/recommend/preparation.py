"""Which way of preparing suits a series: logarithm, transform, season and window, chosen on the training part."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from lstm_core.explore.season import find_period
from lstm_core.explore.stationarity import judge
from lstm_core.recommend.trial import Way, trial
from lstm_core.settings import specs

# The newest training values tell as much as all of them, and the answer must not keep anyone waiting.
PERIOD_POINTS, TEST_POINTS, TRIAL_POINTS, TRIAL_SEASONS = 5000, 1000, 1500, 6
# A season needs some repetitions to be taken off, and a longer one is no window that a small network reads well.
FEWEST_SEASONS, LONGEST_SEASON_READ = 3, 64
LAGS = 10
# Without a season: as short as the trial allows, and never more than a twelfth of the training part.
WIDTHS, SHORTEST, WINDOWS_PER_STEP = (5, 8, 12, 20, 32), 3, 12
# Longer windows and logarithms must earn their place: less squared error by these factors.
LONGER_WINDOW, LOGARITHM = 0.96, 0.97
# From one and a half seasons a network gains only with many seasons to learn from.
SEASONS_FOR_MORE = 25
# Growth of the level, and of the changes with it, from which logarithms are tried.
LEVEL_GROWTH, CHANGE_SHARE = 1.3, 0.5
# Where networks did worse than the line of the trial, by squared error, in rolling-origin experiments on 40 series.
LEVEL_HANDICAP, WANDERING_HANDICAP, SEASONAL_HANDICAP, CLEAN_SEASON_HANDICAP = 1.05, 1.2, 1.3, 1.35
# Below this error of the trial without seasonal changes, a network learns the season itself.
CLEAN = 0.15
# Correlation one season later from which a season keeps its time; sunspots, at 0.6, do not.
REGULAR = 0.8
# Less gain than this share of the squared error, or than 1/√n, is chance, and nothing was found that beats the last
# value. Several steps ahead neighbouring windows share most of their targets, and chance looks more like skill.
CHANCE, CHANCE_AHEAD = 0.03, 0.1
WANDERS = ("unit_root", "trend")


@dataclass(frozen=True)
class Why:
    """One reason: the id of its sentence and the numbers in it."""

    id: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class PreparationPlan:
    """How to prepare a series, and why.

    season: in steps, or None. regular: the season keeps its time. hidden: the network does not read the target.
    nothing: no forecast was found that beats the last value. error: the trial's squared error over that of the last
    value, None without a trial. reasons: short setting key → reason.
    """

    transform: str
    window: int
    log: bool = False
    season: int | None = None
    regular: bool = False
    hidden: bool = False
    nothing: bool = False
    error: float | None = None
    reasons: Mapping[str, Why] = field(default_factory=dict)

    @property
    def learns_season(self) -> bool:
        """Whether the network has to find out about the season itself."""
        return self.regular and not self.transform.startswith("seasonal") and not self.nothing


@dataclass(frozen=True)
class Traits:
    """What `lstm_core.explore` finds in training values.

    season: in steps, or None where there is none to work with. regular: it keeps its time. wanders: the level does.
    """

    season: int | None
    regular: bool
    wanders: bool


def study(y: np.ndarray) -> Traits:
    """The findings for training values y (n,)."""
    period = find_period(y[-PERIOD_POINTS:])
    longest = min(specs()["season"].high or 1, len(y) // FEWEST_SEASONS)
    usable = period.steps is not None and period.steps <= longest
    wanders = judge(y[-TEST_POINTS:]).verdict in WANDERS
    return Traits(period.steps if usable else None, usable and period.strength >= REGULAR, wanders)


def plan(y: np.ndarray, traits: Traits, horizon: int, may_log: bool) -> PreparationPlan:
    """The plan for training values y (n,).

    may_log: whether every column that is used lies above 0, as far as the training part shows.
    """
    season, regular, wanders = traits.season, traits.regular, traits.wanders
    recent = y[-max(TRIAL_POINTS, TRIAL_SEASONS * (season or 0)) :]
    grown = _growth(y, season) if may_log else None
    tried = _try_all(recent, season, horizon, logs=grown is not None and grown.counts)
    log, transform = min(tried, key=lambda way: tried[way] * _handicap(way, tried, wanders))
    error = tried[log, transform]
    nothing = 1 - error < max(CHANCE if horizon == 1 else CHANCE_AHEAD, 1 / math.sqrt(len(y)))
    window, window_reason = _window(recent, Way(log, transform, 0), season, horizon, len(y))
    log = log and not nothing
    # Changes from step to step repeat with the season, wherever the level has gone.
    if nothing or (transform == "relative" and regular and wanders and horizon == 1):
        transform = "difference"
    reasons = {
        "transform": _why_transform(transform, error, tried[False, "level"], nothing, wanders),
        "log": _why_log(grown, log),
        "window": window_reason,
    }
    return PreparationPlan(transform, window, log, season, regular, False, nothing, error, reasons)


@dataclass(frozen=True)
class _Growth:
    """How much higher the upper half of the values lies, and how much larger the changes are there."""

    level: float
    change: float

    @property
    def counts(self) -> bool:
        """Whether the changes grow with the level: log(change) / log(level) is 1 when by the same share, 0 when not."""
        return self.level >= LEVEL_GROWTH and math.log(self.change) / math.log(self.level) >= CHANGE_SHARE


def _growth(y: np.ndarray, season: int | None) -> _Growth:
    lag = season or 1
    level, change = (y[lag:] + y[:-lag]) / 2, np.abs(y[lag:] - y[:-lag])
    high = level > np.median(level)
    if not high.any() or not change[high].any() or not change[~high].any():
        return _Growth(1.0, 1.0)
    return _Growth(float(level[high].mean() / level[~high].mean()), float(change[high].mean() / change[~high].mean()))


def _try_all(y: np.ndarray, season: int | None, horizon: int, logs: bool) -> dict[tuple[bool, str], float]:
    """Error of the trial by (log, transform)."""
    lags = season + 1 if season is not None and season <= LONGEST_SEASON_READ else LAGS
    lags = max(SHORTEST, min(lags, len(y) // 6))
    transforms = ("level", "relative", "seasonal", "seasonal_relative") if season else ("level", "relative")
    return {
        (log, transform): trial(y, Way(log, transform, lags), season or 1, horizon)
        for log in ((False, True) if logs else (False,))
        for transform in transforms
    }


def _handicap(way: tuple[bool, str], tried: Mapping[tuple[bool, str], float], wanders: bool) -> float:
    log, transform = way
    factor = 1 / LOGARITHM if log else 1.0
    if transform == "level":
        return factor * LEVEL_HANDICAP * (WANDERING_HANDICAP if wanders else 1)
    if transform == "relative":
        return factor
    factor *= SEASONAL_HANDICAP if transform == "seasonal" else 1
    clean = min(error for (_, other), error in tried.items() if other == "relative") < CLEAN
    return factor * (CLEAN_SEASON_HANDICAP if clean else 1)


def _window(y: np.ndarray, way: Way, season: int | None, horizon: int, length: int) -> tuple[int, Why]:
    """The shortest window whose trial no longer one beats clearly; a season where there is one to read."""
    cap = max(SHORTEST, length // WINDOWS_PER_STEP)
    if season is not None and season <= min(LONGEST_SEASON_READ, 2 * cap):
        half_more = max(SHORTEST, season + season // 2)
        if horizon > 1 and not way.transform.startswith("seasonal"):
            # To tell a whole season ahead how this one differs from the last, a window must have seen both.
            widths = [half_more]
        else:
            widths = [max(SHORTEST, season)] + [half_more] * (length >= SEASONS_FOR_MORE * season)
    else:
        widths = [width for width in WIDTHS if width <= cap] or [cap]
    errors = {width: trial(y, Way(way.log, way.transform, width), season or 1, horizon) for width in widths}
    best = min(errors.values())
    window = min(width for width in widths if errors[width] * LONGER_WINDOW <= best)
    if season is not None and window >= season:
        return window, Why("window_season", {"window": window, "season": season})
    return window, Why("window_short", {"window": window, "longest": max(widths)})


def _why_log(grown: _Growth | None, log: bool) -> Why:
    if grown is None:
        return Why("log_no_sign")
    numbers = {"level": grown.level, "change": grown.change}
    if log:
        return Why("log_yes", numbers)
    return Why("log_no_gain" if grown.counts else "log_no_growth", numbers)


def _why_transform(transform: str, error: float, level: float, nothing: bool, wanders: bool) -> Why:
    numbers = {"error": 100 * math.sqrt(error), "level": 100 * math.sqrt(level)}
    if nothing:
        return Why("transform_nothing", numbers)
    if transform in ("level", "relative") and wanders:
        return Why(f"transform_{transform}_wanders", numbers)
    return Why(f"transform_{transform}", numbers)
