"""What the Data page says about its generators."""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import (
    MANY,
    baseline,
    each,
    evaluation,
    listed,
    over_ar,
    rmse,
    run,
    seeded,
    series,
    values,
)
from lstm_core.evaluation.metrics import r2, skill
from lstm_core.explore import explore
from lstm_core.models.forward import predict
from lstm_core.series import GENERATORS

SINE = lab.Settings()
SETAR = series("setar", length=600)
WALK = series("random_walk", length=300, transform="difference")
# The generators whose rule draws random numbers besides the noise.
CHANCE = {"burst", "logistic", "mackey_glass", "counter", "hold", "adding", "recall", "waveforms"}


@claim(
    ("data/floor", "The noise is random, so no forecast can beat it in the long run"),
    ("generators/sine", "No forecast can be better than the noise in the long run"),
    ("results/floor", "noise floor, by which even the best possible forecast misses on average"),
)
def no_network_beats_the_noise() -> Found:
    """The mean over seeds; a single short test part can be kinder than the noise is on average."""
    of = {name: each(s, rmse) / s.data.noise for name, s in {"sine": SINE, "SETAR": SETAR}.items()}
    worst = min(ratios.mean() for ratios in of.values())
    below = sum(int((ratios < 1).sum()) for ratios in of.values())
    detail = "; ".join(f"{name} {listed(ratios)}" for name, ratios in of.items()) + f"; {below} single runs below"
    return Found("network's test RMSE ÷ noise, mean, smaller series", worst, "×", "≥ 1", worst >= 1, detail)


@claim(("data/seed", "another seed gives other noise of the same size"))
def another_seed_gives_noise_of_the_same_size() -> Found:
    noise = np.array([values(s) - values(s.change(noise=0.0)) for s in seeded(SINE, MANY)])
    spread = np.abs(noise.std(axis=1) / SINE.data.noise - 1).max()
    alike = np.abs(np.corrcoef(noise)[~np.eye(MANY, dtype=bool)]).max()
    holds = spread <= 0.2 and alike <= 0.3
    detail = f"largest correlation of two seeds' noise {alike:.2f}"
    return Found("sd of the noise, largest departure from the slider", spread, "", "≤ 0.2", holds, detail)


@claim(
    (
        "data/seed_no_noise",
        "the pulses, values, coins or random start of the rule change with it; a curve without chance",
    )
)
def without_noise_the_seed_moves_only_rules_with_chance() -> Found:
    moved = set()
    for name in GENERATORS:
        drawn = [values(s) for s in seeded(series(name, noise=0.0))]
        if not all(np.array_equal(drawn[0], other) for other in drawn[1:]):
            moved.add(name)
    return Found(
        "generators that the seed changes without noise",
        len(moved),
        "",
        f"= {len(CHANCE)}",
        moved == CHANCE,
        ", ".join(moved),
    )


@claim(
    ("data/seed", "The same seed gives the same noise again"),
    ("data/seed_enters", "The same seed gives the same noise again; another seed gives another series."),
    ("data/seed_scales", "The same seed gives the same noise again; another seed gives another series."),
    ("data/seed_no_noise", "The old seed brings the old series back."),
)
def the_same_seed_gives_the_same_series_and_another_seed_another() -> Found:
    broken = []
    for name in GENERATORS:
        drawn = [values(s) for s in seeded(series(name))]
        again = [values(s) for s in seeded(series(name))]
        quiet = [[values(s) for s in seeded(series(name, noise=0.0))] for _ in range(2)]
        same = all(np.array_equal(a, b) for a, b in zip(drawn + quiet[0], again + quiet[1], strict=True))
        other = not any(np.array_equal(drawn[0], one) for one in drawn[1:])
        broken += [] if same and other else [name]
    return Found("generators whose seed does not say the series", len(broken), "", "= 0", not broken, ", ".join(broken))


@claim(("data/seed_scales", "so twice the noise is the same shape at twice the size"))
def where_a_series_is_nothing_but_noise_twice_the_noise_is_twice_the_series() -> Found:
    worst = 0.0
    for name in (name for name, one in GENERATORS.items() if one.noise == "scales"):
        for one in seeded(series(name)):
            once, twice = values(one), values(one.change(noise=2 * one.data.noise))
            worst = max(worst, float(np.abs(twice - 2 * once).max() / np.abs(once).max()))
    return Found("AR(1), AR(2), random walk: departure from twice the series", worst, "of its size", "< 1e-9",
                 worst < 1e-9)  # fmt: skip


