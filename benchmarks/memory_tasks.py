"""The memory tasks with their suggested settings, five seeds of series and weights: who learns them, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import lstm_core as lab
from benchmarks import report
from lstm_core.evaluation.metrics import r2
from lstm_core.experiments.race import CONTENDERS
from lstm_core.models.forward import gates
from lstm_core.prepare import PartName
from lstm_core.runs.run import Run
from lstm_core.series import GENERATORS

SEEDS = range(5)
# Validation error below this share of the variance counts as solved; for recall the published bar is lower.
SOLVED, RECALLED = 0.05, 0.02
MAX_SECONDS = 10.0


@dataclass(frozen=True)
class Outcome:
    """One training: validation MSE over the variance, test R², seconds of training."""

    run: Run
    error: float
    r2: float
    seconds: float


def run() -> None:
    report.section("Memory tasks (suggested settings, 5 seeds of series and weights)")
    _adding()
    _counter()
    _hold()
    _recall()
    _no_memory_needed()


def train(series: str, contender: str, seed: int) -> Outcome:
    """A contender on a series with that series' suggested settings."""
    shared = lab.Settings().change(series=series).change(**GENERATORS[series].suggested)
    settings = CONTENDERS[contender].settings(shared.change(seed=seed, noise_seed=seed))
    run = lab.train(settings, lab.load_series(settings.data))
    parts: tuple[PartName, ...] = ("validation", "test")
    truth = {part: run.prepared.truth(run.prepared.part(part)) for part in parts}
    scores = {part: r2(truth[part], run.predict(part)) for part in truth}
    return Outcome(run, 1 - scores["validation"], scores["test"], float(run.history["seconds"][-1]))


def all_seeds(series: str, contender: str) -> list[Outcome]:
    """One outcome per seed."""
    return [train(series, contender, seed) for seed in SEEDS]


def _adding() -> None:
    for contender, least, most in (("lstm", 4, 5), ("gru", 4, 5), ("rnn", 0, 0)):
        _solved("adding", contender, SOLVED, least, most)


def _solved(series: str, contender: str, limit: float, least: int, most: int) -> None:
    """How many seeds end below `limit`; at least and at most so many are expected to."""
    found = all_seeds(series, contender)
    errors = [one.error for one in found]
    solved = sum(error < limit for error in errors)
    bar = f"{least} to {most}" if least < most else str(most)
    what = f"{series}, {CONTENDERS[contender].title}: solved"
    report.line(what, solved, "of 5", bar, least <= solved <= most, _spread("validation MSE / variance", errors))
    _in_time(series, contender, found)


def _counter() -> None:
    lstm, rnn = all_seeds("counter", "lstm"), all_seeds("counter", "rnn")
    _least_r2("counter, one LSTM unit", lstm, 0.97)
    _most_r2("counter, one SimpleRNN unit", rnn, 0.7)
    forget, cells = zip(*(_at_reset(one.run) for one in lstm), strict=True)
    at, elsewhere = (np.array(column) for column in zip(*forget, strict=True))
    report.line("counter: forget gate at a reset, highest", at.max(), "", "< 0.2", at.max() < 0.2)
    report.line("counter: forget gate elsewhere, lowest", elsewhere.min(), "", "> 0.6", elsewhere.min() > 0.6)
    report.line("counter: |correlation| of cell state and count", min(cells), "", "≥ 0.98", min(cells) >= 0.98)
    _in_time("counter", "lstm", lstm)


def _at_reset(run: Run) -> tuple[tuple[float, float], float]:
    """Mean forget gate at a reset and elsewhere; |correlation| of cell state and count. On the test part."""
    test = run.prepared.test
    traced = gates(run.weights, test.x, run.settings.network)[0]
    reset, forget = test.x[..., 1] > test.x[..., 1].mean(), traced["forget"][..., 0]
    rho = np.corrcoef(traced["cell"][..., 0].ravel(), run.prepared.truth(test).ravel())[0, 1]
    return (float(forget[reset].mean()), float(forget[~reset].mean())), abs(float(rho))


def _hold() -> None:
    lstm = all_seeds("hold", "lstm")
    _least_r2("sample and hold, one LSTM unit", lstm, 0.95)
    _most_r2("sample and hold, one SimpleRNN unit", all_seeds("hold", "rnn"), 0.2)
    _in_time("hold", "lstm", lstm)


def _recall() -> None:
    for contender, solved in (("lstm", 0), ("lstm_3", 5), ("lstm_chrono", 5)):
        _solved("recall", contender, RECALLED, solved, solved)


def _no_memory_needed() -> None:
    """A noisy sine: three cells come out alike."""
    mean = {key: np.mean([_rmse(one.run) for one in all_seeds("sine", key)]) for key in ("lstm", "gru", "rnn")}
    ratio = float(max(mean.values()) / min(mean.values()))
    each = ", ".join(f"{CONTENDERS[key].title} {value:.3f}" for key, value in mean.items())
    report.line("noisy sine: worst cell's mean test RMSE ÷ best's", ratio, "", "≤ 1.10", ratio <= 1.1, each)


def _rmse(run: Run) -> float:
    return lab.evaluate(run).metrics["test"]["rmse"]


def _least_r2(what: str, found: Sequence[Outcome], bar: float) -> None:
    scores = [one.r2 for one in found]
    report.line(f"{what}: lowest test R²", min(scores), "", f"≥ {bar}", min(scores) >= bar, _spread("each", scores))


def _most_r2(what: str, found: Sequence[Outcome], bar: float) -> None:
    scores = [one.r2 for one in found]
    report.line(f"{what}: highest test R²", max(scores), "", f"≤ {bar}", max(scores) <= bar, _spread("each", scores))


def _in_time(what: str, contender: str, found: Sequence[Outcome]) -> None:
    slowest = max(one.seconds for one in found)
    title = CONTENDERS[contender].title
    report.line(f"{what}, {title}: slowest", slowest, "s", "≤ 10", slowest <= MAX_SECONDS)


def _spread(what: str, values: Sequence[float]) -> str:
    return f"{what} {', '.join(f'{value:.3g}' for value in values)}"
