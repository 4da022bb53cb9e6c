"""Which settings a search may change, and between which bounds."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import PreparationSettings, Settings, Spec, specs

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

# Whatever changes the question, the split or what is known would make two trials incomparable.
SEARCHABLE = (
    "window", "log", "transform", "season", "scaling", "network", "units", "layers", "dropout", "input_dropout",
    "recurrent_dropout", "activation", "forget_bias", "epochs", "batch", "lr", "optimizer", "momentum", "schedule",
    "loss", "clip", "patience",
)  # fmt: skip
# Weight updates of one default training: enough to tell good settings from bad ones, few enough for many trials.
FEWEST_UPDATES, MOST_UPDATES = 100, 400
WIDEST_WINDOW, WINDOWS_PER_STEP = 32, 6
MOST_GRID_VALUES = 20


@dataclass(frozen=True)
class Dimension:
    """One setting and what a search may give it.

    low, high: bounds, both included; log: whether ratios count instead of differences. options: the choices of a
    setting that is no number, whose low and high are None. points: into how many values a grid cuts it.
    Raises SettingsError, with a sentence for each thing that is wrong.
    """

    key: str
    low: float | None = None
    high: float | None = None
    log: bool = False
    options: tuple[str, ...] = ()
    points: int = 3

    def __post_init__(self) -> None:
        if self.key not in SEARCHABLE:
            raise SettingsError([f"'{self.key}' cannot be searched; choose among {', '.join(SEARCHABLE)}."])
        problems = self._wrong_options() if self.spec.options else self._wrong_bounds()
        if problems:
            raise SettingsError(problems)

    @property
    def spec(self) -> Spec:
        """What `Settings` knows of the setting."""
        return specs()[self.key]

    @property
    def label(self) -> str:
        """The setting's name for the learner."""
        return self.spec.label

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """What a grid tries: every option, or `points` values evenly spread from low to high, in their order."""
        if self.options:
            return self.options
        assert self.low is not None
        assert self.high is not None
        spread = np.geomspace if self.log else np.linspace
        found = spread(self.low, self.high, self.points)
        if self.spec.kind is int:
            return tuple(dict.fromkeys(round(value) for value in found))
        return tuple(float(f"{value:.6g}") for value in found)

    def distribution(self) -> BaseDistribution:
        """The same for Optuna."""
        from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

        if self.options:
            return CategoricalDistribution(self.options)
        assert self.low is not None
        assert self.high is not None
        if self.spec.kind is int:
            return IntDistribution(int(self.low), int(self.high), log=self.log)
        return FloatDistribution(self.low, self.high, log=self.log)

    def problem(self, value: Any) -> str:
        """The sentence that says why a value is outside this dimension, "" when it is inside."""
        if self.options:
            inside = value in self.options
            return "" if inside else f"{self.label}: {value} is none of {', '.join(self.options)}."
        assert self.low is not None
        assert self.high is not None
        number = isinstance(value, int | float) and math.isfinite(value)
        if number and self.low <= value <= self.high and (self.spec.kind is float or float(value).is_integer()):
            return ""
        whole = "a whole number " if self.spec.kind is int else ""
        return f"{self.label}: {value} must be {whole}from {self.low:g} to {self.high:g}."

    def _wrong_options(self) -> list[str]:
        if not self.options:
            return [f"{self.label}: choose at least one of {', '.join(self.spec.options)}."]
        unknown = [option for option in self.options if option not in self.spec.options]
        return [f"{self.label}: {', '.join(unknown)} is not offered."] if unknown else []

    def _wrong_bounds(self) -> list[str]:
        low, high, spec = self.low, self.high, self.spec
        if low is None or high is None or not math.isfinite(low) or not math.isfinite(high):
            return [f"{self.label}: give both a lowest and a highest value."]
        assert spec.low is not None
        assert spec.high is not None
        problems = []
        if low < spec.low or high > spec.high:
            problems.append(f"{self.label} must stay from {spec.low:g} to {spec.high:g}, not {low:g} to {high:g}.")
        if low >= high:
            problems.append(f"{self.label}: the lowest value, {low:g}, must be below the highest, {high:g}.")
        if spec.kind is int and not (float(low).is_integer() and float(high).is_integer()):
            problems.append(f"{self.label}: {low:g} and {high:g} must be whole numbers.")
        if self.log and low <= 0:
            problems.append(f"{self.label}: on a log scale the lowest value must be above 0, not {low:g}.")
        if not 2 <= self.points <= MOST_GRID_VALUES:
            problems.append(f"{self.label}: a grid takes 2 to {MOST_GRID_VALUES} values, not {self.points}.")
        return problems


