"""Classes, five seeds of series and weights: waveforms are told apart by shape, a random walk's direction is not."""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks import report
from lstm_core.evaluation.classification import ClassEvaluation, versus
from lstm_core.series import GENERATORS

SEEDS = range(5)
ACCURATE = 0.95
# Of the probabilities, on average.
CALIBRATED = 0.05


def run() -> None:
    report.section("Classification (5 seeds of series and weights)")
    _waveforms()
    _random_walk()
    _sine()


def evaluate(seed: int, **changes: object) -> ClassEvaluation:
    """The test result of a training with these settings on top of the defaults."""
    settings = lab.Settings().change(**{"seed": seed, "noise_seed": seed, **changes})
    return lab.evaluate_classes(lab.train(settings, lab.load_series(settings.data)))


def _accuracies(found: list[ClassEvaluation], baseline: str = "") -> list[float]:
    scores = [one.baseline_scores[baseline] if baseline else one.scores for one in found]
    return [by_part["test"].accuracy for by_part in scores]


def _waveforms() -> None:
    found = [evaluate(seed, series="waveforms", **GENERATORS["waveforms"].suggested) for seed in SEEDS]
    ours, nearest = _accuracies(found), _accuracies(found, "nearest")
    report.line("waveforms: lowest test accuracy", min(ours), "", "≥ 0.95", min(ours) >= ACCURATE, _each(ours))
    least = min(np.subtract(ours, nearest))
    report.line("waveforms: lowest lead over the nearest neighbour", least, "", "> 0", least > 0, _each(nearest))
    error = max(one.calibration["test"].error for one in found)
    report.line("waveforms: largest expected calibration error", error, "", "≤ 0.05", error <= CALIBRATED)


def _random_walk() -> None:
    """Nothing can be known of the next step; the page must not say that the network is better."""
    found = [evaluate(seed, series="random_walk", length=1000, task="direction", units=16, epochs=20) for seed in SEEDS]
    better = sum(versus(one).word == "better" for one in found)
    detail = f"{_each(_accuracies(found))}, most frequent class {_each(_accuracies(found, 'majority'))}"
    report.line("direction of a random walk: said to be better", better, "of 5", "0", better == 0, detail)


def _sine() -> None:
    """The same question where the answer can be known."""
    found = [evaluate(seed, task="direction", length=2000, cycles=50.0, epochs=20) for seed in SEEDS]
    better = sum(versus(one).word == "better" for one in found)
    detail = f"{_each(_accuracies(found))}, most frequent class {_each(_accuracies(found, 'majority'))}"
    report.line("direction of a noisy sine: said to be better", better, "of 5", "5", better == 5, detail)


def _each(values: list[float]) -> str:
    return "each " + ", ".join(f"{value:.3g}" for value in values)
