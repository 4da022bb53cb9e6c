"""Two numeric settings over their whole ranges: the same training at each pair of values, from a few seeds each."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lstm_core.experiments.seeds import SeedResult, validate_seeds
from lstm_core.experiments.sweep import (
    SEEDS,
    Point,
    Standing,
    judged_by,
    knobs,
    on_log,
    points_of,
    sweep_values,
    train_points,
    validate_any,
)  # fmt: skip
from lstm_core.prepare import prepare
from lstm_core.runtime.errors import LabError, SettingsError
from lstm_core.runtime.progress import Reporter, silent
from lstm_core.series.types import Series
from lstm_core.settings import Settings, specs
from lstm_core.training.architecture import Architecture, architecture
from lstm_core.training.cost import estimate
from lstm_core.training.loop import validate_hours

# A value of each knob.
Pair = tuple[float, float]
# Of each knob. With fewer the shape of a valley cannot be seen; with more a cell has no room for its number.
FEWEST, MOST = 5, 7


@dataclass(frozen=True)
class SweepGrid(Standing[Pair]):
    """What came of it. keys: of the two knobs. metric: as of `Sweep`.

    points: in the order of their pairs. refused: pair → the sentence that says why it was left out.
    """

    keys: tuple[str, str]
    metric: str
    points: tuple[Point[Pair], ...]
    refused: Mapping[Pair, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GridPlan:
    """What will be trained. values: of each knob, in their order.

    settings: pair → an experiment, those that share a compiled epoch after each other. refused: pair → why it cannot
    be trained.
    """

    keys: tuple[str, str]
    values: tuple[tuple[float, ...], tuple[float, ...]]
    settings: Mapping[Pair, Settings]
    refused: Mapping[Pair, LabError]


def grid_values(key: str) -> tuple[Any, ...]:
    """Round values from the lowest to the highest, evenly spread on the knob's scale: all of few, else 5 to 7."""
    spec = specs()[key]
    assert spec.low is not None
    assert spec.high is not None
    if on_log(key):
        return _by_ratios(spec.kind, spec.low, spec.high)
    every = sweep_values(key)
    if len(every) <= MOST:
        return every
    assert spec.step is not None
    steps = round((spec.high - spec.low) / spec.step)
    parts = next((parts for parts in range(FEWEST - 1, MOST) if steps % parts == 0), FEWEST - 1)
    places = [round(place * steps / parts) * spec.step for place in range(parts)]
    return (*(spec.kind(round(spec.low + place, 10)) for place in places), spec.kind(spec.high))


def _by_ratios(kind: type, low: float, high: float) -> tuple[Any, ...]:
    """Each value as many times the one before: exactly where that is a whole number, else in one digit each."""
    found: list[tuple[Any, ...]] = []
    for parts in range(FEWEST - 1, MOST):
        ratio = (high / low) ** (1 / parts)
        if math.isclose(ratio, round(ratio)):
            return tuple(kind(float(f"{low * round(ratio) ** place:.3g}")) for place in range(parts + 1))
        inner = (kind(float(f"{low * ratio**place:.1g}")) for place in range(1, parts))
        found.append((kind(low), *inner, kind(high)))
    return min(found, key=_unevenness)


def _unevenness(values: Sequence[float]) -> float:
    """How much the widest of the steps between the values is wider than the narrowest, on a log scale."""
    steps = [math.log(after / before) for before, after in itertools.pairwise(values)]
    return max(steps) / min(steps)


