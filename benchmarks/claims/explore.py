"""What the Explore page reads out of correlations and tests, and what its suggestions are worth to a network."""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import FEW, MANY, baseline, each, evaluation, listed, over_ar, rmse, seeded, series, values
from lstm_core.explore import Study
from lstm_core.explore.dependence import correlations
from lstm_core.recommend import steadier

AR1 = series("ar1", length=300)
WHITE = series("ar1", phi=0.0, length=300)
REAL = {"missing": "interpolate", "resample": "regular", "transform": "difference", "epochs": 1}


def _study(settings: lab.Settings) -> Study:
    return lab.explore(lab.load_series(settings.data))


def _steadied(settings: lab.Settings) -> lab.Settings:
    wanted = lab.recommend(lab.load_series(settings.data))
    return settings.change(transform=steadier(wanted), season=wanted.preparation.season)


def _suggested(settings: lab.Settings) -> int:
    return lab.recommend(lab.load_series(settings.data)).preparation.window


@claim(
    ("explore/acf", "even in pure chance about one point in twenty falls outside"),
    ("results/no_structure", "A bar outside the grey band now and then is expected: about one in twenty."),
)
def one_point_in_twenty_leaves_the_band_by_chance() -> Found:
    shares = []
    for seed in range(200):
        noise = np.random.default_rng(seed).standard_normal(300)
        found = correlations(noise, 40)
        outside = np.r_[np.abs(found.acf[1:]) > found.acf_band[1:], np.abs(found.pacf[1:]) > found.band]
        shares.append(outside.mean())
    mean = float(np.mean(shares))
    return Found("white noise: share of points outside the band", mean, "", "0.03–0.07", 0.03 <= mean <= 0.07)


@claim(
    (
        "explore/try",
        "the nearer to 1, the closer “same as the last value” comes, measured by the spread of the series.",
    ),
    ("explore/try", "For which of the two does it forecast better?"),
)
def the_last_value_suits_a_walk_better_than_a_wave() -> Found:
    """ACF at lag 1, and the share of the series' variance that its last value explains, seed by seed."""

    def lag_one(settings: lab.Settings) -> float:
        return float(correlations(values(settings), 2).acf[1])

    def explained(settings: lab.Settings) -> float:
        return float(1 - np.mean(np.diff(values(settings)) ** 2) / values(settings).var())

    (wave, walk), (of_wave, of_walk) = (
        [each(settings, measure, MANY) for settings in (lab.Settings(), series("random_walk"))]
        for measure in (lag_one, explained)
    )
    holds = bool((walk > wave).all() and (of_walk > of_wave).all())
    detail = f"sine {listed(of_wave)}; walk {listed(of_walk)}; ACF {listed(wave)}; {listed(walk)}"
    least = float((of_walk - of_wave).min())
    return Found("random walk − sine: what the last value explains, least", least, "", "> 0", holds, detail)


@claim(("explore/learn_changes_yes", "there may be something to learn beyond “same as the last value”"))
def changes_that_depend_on_changes_often_can_be_forecast() -> Found:
    """AR against persistence on every sample whose level wanders and whose changes are related, and a slow sine."""
    skills = {}
    for key in ("airpassengers", "sunspots", "co2", "sst", "stock"):
        settings = lab.Settings().change(series=key, **REAL)
        study = _study(settings)
        if study.stationarity.verdict == "unit_root" and study.ljung_box_changes.p < 0.05:
            skills[key] = baseline("ar", "skill")(settings)
    slow = each(lab.Settings().change(cycles=1.0, epochs=1), baseline("ar", "skill"))
    better = sum(value > 0.02 for value in skills.values())
    detail = ", ".join(f"{key} {value:.2f}" for key, value in skills.items()) + f"; slow sine {listed(slow)}"
    return Found("share of such samples that AR forecasts better than the last value", better / len(skills), "",
                 "≥ 0.5", len(skills) > 2 and better / len(skills) >= 0.5 and np.median(slow) > 0, detail)  # fmt: skip


@claim(("explore/learn_no", "A network will mostly learn the mean."))
def on_white_noise_a_network_mostly_learns_the_mean() -> Found:
    spread = each(WHITE, lambda s: float(evaluation(s).predictions["test"].std() / evaluation(s).truth["test"].std()))
    over_mean = each(WHITE, lambda s: rmse(s) / float(values(s)[evaluation(s).times["test"]].std()))
    return Found("white noise: sd of the predictions ÷ sd of the series", spread.mean(), "", "≤ 0.4",
                 spread.mean() <= 0.4, f"each {listed(spread)}; RMSE ÷ sd {listed(over_mean)}")  # fmt: skip


