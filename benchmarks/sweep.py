"""How long sweeps of the article's example take: its learning rate, and that with the units, as Experiments asks."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterable

import numpy as np

import lstm_core as lab
from benchmarks import report
from lstm_core.experiments.sweep import SEEDS, plan_sweep
from lstm_core.experiments.sweep_grid import plan_grid
from lstm_core.host.client import Host
from lstm_core.host.scheduling import cores

ROUNDS, VALUES, MOST_SECONDS, MOST_SECONDS_OF_PAIRS = 3, 12, 6.0, 60.0
# Until a host that did nothing else has its spare child ready.
READY_SECONDS = 5.0


def run() -> None:
    report.section(f"Sweep: {VALUES} values × {len(SEEDS)} seeds, {cores()} cores, load {os.getloadavg()[0]:.1f}")
    settings = lab.Settings()
    series = lab.load_series(settings.data)
    plan = plan_sweep(settings, series, "lr", np.geomspace(1e-5, 1.0, VALUES).tolist())
    pairs = plan_grid(settings, series, ("lr", "units"))
    host = Host()
    try:
        host.warm()
        while not host.ready:
            time.sleep(0.1)
        found = []
        for _ in range(ROUNDS):
            time.sleep(READY_SECONDS)
            found.append(_swept(host, plan.settings.values(), series))
        time.sleep(READY_SECONDS)
        first_pair, all_pairs = _swept(host, pairs.settings.values(), series)
    finally:
        host.close()
    first, whole = (statistics.median(seconds) for seconds in zip(*found, strict=True))
    report.line("learning rate, 50 epochs each, submit → last result", whole, "s", f"≤ {MOST_SECONDS:g}",
                whole <= MOST_SECONDS, ", ".join(f"{seconds:.1f}" for _, seconds in found))  # fmt: skip
    report.note(f"submit → first result: {first:.2f} s")
    report.line(f"learning rate × units, {len(pairs.settings)} pairs, submit → last result", all_pairs, "s",
                f"≤ {MOST_SECONDS_OF_PAIRS:g}", all_pairs <= MOST_SECONDS_OF_PAIRS)  # fmt: skip
    report.note(f"submit → first result: {first_pair:.2f} s")


def _swept(host: Host, settings: Iterable[lab.Settings], series: lab.Series) -> tuple[float, float]:
    """Seconds until the first training has ended, and until all have."""
    started = time.perf_counter()
    works = [host.submit_work("train_seeds", {"settings": one, "series": series, "seeds": SEEDS}) for one in settings]
    works[0].wait(lambda work: work.partial is not None or work.finished, 600)
    first = time.perf_counter() - started
    for work in works:
        work.wait(lambda work: work.finished, 600)
        assert work.state == "done", work.message
    return first, time.perf_counter() - started


if __name__ == "__main__":
    run()
