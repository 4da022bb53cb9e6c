"""`make bench-accuracy`: the recommended settings on every shipped series, beside all baselines, with their bars.

Each series is judged as a forecaster would be: settings from `lab.recommend`, network and baselines fitted on the
training part only, forecasts over the test part from the true history, one step ahead (h1) and twelve (h12). The
test part is the last fifth, or as long as in `TEST_POINTS`: for that, the recommended share of the training part alone
is changed.
"""

from __future__ import annotations

import importlib
import math
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

# As in the training host, and before NumPy and TensorFlow are loaded.
os.environ.update({
    "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "TF_ENABLE_ONEDNN_OPTS": "0",
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
})  # fmt: skip

import numpy as np
import pandas as pd

import lstm_core as lab
from benchmarks import report
from lstm_core.prepare import Prepared
from lstm_core.series import GENERATORS, SAMPLES, load_sample

SEEDS = range(5)
AHEAD = (1, 12)
LONGEST_FIT = 10.0
# Longest test parts of published comparisons, where there are any; the other series keep a fifth.
TEST_POINTS = {"airpassengers": 36, "sunspots": 60, "co2 monthly": 96, "prices": 1000}
# (series, steps ahead) → largest test RMSE, in the series' unit; for prices in units of the last value's error.
BARS = {
    ("sunspots", 1): 19.1, ("sunspots", 12): 32.0, ("airpassengers", 1): 18.0, ("airpassengers", 12): 25.0,
    ("co2 monthly", 1): 0.36,
}  # fmt: skip
# name → (data set, column): elsewhere known as well, monthly and quarterly, with and without a season.
STATSMODELS = {
    "electrical": ("elec_equip", "STS.M.I7.W.TOVT.NS0016.4.000"), "real gdp": ("macrodata", "realgdp"),
    "unemployment": ("macrodata", "unemp"), "inflation": ("macrodata", "infl"),
}  # fmt: skip
WALKS = {"prices", "random_walk"}
WALK_BAR = 1.01


@dataclass(frozen=True)
class Result:
    """One series at one step ahead: RMSE and MASE of each seed's network and of each baseline, on the same points."""

    name: str
    ahead: int
    points: int
    rmse: np.ndarray
    mase: np.ndarray
    baselines: dict[str, tuple[float, float]]
    seconds: np.ndarray
    settings: str


def co2_monthly() -> lab.Series:
    """Monthly means of the weekly CO₂ sample, gaps interpolated."""
    sample = load_sample("co2")
    monthly = pd.Series(sample.y, sample.index).resample("MS").mean().interpolate()
    return lab.Series(monthly.to_numpy()[:, None], monthly.index, ("co2",), "co2", ("co2",), "CO₂ monthly", "ppm")


def prices(length: int = 5031, seed: int = 500) -> lab.Series:
    """Daily prices whose returns are pure chance with clustered volatility, a GARCH(1, 1) with Student's t shocks."""
    rng = np.random.default_rng(seed)
    returns, variance = np.empty(length), 1e-4
    for t, shock in enumerate(rng.standard_t(6, length) / math.sqrt(1.5)):
        returns[t] = math.sqrt(variance) * shock
        variance = 1.2e-6 + 0.08 * returns[t] ** 2 + 0.91 * variance
    y = 1200 * np.exp(np.cumsum(returns + 2e-4))
    return lab.Series(y[:, None], pd.RangeIndex(length), ("price",), "price", ("price",), "Prices", "USD")


def _from_statsmodels(dataset: str, column: str) -> lab.Series:
    """A column of a data set that comes with statsmodels and is not shipped with the app."""
    module = importlib.import_module(f"statsmodels.datasets.{dataset}")
    y = module.load_pandas().data[column].to_numpy(float)
    return lab.Series(y[:, None], pd.RangeIndex(len(y)), (column,), column, (column,), column)


def _shipped(key: str) -> lab.Series:
    settings = lab.Settings()
    if key in GENERATORS:
        suggested = {k: v for k, v in GENERATORS[key].suggested.items() if k in ("length", "cycles", "noise", "phi")}
        return lab.load_series(settings.change(series=key, **suggested).data)
    return lab.load_series(settings.change(series=key, missing="interpolate").data)