@claim(("explore/learn_no", "Linear correlation is all this test sees: a rule that bends can hide from it."))
def a_bent_rule_can_hide_from_ljung_box() -> Found:
    """The logistic map at r = 4: each value follows exactly from the one before, and is uncorrelated with it."""
    p = [_study(s).ljung_box.p for s in seeded(series("logistic", r=4.0, noise=0.0), MANY)]
    hidden = sum(value >= 0.05 for value in p)
    return Found("logistic map, r = 4: seeds that Ljung–Box takes for chance", hidden, "of 10", "≥ 7", hidden >= 7,
                 f"p {listed(p)}")  # fmt: skip


@claim(
    ("explore/reading", "a simple linear rule may be all there is. An LSTM can learn such a rule, but so can a linear"),
)
def on_a_linear_rule_the_network_does_no_better_than_ar() -> Found:
    ratios = each(AR1, over_ar)
    pacf = np.array([np.abs(_study(s).pacf[2:11]).mean() for s in seeded(AR1)])
    holds = 0.97 <= ratios.mean() <= 1.15
    return Found("AR(1): RMSE ÷ AR, mean", ratios.mean(), "×", "0.97–1.15", holds,
                 f"each {listed(ratios)}; mean |PACF| at lags 2–10 {listed(pacf)}")  # fmt: skip


@claim(
    ("explore/level_trend", "On the Prepare page, try *{transform}*."),
    ("explore/level_unit_root", "try *{transform}*: a network that saw only low levels cannot know high ones"),
    ("prepare/outside", "Try the transform *{transform}*."),
    ("prepare/outside_eased", "With this transform the network reads changes, not levels, so this hurts less."),
)
def changes_beat_levels_where_the_level_moves() -> Found:
    """The suggested transform against the values, on a trend with a season and on random walks."""
    trend, walk = series("trend_season"), series("random_walk", length=300)
    gains = {
        name: np.array([rmse(_steadied(s)) / rmse(s) for s in seeded(settings)])
        for name, settings in {"trend": trend, "walk": walk}.items()
    }
    said = [_study(s).stationarity.verdict for s in seeded(trend)].count("trend")
    worst = max(float(ratios.max()) for ratios in gains.values())
    detail = "; ".join(f"{name} {listed(ratios)}" for name, ratios in gains.items())
    return Found("RMSE with the transform ÷ with plain values, largest", worst, "×", "< 1", worst < 1,
                 f"{detail}; {said} of {FEW} trends are called one")  # fmt: skip


@claim(("explore/level_unclear", "as can happen with slow cycles, jumps and short series"))
def slow_cycles_jumps_and_short_series_can_be_unclear() -> Found:
    kinds = {
        "slow cycle": lab.Settings().change(cycles=2.0, length=500),
        "jumps": series("square", cycles=2.0),
        "short": series("ar1", length=50),
    }
    found = {
        name: [_study(s).stationarity.verdict for s in seeded(settings, MANY)].count("unclear")
        for name, settings in kinds.items()
    }
    detail = ", ".join(f"{name} {times} of {MANY}" for name, times in found.items())
    return Found("kinds of series that both tests leave open", sum(map(bool, found.values())), "of 3", "= 3",
                 all(found.values()), detail)  # fmt: skip


@claim(
    ("explore/window_lag", "The PACF says little that is new after lag {lag}; a little more room does no harm."),
)
def a_little_more_room_does_no_harm() -> Found:
    """AR(1): the suggested window against twice as many steps."""
    suggested = [s.change(window=_suggested(s)) for s in seeded(AR1)]
    ratios = np.array([rmse(s.change(window=2 * s.preparation.window)) / rmse(s) for s in suggested])
    return Found("AR(1), twice the suggested window: RMSE, mean", ratios.mean(), "×", "≤ 1.03",
                 ratios.mean() <= 1.03, f"each {listed(ratios)}")  # fmt: skip


@claim(
    (
        "explore/window_cycle",
        "slower to train, and with noise somewhat better",
    ),
)
def a_whole_cycle_is_somewhat_better_than_a_few_steps() -> Found:
    """The article's sine, period 40: the suggested window against a whole cycle."""
    suggested = [s.change(window=_suggested(s)) for s in seeded(lab.Settings())]
    ratios = np.array([rmse(s) / rmse(s.change(window=40)) for s in suggested])
    holds = ratios.min() > 1 and ratios.mean() <= 1.35
    return Found("sine: RMSE with the suggested window ÷ with a whole cycle", ratios.mean(), "×", "1–1.35", holds,
                 f"each {listed(ratios)}")  # fmt: skip