@claim(("data/seed_enters", "double the noise. It enters the rule itself, and every later value carries it on"))
def noise_that_enters_the_rule_is_carried_on() -> Found:
    """What doubling moves beyond the noise that was added, sd ÷ sd; and how much of it is there one step later."""
    moved, kept = [], []
    for name in (name for name, one in GENERATORS.items() if one.noise == "enters"):
        for one in seeded(series(name)):
            change = values(one.change(noise=2 * one.data.noise)) - values(one)
            moved.append(float(change.std() / one.data.noise))
            kept.append(abs(float(np.corrcoef(change[1:], change[:-1])[0, 1])))
    holds = min(moved) >= 1.2 and min(kept) >= 0.3
    return Found("SETAR, sawtooth: change of the series ÷ added noise, least", min(moved), "×", "≥ 1.2", holds,
                 f"each {listed(moved)}; correlation from step to step (≥ 0.3) {listed(kept)}")  # fmt: skip


@claim(
    (
        "classify/try_waveforms",
        "it compares step by step, and never learned that a shape may start anywhere",
    )
)
def a_nearest_window_would_name_more_if_a_shape_might_start_anywhere() -> Found:
    """200 test sequences by their nearest of 400 training sequences: as they stand, and at the best shift of each."""
    plain: list[float] = []
    shifted: list[float] = []
    for one in seeded(series("waveforms")):
        found = lab.prepare(lab.load_series(one.data), one.preparation)
        (x, known), (asked, truth) = (
            (part.x[:most, :, 0], part.y[:most, 0]) for part, most in ((found.train, 400), (found.test, 200))
        )
        sizes = (asked**2).sum(axis=1)[:, None] + (x**2).sum(axis=1)[None]
        spectra = np.fft.rfft(asked)[:, None] * np.conj(np.fft.rfft(x))[None]
        best = np.fft.irfft(spectra, n=x.shape[1]).max(axis=-1)
        for accuracies, products in ((plain, asked @ x.T), (shifted, best)):
            accuracies.append(float((known[(sizes - 2 * products).argmin(axis=1)] == truth).mean()))
    least = float(np.min(np.subtract(shifted, plain)))
    return Found("waveforms: nearest window, gain by the best shift, least", least, "", "≥ 0.1", least >= 0.1,
                 f"as they stand {listed(plain)}; shifted {listed(shifted)}")  # fmt: skip


@claim(
    (
        "generators/ar2",
        "no network has anything to win over AR, and a small one is still far behind it after fifty epochs",
    ),
)
def on_ar2_no_network_gets_past_ar() -> Found:
    small, large = (each(series("ar2", length=300, units=units), over_ar) for units in (10, 100))
    holds = large.mean() >= 1 and large.min() > 0.97 and small.min() >= 1.2
    return Found("AR(2), 100 units: RMSE ÷ AR, mean", large.mean(), "×", "≥ 1", holds,
                 f"each {listed(large)}; 10 units {listed(small)}")  # fmt: skip


@claim(("generators/burst", "Within a cycle the network can tell which it is; at the start of each cycle nobody can."))
def a_burst_is_unclear_at_the_start_of_a_cycle_only() -> Found:
    """Squared errors beyond the noise, in the second to fourth of twenty steps and in the second half of a cycle."""
    settings = series("burst", length=500, cycles=25.0)
    excess = []
    for one in seeded(settings):
        found = evaluation(one)
        phase = found.times["test"][:, 0] * one.data.cycles / (one.data.length - 1) % 1
        squares = found.residuals["test"][:, 0] ** 2
        early, late = squares[(phase > 0.04) & (phase < 0.2)], squares[phase >= 0.5]
        excess.append(np.sqrt(early.mean() / late.mean()))
    mean = float(np.mean(excess))
    return Found("burst: RMSE at the start of a cycle ÷ in its second half", mean, "×", "≥ 1.2", mean >= 1.2,
                 f"each {listed(excess)}")  # fmt: skip


@claim(
    ("generators/logistic", "one step ahead is easy, twelve steps ahead is close to hopeless"),
)
def the_logistic_map_is_easy_one_step_ahead_and_hopeless_twelve() -> Found:
    def explained(settings: lab.Settings) -> float:
        found = evaluation(settings)
        return r2(found.truth["test"][:, -1], found.predictions["test"][:, -1])

    near, far = (each(series("logistic", length=600, horizon=horizon), explained) for horizon in (1, 12))
    holds = near.min() >= 0.9 and far.max() <= 0.2
    return Found("logistic map: R² one step ahead, smallest", near.min(), "", "≥ 0.9", holds,
                 f"twelve ahead (≤ 0.2) {listed(far)}")  # fmt: skip


