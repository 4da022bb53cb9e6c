"""Every kind of network on the article's series: does it learn there, what does it cost, and is that what we said?"""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks import report
from lstm_core.experiments.race import weights_of
from lstm_core.models.build import TITLES
from lstm_core.training.cost import estimate

SEEDS = range(3)
# An estimate has to tell minutes from hours.
WITHIN = 4.0


def run() -> None:
    report.section("Kinds of networks on the article's series (learning rate 0.01, 3 seeds of series and network)")
    reference = float("nan")
    for kind, title in TITLES.items():
        found = [_one(kind, seed) for seed in SEEDS]
        rmse, skill, seconds, guessed = (np.array(column) for column in zip(*found, strict=True))
        if kind == "lstm":
            reference = float(np.median(seconds))
        settings = lab.Settings().change(network=kind)
        weights = weights_of(settings, lab.prepare(lab.load_series(settings.data), settings.preparation))
        detail = f"RMSE {rmse.mean():.3f}; {weights:,} weights; time ÷ LSTM {np.median(seconds) / reference:.2f}"
        report.line(f"{title}: skill against persistence, mean", skill.mean(), "", "> 0", skill.mean() > 0, detail)
        off = float(np.median(seconds / guessed))
        report.line(f"{title}: time ÷ estimate", off, "", "¼ to 4", 1 / WITHIN <= off <= WITHIN)


def _one(kind: str, seed: int) -> tuple[float, float, float, float]:
    settings = lab.Settings().change(network=kind, lr=0.01, seed=seed, noise_seed=seed)
    run = lab.train(settings, lab.load_series(settings.data))
    test = lab.evaluate(run).metrics["test"]
    # The first epoch compiles.
    seconds = float(run.history["seconds"][-1] - run.history["seconds"][1])
    return test["rmse"], test["skill"], seconds, estimate(settings, run.prepared).seconds
