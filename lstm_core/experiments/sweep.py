"""One numeric setting over its whole range: the same training at each of its values, from a few seeds each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

import numpy as np

from lstm_core.evaluation.evaluation import baselines_of
from lstm_core.experiments.seeds import SeedResult, train_seeds, validate_seeds
from lstm_core.models.backbones import BACKBONES
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import LabError, SettingsError
from lstm_core.runtime.progress import Reporter, piece, silent
from lstm_core.series.types import Series
from lstm_core.settings import Settings, specs

# The numbers that leave the question and the points alone on which it is asked: other horizons, thresholds and shares
# of the parts would give errors that cannot be compared.
KNOBS = (
    "window", "season", "units", "layers", "dropout", "input_dropout", "recurrent_dropout", "epochs", "batch", "lr",
    "momentum", "clip", "patience",
)  # fmt: skip
SEEDS = (0, 1, 2)
FEWEST, MOST = 8, 15
# A whole number over such a range counts by doubling: from 1 unit to 2 is no smaller step than from 128 to 256.
WIDE = 100


# What a point stands for: the value of one knob, or the values of several.
Value = TypeVar("Value", float, tuple[float, float])
Found = TypeVar("Found")


@dataclass(frozen=True)
class Point(Generic[Value]):
    """One value of what is swept. scores: (seeds,) of the validation part, NaN where one ended without a number."""

    value: Value
    scores: np.ndarray

    @property
    def middle(self) -> float:
        """The score in the middle of the seeds; NaN when one of them is no number."""
        return float(np.median(self.scores))

    @property
    def low(self) -> float:
        """The lowest of the scores."""
        return float(np.min(self.scores))

    @property
    def high(self) -> float:
        """The highest of the scores."""
        return float(np.max(self.scores))


class Standing(Generic[Value]):
    """Which of some points is best, and which of the others the seeds do not tell apart from it."""

    points: tuple[Point[Value], ...]

    @property
    def sound(self) -> tuple[Point[Value], ...]:
        """The points whose trainings all ended with a number."""
        return tuple(point for point in self.points if math.isfinite(point.middle))

    @property
    def best(self) -> Point[Value] | None:
        """The point with the lowest middle; None where there is none."""
        return min(self.sound, key=lambda point: point.middle, default=None)

    @property
    def near(self) -> tuple[Point[Value], ...]:
        """The other points whose seeds reach into those of the best: by these it is not told apart from them."""
        best = self.best
        return tuple(point for point in self.sound if best is not None and point != best and point.low <= best.high)


@dataclass(frozen=True)
class Sweep(Standing[float]):
    """What came of it. metric: which score of the validation part, in the series' unit; less is better.

    points: in the order of their values. refused: value → the sentence that says why it was left out.
    """

    key: str
    metric: str
    points: tuple[Point[float], ...]
    refused: Mapping[float, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SweepPlan:
    """What will be trained. settings: value → an experiment; refused: value → why it cannot be trained."""

    key: str
    settings: Mapping[float, Settings]
    refused: Mapping[float, LabError]


def knobs(settings: Settings) -> tuple[str, ...]:
    """Short keys of the settings that can be swept and that this experiment has a use for."""
    uses = BACKBONES[settings.network.kind].uses
    idle = {key for key, spec in specs().items() if spec.part == "network" and spec.name not in uses}
    if settings.preparation.transform not in ("seasonal", "seasonal_relative"):
        idle.add("season")
    if settings.training.optimizer != "sgd":
        idle.add("momentum")
    return tuple(key for key in KNOBS if key not in idle)


def on_log(key: str) -> bool:
    """Whether ratios of the knob count instead of differences: as its slider is, or where its range is wide."""
    spec = specs()[key]
    assert spec.low is not None
    assert spec.high is not None
    return spec.log or (spec.kind is int and spec.low >= 1 and spec.high / spec.low >= WIDE)


def sweep_values(key: str) -> tuple[Any, ...]:
    """Round values from the lowest to the highest: all of them where they are few, else `FEWEST` to `MOST`."""
    spec = specs()[key]
    assert spec.low is not None
    assert spec.high is not None
    if on_log(key):
        if spec.kind is not int:
            decades = range(round(math.log10(spec.low)), round(math.log10(spec.high)))
            return (*(float(f"{digit}e{decade}") for decade in decades for digit in (1, 3)), spec.high)
        doublings = math.ceil(math.log2(spec.high / spec.low))
        return (*(int(spec.low) * 2**power for power in range(doublings)), int(spec.high))
    assert spec.step is not None
    steps = round((spec.high - spec.low) / spec.step)
    fitting = (parts for parts in range(MOST - 1, FEWEST - 2, -1) if steps % parts == 0)
    parts = steps if steps < MOST else next(fitting)
    width = steps // parts * spec.step
    return tuple(spec.kind(min(round(spec.low + place * width, 10), spec.high)) for place in range(parts + 1))


def plan_sweep(
    settings: Settings, series: Series, key: str, values: Sequence[float] = (), seeds: Sequence[int] = SEEDS
) -> SweepPlan:
    """What a sweep trains, and which values it leaves out because settings, series or machine refuse them.

    Raises SettingsError for a key that is no knob of these settings.
    """
    if key not in knobs(settings):
        raise SettingsError([f"'{key}' cannot be swept here; choose among {', '.join(knobs(settings))}."])
    found: dict[float, Settings] = {}
    refused: dict[float, LabError] = {}
    for value in values or sweep_values(key):
        try:
            one = settings.change(**{key: value, "seed": 0})
            validate_seeds(one, series, seeds)
        except LabError as error:
            refused[value] = error
        else:
            found[value] = one
    return SweepPlan(key, found, refused)


def judged_by(settings: Settings) -> str:
    """The score of the validation part that a sweep shows; of both kinds less is better."""
    return "cross_entropy" if settings.preparation.names_classes else "rmse"


def sweep_of(plan: SweepPlan, metric: str, results: Mapping[float, Sequence[SeedResult]]) -> Sweep:
    """Results by value → the sweep; a value without any has no point."""
    points = points_of(plan.settings, metric, results)
    return Sweep(plan.key, metric, points, {value: str(error) for value, error in plan.refused.items()})


def points_of(
    values: Iterable[Value], metric: str, results: Mapping[Value, Sequence[SeedResult]]
) -> tuple[Point[Value], ...]:
    """A point for each of the values that has results, in the order of the values."""
    return tuple(
        Point(value, np.array([one.validation[metric] for one in results[value]], float))
        for value in sorted(values) if results.get(value)
    )  # fmt: skip


def best_baseline(settings: Settings, series: Series) -> tuple[str, float] | None:
    """Key and validation RMSE of the fast baseline that is best there; None where classes are named."""
    if settings.preparation.names_classes:
        return None
    metrics = baselines_of(Run(settings, series, {}, {}))
    scores = {key: parts["validation"]["rmse"] for key, parts in metrics.items()}
    finite = {key: score for key, score in scores.items() if math.isfinite(score)}
    return min(finite.items(), key=lambda item: item[1], default=None)


def sweep(
    settings: Settings, series: Series, key: str, values: Sequence[float] = (), seeds: Sequence[int] = SEEDS,
    report: Reporter = silent,
) -> Sweep:  # fmt: skip
    """Train one setting at several of its values and score each on the validation part.

    Parameters
    ----------
    settings : Settings
        The experiment; its own value of the setting and its own seed do not count.
    series : Series
        On what.
    key : str
        Short key of the setting, such as "lr": one of `lstm_core.experiments.sweep.knobs`.
    values : sequence of float
        Which values; without any, some over its whole range.
    seeds : sequence of int
        One training of each value from each of them.
    report : callable, optional
        Told the share that is done; the partial is the sweep so far, value by value.

    Returns
    -------
    Sweep
        A point per value, with the score from each seed, and the values that were refused.

    Raises
    ------
    SettingsError
        When the setting is no number that can be swept, or no value can be trained; for seeds as `train_seeds`.

    Examples
    --------
    >>> settings = lab.Settings().change(units=1, epochs=1)
    >>> found = lab.sweep(settings, lab.load_series(settings.data), "lr", values=(0.001, 0.1, 7), seeds=(0, 1))
    >>> [point.value for point in found.points], found.points[0].scores.shape, list(found.refused)
    ([0.001, 0.1], (2,), [7])
    """
    plan, metric = plan_sweep(settings, series, key, values, seeds), judged_by(settings)
    validate_any(plan.settings, plan.refused.values())
    return train_points(plan.settings, series, seeds, lambda results: sweep_of(plan, metric, results), report)


def validate_any(settings: Mapping[Value, Settings], refused: Iterable[LabError]) -> None:
    """Raises SettingsError, with each reason once, when no value can be trained."""
    if not settings:
        raise SettingsError(list(dict.fromkeys(map(str, refused))))


def train_points(
    settings: Mapping[Value, Settings], series: Series, seeds: Sequence[int],
    found: Callable[[Mapping[Value, Sequence[SeedResult]]], Found], report: Reporter,
) -> Found:  # fmt: skip
    """Train one value after the other; found: results by value → what is reported after each, and given at the end."""
    results: dict[Value, Sequence[SeedResult]] = {}
    for number, (value, one) in enumerate(settings.items()):
        share = piece(report, number, len(settings))
        trained = train_seeds(one, series, seeds, report=_share_alone(share))
        # Weights and predictions would only fill the memory.
        results[value] = tuple(replace(result, weights=(), predictions=np.empty(0)) for result in trained)
        share(1.0, found(results))
    return found(results)


def _share_alone(report: Reporter) -> Reporter:
    """Told of seeds it hands on how far they are, and not what they have found."""
    return lambda done, _=None: report(done)
