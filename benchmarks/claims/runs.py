"""Trainings for the checks: small, seeded, done once however many checks look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

import lstm_core as lab
from lstm_core.evaluation import Evaluation
from lstm_core.series import GENERATORS

FEW, MANY = 5, 10


def series(name: str, **changes: Any) -> lab.Settings:
    """Settings for a generator as the Data page suggests them, with some short keys changed."""
    return lab.Settings().change(**{"series": name, **GENERATORS[name].suggested, **changes})


def seeded(settings: lab.Settings, seeds: int = FEW) -> list[lab.Settings]:
    """The same experiment with other noise and other start weights."""
    return [settings.change(seed=seed, noise_seed=seed) for seed in range(seeds)]


def values(settings: lab.Settings) -> np.ndarray:
    """The target (n,) of a generated series."""
    return lab.load_series(settings.data).y


@cache
def run(settings: lab.Settings) -> lab.Run:
    """A training, with its first and its last weights."""
    whole = lab.train(settings, lab.load_series(settings.data))
    ends = min(whole.snapshots), max(whole.snapshots)
    return replace(whole, snapshots={epoch: whole.snapshots[epoch] for epoch in ends})


@cache
def evaluation(settings: lab.Settings) -> Evaluation:
    """That training measured."""
    return lab.evaluate(run(settings))


def each(settings: lab.Settings, measure: Callable[[lab.Settings], float], seeds: int = FEW) -> np.ndarray:
    """A number for every seed, (seeds,)."""
    return np.array([measure(one) for one in seeded(settings, seeds)])


def losses(settings: lab.Settings, part: str = "validation") -> np.ndarray:
    """A loss of the training after each epoch, the untrained network's first."""
    return run(settings).history[f"{part}_loss"]


def end_loss(settings: lab.Settings) -> float:
    """Validation loss at the end: the median of the last five epochs."""
    return float(np.median(losses(settings)[-5:]))


def rmse(settings: lab.Settings) -> float:
    """Test RMSE of the network, in the series' unit."""
    return evaluation(settings).metrics["test"]["rmse"]


def skill(settings: lab.Settings) -> float:
    """Test skill against persistence."""
    return evaluation(settings).metrics["test"]["skill"]


def baseline(name: str, metric: str = "rmse") -> Callable[[lab.Settings], float]:
    """A test metric of a baseline on that run's points."""
    return lambda settings: evaluation(settings).baseline_metrics[name]["test"][metric]


def over_ar(settings: lab.Settings) -> float:
    """Test RMSE of the network as a multiple of AR's."""
    return rmse(settings) / baseline("ar")(settings)


def listed(numbers: Iterable[float], digits: int = 2) -> str:
    """Every seed's number, for the detail of a line."""
    return ", ".join(f"{number:.{digits}f}" for number in numbers)
