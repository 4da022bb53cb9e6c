"""The A/B test keeps its word: two identical settings come out "no difference" about 95 times in 100."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.report import line, note, section
from lstm_core.evaluation.diebold_mariano import diebold_mariano
from lstm_core.experiments.comparison import ALPHA, false_alarms, paired_test, seed_spread, verdict
from lstm_core.experiments.seeds import train_seeds
from lstm_core.series import load_series
from lstm_core.settings import Settings

REPEATS, PAIRS = 2_000, (5, 10, 30)
TRAINED, COMPARED, DRAWS = 30, 10, 40


def run() -> None:
    section("A/B test: identical settings come out as no difference, and real differences are found")
    _simulated_seeds()
    _simulated_forecasts()
    _trained()
    note(f"Standard error of a share of 0.05 over {REPEATS:,} comparisons: 0.005; over {DRAWS}: 0.034.")


def _simulated_seeds() -> None:
    """Scores that scatter by 1.8 % as on the default series, and skewed ones: most trainings good, some bad."""
    rng = np.random.default_rng(0)
    kinds: dict[str, Callable[[tuple[int, ...]], np.ndarray]] = {
        "normal": lambda shape: rng.normal(0.123, 0.0022, shape),
        "skewed": lambda shape: 0.12 * rng.lognormal(0, 0.05, shape),
    }
    for kind, draw in kinds.items():
        for n in PAIRS:
            a, b = draw((2, REPEATS, n))
            share = _alarms(a, b)
            line(
                f"A/A, {n} seeds, {kind} scores: called a difference", share, "", "0.035–0.065", 0.035 <= share <= 0.065
            )
    for n in PAIRS:
        share = _found_at_detectable(rng, n)
        line(f"found when B is worse by what {n} seeds can detect", share, "", "0.25–0.55", 0.25 <= share <= 0.55)


def _alarms(a: np.ndarray, b: np.ndarray) -> float:
    """Share of the comparisons (repeats, n) whose verdict is a difference."""
    return float(np.mean([verdict(*pair, "rmse").key.startswith("differs") for pair in zip(a, b, strict=True)]))


def _found_at_detectable(rng: np.random.Generator, n: int) -> float:
    a, b = rng.normal(0.123, 0.0022, (2, REPEATS, n))
    worse = [other + seed_spread(one).detectable for one, other in zip(a, b, strict=True)]
    return float(np.mean([paired_test(one, other).p < ALPHA for one, other in zip(a, worse, strict=True)]))


def _simulated_forecasts() -> None:
    """Two forecasts with equally large errors that depend on each other as those of windows that overlap do."""
    rng = np.random.default_rng(1)
    for h, n in ((1, 40), (4, 100), (12, 200)):
        found = []
        for _ in range(REPEATS):
            e1, e2 = (np.convolve(rng.normal(size=n + h - 1), np.ones(h), "valid") for _ in range(2))
            found.append(diebold_mariano(e1, e2, h).p)
        share = float(np.mean(np.array(found) < ALPHA))
        line(f"Diebold–Mariano, {n} equal forecasts {h} steps ahead", share, "", "0.03–0.10", 0.03 <= share <= 0.10)


def _trained() -> None:
    """Real trainings of the default settings, and of B with half the learning rate."""
    settings = Settings()
    scores, other = _scores(settings, TRAINED), _scores(settings.change(lr=0.0005), COMPARED)
    spread = seed_spread(scores)
    note(f"{TRAINED} seeds of the default settings: RMSE {spread.mean:.4f} ± {spread.sd:.4f}.")
    share = false_alarms(scores, COMPARED, DRAWS)
    line(f"A/A, {DRAWS} draws of {COMPARED} pairs from {TRAINED} trained seeds", share, "", "≤ 0.125", share <= 0.125)
    share = false_alarms(scores, COMPARED, REPEATS)
    line(f"the same, {REPEATS:,} draws", share, "", "0.03–0.07", 0.03 <= share <= 0.07)
    found = verdict(scores[:COMPARED], other, "rmse")
    line(f"B with half the learning rate, {COMPARED} pairs: p", found.test.p if found.test else 1.0, "", "< 0.05",
         found.key == "differs" and found.better == "A")  # fmt: skip


def _scores(settings: Settings, seeds: int) -> np.ndarray:
    """Test RMSE from each of so many seeds."""
    trained = train_seeds(settings, load_series(settings.data), range(seeds))
    return np.array([one.metrics["rmse"] for one in trained])


if __name__ == "__main__":
    run()
