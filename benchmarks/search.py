"""Does a search find better settings, and how long does a learner wait for it?

30 trials from the default space of each series, five study seeds; the best against the default settings on the test
part, which no trial has seen, each trained from five seeds.
"""

from __future__ import annotations

import os
import time

import numpy as np

import lstm_core as lab
from benchmarks import report
from lstm_core.experiments.search import Search, SearchPlan, default_space, known_part
from lstm_core.experiments.search.registry import RHYTHM
from lstm_core.host.client import Host
from lstm_core.host.scheduling import cores

STUDIES, TRIALS, MOST_SECONDS, FEWEST_BETTER = 5, 30, 60, 4
SERIES = {"Sunspots": lab.Settings().change(series="sunspots"),
          "SETAR": lab.Settings().change(series="setar", length=1000)}  # fmt: skip


def run() -> None:
    report.section(f"Search: {TRIALS} trials, {STUDIES} study seeds, {cores()} cores, load {os.getloadavg()[0]:.1f}")
    host = Host()
    try:
        for name, settings in SERIES.items():
            _measure(name, settings, host)
    finally:
        host.close()


def _measure(name: str, settings: lab.Settings, host: Host) -> None:
    series = lab.load_series(settings.data)
    points = round(len(known_part(series, settings)) * 0.8)
    found = []
    for seed in range(STUDIES):
        plan = SearchPlan(settings, default_space(settings, points), budget=TRIALS, seed=seed)
        search, seconds = _searched(plan, series,
                                    host)  # fmt: skip
        assert search.opened is not None
        start, best = search.opened.rmse()
        ratio = float(best.mean() / start.mean())
        found.append((seconds, ratio))
        states = [trial.state for trial in search.trials]
        best_trial = search.best
        assert best_trial is not None, "no trial has ended"
        report.note(
            f"{name}, study {seed}: {seconds:.0f} s, {states.count('pruned')} pruned, {states.count('failed')} failed; "
            f"origins {search.start.score:.4g} → {best_trial.score:.4g}, "
            f"test {start.mean():.4g} ± {start.std(ddof=1):.2g} → {best.mean():.4g} ± {best.std(ddof=1):.2g} "
            f"(ratio {ratio:.3f}), {best_trial.values}"
        )
    slowest, ratios = max(seconds for seconds, _ in found), np.array([ratio for _, ratio in found])
    better = int((ratios < 1).sum())
    report.line(f"{name}: slowest search of {TRIALS} trials", slowest, "s", f"≤ {MOST_SECONDS}",
                slowest <= MOST_SECONDS)  # fmt: skip
    report.line(f"{name}: best beats the default on the test part", better, f"of {STUDIES}", f"≥ {FEWEST_BETTER}",
                better >= FEWEST_BETTER, f"mean ratio of RMSEs {ratios.mean():.3f}")  # fmt: skip


def _searched(plan: SearchPlan, series: lab.Series, host: Host) -> tuple[Search, float]:
    """The search with its test part opened, and the seconds until the last trial had ended."""
    search, started, seconds = Search(plan, series, host), time.perf_counter(), 0.0
    while not search.finished:
        search.touch()
        search.advance()
        if search.state == "running":
            seconds = time.perf_counter() - started
        time.sleep(RHYTHM)
    return search, seconds


if __name__ == "__main__":
    run()
