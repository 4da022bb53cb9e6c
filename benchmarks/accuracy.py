"""The article's series, defaults, five seeds: is the forecast as good as the defaults promise?"""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks import report

SEEDS = range(5)


def run() -> None:
    report.section("Accuracy on the article's series (defaults, 5 seeds of series and network)")
    results = [_one(seed) for seed in SEEDS]
    rmse, skill, ar = (np.array(column) for column in zip(*results, strict=True))
    spread = f"each {', '.join(f'{value:.3f}' for value in rmse)}; AR {ar.mean():.3f}"
    report.line("test RMSE, mean", rmse.mean(), "", "≤ 0.13", rmse.mean() <= 0.13, spread)
    report.line("test RMSE above the noise floor", rmse.mean(), "", "> 0.10", rmse.mean() > 0.10)
    report.line("skill against persistence, mean", skill.mean(), "", "≥ 0.4", skill.mean() >= 0.4)


def _one(seed: int) -> tuple[float, float, float]:
    settings = lab.Settings().change(seed=seed, noise_seed=seed)
    evaluation = lab.evaluate(lab.train(settings, lab.load_series(settings.data)))
    test = evaluation.metrics["test"]
    return test["rmse"], test["skill"], evaluation.baseline_metrics["ar"]["test"]["rmse"]