@claim(
    ("generators/logistic", "For most r above 3.57 tiny differences grow fast"),
    ("settings/r", "above 3.57 it is mostly chaotic"),
)
def most_growth_rates_above_357_are_chaotic() -> Found:
    """Lyapunov exponent: the mean of log |r(1 − 2x)| along the orbit, positive where tiny differences grow."""
    rates = np.linspace(3.57, 4, 1000)
    shares = []
    for seed in range(5):
        x = np.random.default_rng(seed).uniform(0.1, 0.9, len(rates))
        total = np.zeros(len(rates))
        for step in range(3000):
            x = rates * x * (1 - x)
            total += np.log(np.maximum(np.abs(rates * (1 - 2 * x)), 1e-12)) if step >= 1000 else 0
        shares.append((total > 0).mean())
    low, high = min(shares), max(shares)
    holds = low > 0.5 and high < 1
    return Found("share of r in 3.57…4 with a growing difference", low, "", "> 0.5", holds, f"each {listed(shares, 3)}")


@claim(
    (
        "generators/mackey_glass",
        "a linear forecast is very good one step ahead, and further ahead a network has more to win",
    ),
    ("results/meaning", "A recurrent network earns its price where the recipe is not linear."),
)
def on_mackey_glass_the_network_wins_twelve_steps_ahead() -> Found:
    """Errors at the twelfth step, of the network and of AR."""

    def over_ar_at_the_end(settings: lab.Settings) -> float:
        found = evaluation(settings)
        truth, ar = found.truth["test"][:, -1], found.baselines["ar"]["test"][:, -1]
        return float(np.sqrt(np.mean(found.residuals["test"][:, -1] ** 2) / np.mean((truth - ar) ** 2)))

    near = each(series("mackey_glass", length=600, epochs=1), baseline("ar", "r2"))
    far = each(series("mackey_glass", length=600, horizon=12, lr=0.01, epochs=30), over_ar_at_the_end)
    holds = near.min() >= 0.999 and far.max() <= 0.9
    return Found("Mackey–Glass, 12th step: RMSE ÷ AR, largest", far.max(), "×", "≤ 0.9", holds,
                 f"each {listed(far)}; R² of AR one step ahead ≥ {near.min():.4f}")  # fmt: skip


@claim(
    ("generators/random_walk", "a network that seems to do better has found luck, not structure"),
    ("explore/learn_changes_no", "“same as the last value” will be hard to beat"),
)
def on_a_random_walk_better_than_persistence_is_luck() -> Found:
    """The same weights on 2,000 fresh steps of another walk."""
    here, fresh, said = [], [], 0
    for one in seeded(WALK, MANY - 2):
        found, study = run(one), explore(lab.load_series(one.data))
        said += study.stationarity.verdict == "unit_root" and not study.ljung_box_changes.p < 0.05
        changes = one.data.noise * np.random.default_rng(10_000 + one.seed).standard_normal(2000)
        scaled = found.prepared.input_scaler.transform(changes[:, None])[:, 0]
        window = one.preparation.window
        x = np.lib.stride_tricks.sliding_window_view(scaled, window)[:-1, :, None]
        forecast = found.prepared.target_scaler.inverse(predict(found.weights, x, one.network))[:, 0]
        here.append(evaluation(one).metrics["test"]["skill"])
        fresh.append(skill(changes[window:], forecast, np.zeros(len(forecast))))
    best = max(fresh)
    return Found("random walk: skill on fresh steps, largest", best, "", "≤ 0.01", best <= 0.01,
                 f"on the test part {listed(here)}; {said} of {len(here)} are said to be hard to beat")  # fmt: skip


@claim(("generators/setar", "One straight line cannot describe both: here the network can beat a linear AR forecast."))
def on_a_threshold_ar_the_network_beats_ar() -> Found:
    ratios = each(SETAR, over_ar)
    return Found("SETAR: RMSE ÷ AR, largest", ratios.max(), "×", "< 0.9", ratios.max() < 0.9, f"each {listed(ratios)}")


@claim(("generators/sawtooth", "The noise is part of the climb, so each ramp takes its own time"))
def ramps_differ_in_length() -> Found:
    kinds = []
    for one in seeded(series("sawtooth")):
        falls = np.flatnonzero(np.diff(values(one)) < -0.5)
        kinds.append(len(set(np.diff(falls))))
    return Found("sawtooth: different ramp lengths, fewest", min(kinds), "", "≥ 3", min(kinds) >= 3)


@claim(
    ("generators/trend_season", "Part of the end lies higher than anything the network was trained on"),
    ("prepare/try", "What happens to the warning, and to the numbers in the window?"),
)
def part_of_the_end_lies_above_the_training_part() -> Found:
    shares = []
    for one in seeded(series("trend_season")):
        prepared = lab.prepare(lab.load_series(one.data), one.preparation)
        y = values(one)
        validation, test = prepared.boundaries
        shares.append(float((y[test:] > y[:validation].max()).mean()))
    return Found("trend and season: test points above the training part", min(shares), "", "≥ 0.1",
                 min(shares) >= 0.1, f"each {listed(shares)}")  # fmt: skip
