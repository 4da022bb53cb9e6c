"""What the doctor says of nine reference cases and of fifty healthy runs.

The cases: LSTM(50), window 10, 60 epochs, learning rate 0.003, 500 points, five seeds each; three series that fool R²
beside one that does not, split in time, split at random, and with a scaler that has seen everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import lstm_core as lab
from benchmarks import report
from lstm_core.diagnostics import CHECKS, Case, Severity
from rig.leaky import at_random, scaler_on_all
from rig.reference_cases import Leak, in_time, price, sine, trained, trend_season, walk

SEEDS, HEALTHY = 5, 50


def run() -> None:
    report.section("The doctor on nine reference cases (medians over 5 seeds)")
    for case in CASES:
        _line(case)
    report.section("The doctor on 50 healthy runs (default settings, seeds 0 to 49)")
    findings = [_healthy(seed) for seed in range(HEALTHY)]
    counts = {key: sum(key in found for found in findings) for key in CHECKS}
    worst = sum(found.get(key, 0) == Severity.INVALID for found in findings for key in found)
    faults = sum(found[key] == Severity.FAULT for found in findings for key in found)
    report.line("findings of the worst class", worst, f"of {HEALTHY}", "= 0", worst == 0, f"faults {faults}")
    report.note(", ".join(f"{key} {count}" for key, count in counts.items() if count))


def _healthy(seed: int) -> dict[str, Severity]:
    settings = lab.Settings().change(seed=seed, noise_seed=seed)
    trained = lab.train(settings, lab.load_series(settings.data))
    return {finding.key: finding.severity for finding in lab.doctor(trained)}


@dataclass(frozen=True)
class Reference:
    """found, absent: keys that most seeds have, and that none has.

    skill, r2: between which numbers the medians must lie. trails: whether the forecast fits an earlier value best;
    None where windows at random leave no order to ask.
    """

    name: str
    values: Callable[[int], np.ndarray]
    leak: Leak
    found: tuple[str, ...]
    absent: tuple[str, ...]
    skill: tuple[float, float]
    r2: tuple[float, float]
    trails: bool | None = None

    def agrees(self, skill: float, r2: float, lag: float) -> bool:
        within = self.skill[0] <= skill <= self.skill[1] and self.r2[0] <= r2 <= self.r2[1]
        return within and self.trails in (None, lag >= 1)


LEAKS = ("leak_split", "leak_scaler", "leak_gap")
OTHERS = ("leak_scaler", "leak_gap")
# Measured before, with other series of these kinds: R² and skill that a level, a walk or a price gets in time.
LOW, NONE, GOOD = (-5.0, 0.15), (-5.0, 0.0), (0.45, 0.65)
CASES = (
    Reference("noisy sine, in time", sine, in_time, (), (*LEAKS, "echo", "outside_range", "unit_root"),
              GOOD, (0.95, 1), False),
    Reference("noisy sine, at random", sine, at_random, ("leak_split",), OTHERS, GOOD, (0.95, 1)),
    Reference("trend and season, at random", trend_season, at_random, ("leak_split",), OTHERS, (-1, 1), (0.97, 1)),
    Reference("trend and season, in time", trend_season, in_time, ("outside_range",), LEAKS,
              LOW, (0.8, 0.95), True),
    Reference("trend and season, scaler on all", trend_season, scaler_on_all, ("leak_scaler", "outside_range"),
              ("leak_split", "leak_gap"), LOW, (0.8, 0.95), True),
    Reference("random walk, at random", walk, at_random, ("leak_split", "worse_than_baseline"), OTHERS,
              NONE, (0.95, 1)),
    Reference("random walk, in time", walk, in_time, ("echo", "unit_root"), LEAKS, NONE, (0.65, 0.97), True),
    Reference("price, at random", price, at_random, ("leak_split", "worse_than_baseline"), OTHERS, NONE, (0.95, 1)),
    Reference("price, in time", price, in_time, ("echo", "unit_root"), LEAKS, NONE, (0.65, 0.97), True),
)  # fmt: skip


def _line(case: Reference) -> None:
    runs = [trained(case.values(seed), case.leak, seed) for seed in range(SEEDS)]
    evaluations = [lab.evaluate(one) for one in runs]
    found = [{f.key for f in lab.doctor(*pair)} for pair in zip(runs, evaluations, strict=True)]
    skill, r2 = (float(np.median([e.metrics["test"][name] for e in evaluations])) for name in ("skill", "r2"))
    echoes = [Case(*pair).echo for pair in zip(runs, evaluations, strict=True)]
    lag = float(np.median([one.best_lag for one in echoes]))
    rho = float(np.median([one.change_correlation for one in echoes]))
    votes = {key: sum(key in keys for keys in found) for key in CHECKS}
    agrees = all(votes[key] > SEEDS / 2 for key in case.found) and not any(votes[key] for key in case.absent)
    holds = agrees and case.agrees(skill, r2, lag)
    seen = ", ".join(f"{key} {count}" for key, count in votes.items() if count)
    detail = f"R² {r2:.3f}, lag {'–' if case.leak is at_random else f'{lag:.0f}'}, ρ {rho:.2f}; {seen}"
    report.line(f"{case.name}: skill", skill, "", "agrees", holds, detail)
