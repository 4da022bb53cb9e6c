"""What the Results page says about metrics, baselines and errors."""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks.claims.data import SETAR, SINE
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import (
    FEW,
    MANY,
    baseline,
    each,
    evaluation,
    listed,
    over_ar,
    rmse,
    seeded,
    series,
    skill,
    values,
)
from lstm_core.evaluation import diagnose, echo

SMOOTH = {
    "sine": SINE,
    "trend and season": series("trend_season"),
    "Mackey–Glass": series("mackey_glass", epochs=1, length=600),
}


@claim(
    (
        "results/meaning",
        "On a noisy sine, a recurrent network gains little over AR, because a sine *is* a linear recipe",
    ),
)
def on_a_noisy_sine_the_network_gains_little_over_ar() -> Found:
    sine, bent = each(SINE, over_ar, MANY), each(SETAR, over_ar)
    holds = sine.mean() >= 0.9 and sine.mean() - bent.mean() > 0.1
    return Found(
        "sine: RMSE ÷ AR, mean", sine.mean(), "×", "≥ 0.9", holds, f"each {listed(sine)}; SETAR {listed(bent)}"
    )


@claim(
    ("results/meaning", "it compares with the mean, and persistence often gets a high R², too"),
    ("results/metrics/r2", "On a smooth or rising series that is easy to beat, so a high R² alone says little."),
    ("results/question", "look under *Baselines* below for the R² of *persistence*"),
)
def persistence_gets_a_high_r2() -> Found:
    of = {name: each(settings, baseline("persistence", "r2")) for name, settings in SMOOTH.items()}
    worst = min(float(found.min()) for found in of.values())
    detail = "; ".join(f"{name} {listed(found)}" for name, found in of.items())
    return Found("persistence on smooth or rising series: R², smallest", worst, "", "≥ 0.8", worst >= 0.8, detail)


@claim(("results/try", "Persistence keeps a high R². What does the network get, and what happens to its skill?"))
def on_a_random_walk_r2_stays_and_skill_goes() -> Found:
    walk = series("random_walk")
    steady, skills = each(walk, baseline("persistence", "r2")), each(walk, skill)
    network = [evaluation(s).metrics["test"]["r2"] for s in seeded(walk)]
    holds = np.median(steady) >= 0.85 and skills.max() < 0
    return Found("random walk: R² of persistence, median", float(np.median(steady)), "", "≥ 0.85", holds,
                 f"each {listed(steady)}; network {listed(network)}; its skill {listed(skills)}")  # fmt: skip


@claim(("results/chance", "another seed or another stretch of the series may turn it round"))
def small_differences_turn_round_with_the_seed() -> Found:
    ratios = each(SINE, over_ar, MANY)
    better, worse = int((ratios < 1).sum()), int((ratios > 1).sum())
    return Found("sine: seeds on which AR is ahead", worse, "of 10", "1–9", min(better, worse) >= 1)


@claim(
    (
        "results/echo_trails",
        "Trailing alone is no fault; the best possible forecast of many series trails by one step.",
    ),
)
def the_best_forecast_of_an_ar1_trails_by_one_step() -> Found:
    lags = []
    for one in seeded(series("ar1"), MANY):
        y = values(one)
        lags.append(echo(y, np.arange(1, len(y)), one.data.phi * y[:-1], y[:-1]).best_lag)
    trails = lags.count(1)
    return Found("AR(1), φ = 0.9, best forecast: seeds on which it trails", trails, "of 10", "= 10", trails == MANY)


@claim(("results/overlapping", "Errors several steps ahead share their history and are related even for the best"))
def errors_several_steps_ahead_are_related() -> Found:
    """A random walk, four steps ahead: the best forecast is the last value."""
    p = []
    for one in seeded(series("random_walk"), MANY):
        y = values(one)
        p.append(diagnose(y[4:] - y[:-4], y[:-4]).ljung_box.p)
    return Found("random walk, 4 steps ahead: largest p of Ljung–Box", max(p), "", "< 0.01", max(p) < 0.01)


@claim(("results/structure_left", "a longer window, more training or another transform may catch it"))
def more_training_or_a_longer_window_catch_structure() -> Found:
    """Seeds whose test errors are still related, after too little training, with too short a window, and without."""

    def structured(settings: lab.Settings) -> float:
        found = evaluation(settings)
        diagnosis = diagnose(found.residuals["test"][:, 0], found.predictions["test"][:, 0])
        return float("structure_left" in diagnosis.verdicts)

    short, narrow, whole = (
        int(each(s, structured).sum()) for s in (SINE.change(epochs=10), SINE.change(window=1), SINE)
    )
    detail = f"10 epochs {short}, window 1 {narrow}, defaults {whole} of {FEW}"
    return Found(
        "sine: seeds with structure left after 10 epochs", short, "of 5", "≥ 4", short >= 4 and whole <= 1, detail
    )


@claim(
    (
        "start/memory",
        "A network that sees one value at a time cannot know where it is in the story: a sine at 0 may be",
    ),
)
def one_value_at_a_time_is_not_enough_for_a_sine() -> Found:
    one, ten = each(SINE.change(window=1), rmse), each(SINE, rmse)
    ratios = one / ten
    return Found("sine: RMSE with a window of 1 ÷ of 10, smallest", ratios.min(), "×", "≥ 1.3", ratios.min() >= 1.3,
                 f"each {listed(ratios)}")  # fmt: skip