def plan_grid(
    settings: Settings, series: Series, keys: tuple[str, str],
    values: tuple[Sequence[float], Sequence[float]] = ((), ()), seeds: Sequence[int] = SEEDS,
) -> GridPlan:  # fmt: skip
    """What a sweep over two knobs trains, and which pairs it leaves out because they are refused.

    Raises SettingsError for keys that are not two knobs of these settings, for more than seven values of one, and for
    trainings that would take too many hours in all.
    """
    _validate_keys(settings, keys)
    ranges = tuple(tuple(sorted(given)) or grid_values(key) for key, given in zip(keys, values, strict=True))
    for key, given in zip(keys, ranges, strict=True):
        if len(given) > MOST or len(set(given)) < len(given):
            raise SettingsError([f"Choose at most {MOST} values of '{key}', each of them once."])
    found: dict[Pair, Settings] = {}
    refused: dict[Pair, LabError] = {}
    alike: dict[Architecture, list[Pair]] = {}
    seconds = 0.0
    first, second = keys
    for pair in itertools.product(*ranges):
        try:
            one = settings.change(**{first: pair[0], second: pair[1], "seed": 0})
            validate_seeds(one, series, seeds)
        except LabError as error:
            refused[pair] = error
        else:
            found[pair] = one
            prepared = prepare(series, one.preparation)
            seconds += len(seeds) * estimate(one, prepared).from_nothing()
            alike.setdefault(architecture(one, prepared), []).append(pair)
    validate_hours(len(found) * len(seeds), seconds, "values")
    in_turn = {pair: found[pair] for pairs in alike.values() for pair in pairs}
    return GridPlan(keys, (ranges[0], ranges[1]), in_turn, refused)


def _validate_keys(settings: Settings, keys: tuple[str, str]) -> None:
    offered = knobs(settings)
    for key in keys:
        if key not in offered:
            raise SettingsError([f"'{key}' cannot be swept here; choose among {', '.join(offered)}."])
    if keys[0] == keys[1]:
        raise SettingsError([f"'{keys[0]}' cannot be swept against itself; choose two different settings."])


def grid_of(plan: GridPlan, metric: str, results: Mapping[Pair, Sequence[SeedResult]]) -> SweepGrid:
    """Results by pair → the sweep; a pair without any has no point."""
    points = points_of(plan.settings, metric, results)
    return SweepGrid(plan.keys, metric, points, {pair: str(error) for pair, error in plan.refused.items()})


def sweep_grid(
    settings: Settings, series: Series, keys: tuple[str, str],
    values: tuple[Sequence[float], Sequence[float]] = ((), ()), seeds: Sequence[int] = SEEDS,
    report: Reporter = silent,
) -> SweepGrid:  # fmt: skip
    """Train two settings at each pair of their values and score each pair on the validation part.

    Parameters
    ----------
    settings : Settings
        The experiment; its own values of the two settings and its own seed do not count.
    series : Series
        On what.
    keys : tuple of str
        Short keys of the two settings, such as ("lr", "units"): of `lstm_core.experiments.sweep.knobs`.
    values : tuple of sequences of float
        Which values of each, at most seven; without any, some over its whole range.
    seeds : sequence of int
        One training of each pair from each of them.
    report : callable, optional
        Told the share that is done; the partial is the sweep so far, pair by pair.

    Returns
    -------
    SweepGrid
        A point per pair, with the score from each seed, and the pairs that were refused.

    Raises
    ------
    SettingsError
        When the settings are not two numbers that can be swept, there are too many values or hours, or no pair can be
        trained; for seeds as `train_seeds`.

    Examples
    --------
    >>> settings = lab.Settings().change(epochs=1)
    >>> series = lab.load_series(settings.data)
    >>> found = lab.sweep_grid(settings, series, ("lr", "units"), ((0.001, 7), (1, 2)), seeds=(0, 1))
    >>> [point.value for point in found.points], found.points[0].scores.shape, list(found.refused)
    ([(0.001, 1), (0.001, 2)], (2,), [(7, 1), (7, 2)])
    """
    plan, metric = plan_grid(settings, series, keys, values, seeds), judged_by(settings)
    validate_any(plan.settings, plan.refused.values())
    return train_points(plan.settings, series, seeds, lambda results: grid_of(plan, metric, results), report)