def cases() -> dict[str, Callable[[], lab.Series]]:
    """Every series of the table by name."""
    # Waveforms are classes to be told apart: `benchmarks.classification` judges them.
    shipped = {key: partial(_shipped, key) for key in (*SAMPLES, *GENERATORS) if key != "waveforms"}
    unseen = {name: partial(_from_statsmodels, *where) for name, where in STATSMODELS.items()}
    return {**shipped, "co2 monthly": co2_monthly, "prices": prices, **unseen}


def measure(name: str) -> list[Result]:
    """The results of one series, at each of `AHEAD` steps. Runs in a process of its own."""
    from lstm_core.training.trainer import use_one_thread

    use_one_thread()
    series = cases()[name]()
    # A target that the network does not read is known at the window's own last step, or not at all.
    ahead = AHEAD if series.target in series.features else (0,)
    return [_one(name, series, steps) for steps in ahead]


def _one(name: str, series: lab.Series, steps: int) -> Result:
    settings = with_test_points(lab.recommend(series, steps), len(series), TEST_POINTS.get(name))
    errors: list[np.ndarray] = []
    seconds: list[float] = []
    for seed in SEEDS:
        # The processor's time, not the clock's: others may share the machine.
        started = time.process_time()
        run = lab.train(settings.change(seed=seed), series)
        seconds.append(time.process_time() - started)
        evaluation = lab.evaluate(run)
        errors.append(evaluation.residuals["test"][:, -1])
    truth, naive = evaluation.truth["test"][:, -1], evaluation.naive_error
    baselines = {
        key: _scores(truth - forecasts["test"][:, -1], naive) for key, forecasts in evaluation.baselines.items()
    }
    rmse, mase = np.array([_scores(error, naive) for error in errors]).T
    return Result(name, steps, len(truth), rmse, mase, baselines, np.array(seconds), _in_words(settings, run.prepared))


def with_test_points(settings: lab.Settings, length: int, points: int | None) -> lab.Settings:
    """The settings with a test part of so many points; the validation part stays as it is."""
    if points is None:
        return settings
    train = 1 - settings.preparation.validation_share - points / length
    return settings.change(train=round(train, 6))


def _scores(errors: np.ndarray, naive: float) -> tuple[float, float]:
    """RMSE in the unit, and MASE."""
    return float(np.sqrt(np.mean(errors**2))), float(np.mean(np.abs(errors)) / naive) if naive > 0 else math.nan


def _in_words(settings: lab.Settings, prepared: Prepared) -> str:
    now = settings.preparation
    log = "log " if now.log == "yes" else ""
    season = f" m{now.season}" if now.transform.startswith("seasonal") else ""
    return (
        f"{log}{now.transform}{season} w{now.window}, u{settings.network.units} "
        f"ep{settings.training.epochs} {now.strategy}, {len(prepared.train)} windows"
    )


def show(result: Result) -> bool:
    """Print one row; returns whether its bars hold."""
    rmse, mase = result.rmse.mean(), result.mase.mean()
    others = "  ".join(f"{key} {a:.4g} ({b:.3g})" for key, (a, b) in result.baselines.items())
    ratio = rmse / min(a for a, _ in result.baselines.values())
    print(
        f"{result.name:<14} h{result.ahead:<3} {result.points:>5}  {rmse:>8.4g} ± {result.rmse.std():<7.2g} "
        f"({mase:.3g})  ÷ best {ratio:.3f}  {result.seconds.mean():4.1f} s  {others}  [{result.settings}]",
        flush=True,
    )
    holds = True
    last = result.baselines["persistence"][0]
    walks = result.name in WALKS and result.ahead == 1
    bar = BARS.get((result.name, result.ahead), WALK_BAR * last if walks else None)
    if bar is not None:
        holds = rmse <= bar
        report.line(
            f"{result.name}, h{result.ahead}: test RMSE, mean of {len(SEEDS)} seeds", rmse, "", f"≤ {bar:.4g}", holds
        )
    slowest = result.seconds.max()
    if slowest > LONGEST_FIT:
        report.line(f"{result.name}, h{result.ahead}: slowest fit", slowest, "s", f"≤ {LONGEST_FIT:g}", False)
    return holds and slowest <= LONGEST_FIT


def main(names: list[str]) -> int:
    report.section(
        "Recommended settings: test RMSE (MASE), mean ± sd of 5 seeds, seconds of one core per fit, baselines"
    )
    chosen = names or list(cases())
    held = True
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for results in pool.map(measure, chosen):
            for result in results:
                held &= show(result)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