@dataclass(frozen=True)
class Space:
    """The settings that a search changes. Raises SettingsError when there is none, or one of them twice."""

    dimensions: tuple[Dimension, ...]

    def __post_init__(self) -> None:
        keys = [dimension.key for dimension in self.dimensions]
        if not keys:
            raise SettingsError(["Choose at least one setting to search."])
        if len(set(keys)) < len(keys):
            raise SettingsError(["Each setting can be searched once only."])

    @property
    def grid_size(self) -> int:
        """How many points the whole grid has."""
        return math.prod(len(dimension.values) for dimension in self.dimensions)

    def grid(self) -> list[dict[str, Any]]:
        """Every combination of the dimensions' grid values: short key → value."""
        keys = [dimension.key for dimension in self.dimensions]
        return [
            dict(zip(keys, values, strict=True)) for values in itertools.product(*(d.values for d in self.dimensions))
        ]

    def row_problems(self, row: Mapping[str, Any]) -> list[str]:
        """What is wrong with a point given by hand, in sentences."""
        return [sentence for d in self.dimensions if (sentence := d.problem(row.get(d.key)))]

    def middle(self) -> dict[str, Any]:
        """The point in the middle: short key → value."""
        found: dict[str, Any] = {}
        for d in self.dimensions:
            if d.options:
                found[d.key] = d.options[0]
                continue
            assert d.low is not None
            assert d.high is not None
            value = math.sqrt(d.low * d.high) if d.log else (d.low + d.high) / 2
            found[d.key] = round(value) if d.spec.kind is int else value
        return found

    def widest(self, preparation: PreparationSettings) -> list[PreparationSettings]:
        """`preparation` with the longest window and season of this space, once for every transform of it."""
        longest = {d.key: int(d.high) for d in self.dimensions if d.key in ("window", "season") and d.high}
        transforms = next((d.options for d in self.dimensions if d.key == "transform"), (preparation.transform,))
        return [preparation.model_copy(update={"transform": transform, **longest}) for transform in transforms]


def default_dimension(key: str, settings: Settings, points: int) -> Dimension:
    """A sensible range for one setting round what `settings` has; points: how many values the training part holds."""
    spec, now = specs()[key], settings.get(key)
    if spec.options:
        return Dimension(key, options=spec.options)
    if key == "window":
        high = max(4, min(WIDEST_WINDOW, points // WINDOWS_PER_STEP))
        return Dimension(key, 3, high, log=True)
    if key == "epochs":
        updates = math.ceil(points / settings.training.batch_size)
        low = max(1, round(FEWEST_UPDATES / updates))
        return Dimension(key, low, max(low + 1, round(MOST_UPDATES / updates)), log=True)
    if key in _RANGES:
        return Dimension(key, *_RANGES[key])
    assert spec.low is not None
    assert spec.high is not None
    return Dimension(key, max(spec.low, now // 2), min(spec.high, 2 * now))


_RANGES: dict[str, tuple[float, float, bool]] = {
    "units": (4, 32, True), "layers": (1, 2, False), "dropout": (0.0, 0.3, False), "input_dropout": (0.0, 0.3, False),
    "recurrent_dropout": (0.0, 0.3, False), "batch": (8, 64, True), "lr": (0.002, 0.05, True),
    "momentum": (0.5, 0.95, False), "clip": (0.5, 5.0, True), "patience": (3, 20, True),
}  # fmt: skip
DEFAULT_KEYS = ("window", "units", "dropout", "epochs", "lr", "schedule")


def default_space(settings: Settings, points: int) -> Space:
    """Six settings that matter most, in ranges where a training is short: small networks, quick steps.

    points: how many values the training part holds.
    """
    return Space(tuple(default_dimension(key, settings, points) for key in DEFAULT_KEYS))
