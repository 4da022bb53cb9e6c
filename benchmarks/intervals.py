"""Do rolling conformal intervals at 90 % hold what they promise, on every sample and generator of one long series?"""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks import report
from lstm_core.evaluation.intervals import METHODS, intervals
from lstm_core.series import GENERATORS, SAMPLES

LEVEL, LOW, HIGH = 0.9, 0.84, 0.96
# Series that leave the range of their training part: the network reads them relative to the window's last value.
WANDERING = (*SAMPLES, "random_walk", "trend_season")
# Windows times epochs: a second or two per training.
WORK = 30_000


def run() -> None:
    report.section("Intervals at 90 % (one step ahead, rolling conformal on the last 100 residuals)")
    coverage = {}
    for key in (*SAMPLES, *GENERATORS):
        settings = _settings(key)
        series = lab.load_series(settings.data)
        if series.sequence:  # no order in time, so no last residuals
            continue
        trained = lab.train(settings, series)
        found = {method: intervals(trained, method, LEVEL) for method in METHODS}
        coverage[key] = {method: 100 * one.coverage for method, one in found.items()}
        held = coverage[key]["rolling"]
        others = ", ".join(f"{name} {share:.0f}" for name, share in coverage[key].items() if name != "rolling")
        detail = f"{len(found['rolling'].inside)} points; {others}"
        report.line(key, held, "%", "84 to 96", 100 * LOW <= held <= 100 * HIGH, detail)
    mean = {method: np.mean([shares[method] for shares in coverage.values()]) for method in METHODS}
    report.note("mean coverage: " + ", ".join(f"{method} {share:.0f} %" for method, share in mean.items()))


def _settings(key: str) -> lab.Settings:
    """What suits the series, small enough to be quick."""
    suggested = GENERATORS[key].suggested if key in GENERATORS else {"missing": "interpolate"}
    settings = lab.Settings().change(series=key, **{"units": 16, "lr": 0.01, **suggested})
    if key in WANDERING:
        settings = settings.change(transform="relative")
    length = len(lab.load_series(settings.data))
    return settings.change(epochs=int(np.clip(WORK / length, 5, 50)))
