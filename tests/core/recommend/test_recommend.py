"""Recommended settings: from the training part only, valid everywhere, and honest where nothing can be learned."""

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

from lstm_core.prepare import PARTS, part_boundaries, prepare
from lstm_core.recommend import explain_recommendation, recommend
from lstm_core.recommend.trial import PENALTY, Way, trial
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series import GENERATORS, SAMPLES, Series, load_series
from lstm_core.settings import PreparationSettings, Settings

MONTHS = np.arange(240)
SEASON = np.sin(2 * np.pi * MONTHS / 12) + 0.5 * np.cos(4 * np.pi * MONTHS / 12)


def series_of(y: np.ndarray) -> Series:
    return Series(y[:, None], pd.RangeIndex(len(y)), ("y",), "y", ("y",))


def noise(size: int = 240, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(size)


def growing() -> Series:
    """Trend and season that grow together, as sales do."""
    level = 0.01 * MONTHS + np.cumsum(0.02 * noise())
    return series_of(100 * np.exp(level + 0.2 * SEASON + 0.03 * noise(seed=1)))


def shipped(key: str) -> Series:
    if key in SAMPLES:
        return load_series(Settings().change(series=key, missing="interpolate").data)
    suggested = GENERATORS[key].suggested
    return load_series(Settings().change(series=key, **suggested).data)


def test_classes_are_refused_with_what_to_do_instead() -> None:
    with pytest.raises(DataError, match=r"names classes.*Choose a window"):
        recommend(shipped("waveforms"))


@pytest.mark.parametrize("key", sorted({*GENERATORS, *SAMPLES} - {"waveforms"}))
def test_every_shipped_series_gets_settings_that_can_be_trained(key: str) -> None:
    series = shipped(key)
    for horizon in (1, 12):
        settings = recommend(series, horizon)
        assert settings.preparation.horizon == (0 if series.sequence else horizon)
        assert Settings.from_query(settings.to_query()) == settings
        prepared = prepare(series, settings.preparation)
        assert all(len(prepared.part(part)) for part in PARTS)
        points = len(series) - prepared.boundaries[1]
        assert points == pytest.approx(0.2 * len(series), abs=max(series.sequence, horizon + 2))


@pytest.mark.parametrize("horizon", [1, 12])
@pytest.mark.parametrize("key", ["airpassengers", "sunspots", "nile", "sine", "random_walk", "seattle"])
def test_nothing_after_the_training_part_is_looked_at(key: str, horizon: int) -> None:
    series = shipped(key)
    found = explain_recommendation(series, horizon)
    end = part_boundaries(series, found.settings.preparation)[0]
    for size in (0.0, 1.0, -1e6):
        values = series.values.copy()
        values[end:] = size * noise(len(values) - end)[:, None]
        other = Series(values, series.index, series.names, series.target, series.features)
        assert explain_recommendation(other, horizon) == found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("horizon", [1, 12])
def test_a_random_walk_is_read_as_changes_and_no_skill_is_promised(seed: int, horizon: int) -> None:
    found = explain_recommendation(series_of(50 + np.cumsum(noise(600, seed))), horizon)
    assert found.settings.preparation.transform == "difference"
    assert found.settings.preparation.log == "no"
    assert found.reasons["expect"].id == "expect_nothing"
    assert found.reasons["transform"].id == "transform_nothing"
    # A few passes at most: more of them would learn chance.
    updates = found.settings.training.epochs * math.ceil(450 / found.settings.training.batch_size)
    assert updates <= 200


def test_what_grows_by_shares_is_read_as_logarithms() -> None:
    found = explain_recommendation(growing())
    assert found.settings.preparation.log == "yes"
    grown = found.reasons["log"].numbers
    assert grown["level"] > 1.5
    assert grown["change"] > 1.3
    steady = series_of(1000 + 10 * MONTHS + 50 * SEASON + 10 * noise())
    assert explain_recommendation(steady).reasons["log"].id == "log_no_growth"
    assert recommend(steady).preparation.log == "no"
    below = explain_recommendation(series_of(growing().y - growing().y[20]))
    assert (below.settings.preparation.log, below.reasons["log"].id) == ("no", "log_no_sign")


def test_a_season_that_drifts_is_taken_off_and_a_clean_one_is_left_to_the_network() -> None:
    pattern = 2 * SEASON[:12] + np.cumsum(0.4 * noise(240, 1).reshape(20, 12), axis=0)
    drifting = np.cumsum(0.5 * noise()) + pattern.ravel() + 0.3 * noise(seed=2)
    found = recommend(series_of(drifting)).preparation
    assert (found.transform, found.season) == ("seasonal_relative", 12)
    assert found.window >= 12
    clean = recommend(
        series_of(0.1 * np.cumsum(noise(seed=3)) + 0.02 * MONTHS + 3 * SEASON + 0.1 * noise())
    ).preparation
    assert clean.transform == "difference"
    assert clean.window >= 12


def test_a_series_that_keeps_its_level_is_read_as_it_is() -> None:
    y = np.zeros(500)
    for t in range(1, 500):
        y[t] = 0.3 * y[t - 1] + noise(500)[t]
    found = explain_recommendation(series_of(y))
    assert found.settings.preparation.transform == "level"
    assert found.reasons["expect"].numbers["gain"] == pytest.approx(100 * (1 - math.sqrt(0.91 / 1.4)), abs=6)


def test_the_strategy_follows_from_what_the_outputs_can_learn_from() -> None:
    few = explain_recommendation(shipped("sunspots"), 12)
    assert (few.settings.preparation.strategy, few.reasons["strategy"].id) == ("recursive", "recursive")
    assert few.settings.preparation.window == recommend(shipped("sunspots")).preparation.window
    clock = explain_recommendation(shipped("airpassengers"), 12)
    assert (clock.settings.preparation.strategy, clock.reasons["strategy"].id) == ("direct", "direct_season")
    several = explain_recommendation(shipped("seattle"), 12)
    assert (several.settings.preparation.strategy, several.reasons["strategy"].id) == ("direct", "direct_features")
    assert "strategy" not in explain_recommendation(shipped("sunspots")).reasons


def test_more_windows_carry_a_larger_network() -> None:
    short, long = (recommend(series_of(0.5 * noise(n) + np.sin(np.arange(n) / 3))).network for n in (120, 2500))
    assert short.units < long.units
    assert short.dropout > long.dropout


def test_a_hidden_target_and_a_constant_one_are_read_as_they_are() -> None:
    values = np.column_stack([noise(), noise(seed=1)])
    hidden = Series(values, pd.RangeIndex(240), ("a", "b"), "a", ("b",))
    found = explain_recommendation(hidden, 0)
    assert (found.settings.preparation.transform, found.reasons["transform"].id) == ("level", "hidden")
    still = explain_recommendation(series_of(np.full(100, 7.0)))
    assert (still.settings.preparation.transform, still.reasons["transform"].id) == ("level", "constant")
    with pytest.raises(DataError, match="take 'y' out of the features"):
        prepare(series_of(noise()), recommend(series_of(noise()), 0).preparation)


def test_what_cannot_be_recommended_says_why() -> None:
    with pytest.raises(DataError, match=r"29 points are too few.*at least 30"):
        recommend(series_of(noise(29)))
    with pytest.raises(DataError, match="Make the series longer or the horizon shorter"):
        recommend(series_of(noise(60)), 24)
    with pytest.raises(SettingsError, match="horizon=61 is out of bounds"):
        recommend(series_of(noise()), 61)
    holes = noise()
    holes[5] = np.nan
    with pytest.raises(DataError, match="missing values"):
        recommend(series_of(holes))
    recommend(series_of(noise(30)))


@pytest.mark.parametrize(("log", "transform"), [
    (False, "level"), (True, "relative"), (False, "seasonal"), (True, "seasonal_relative"),
])  # fmt: skip
def test_the_trial_is_a_ridge_regression_on_the_windows_of_the_preparation(log: bool, transform: str) -> None:
    """Against scikit-learn's ridge on `prepare`'s own unscaled windows, the origins moved by hand."""
    y, lags, season, horizon = growing().y, 6, 12, 3
    settings = PreparationSettings.model_construct(
        **PreparationSettings(log="yes" if log else "no", transform=transform, season=season, window=lags,
                              horizon=horizon, scaling="none").model_dump()
    )  # fmt: skip
    prepared = prepare(series_of(y), settings)
    parts = [prepared.part(part) for part in PARTS]
    origins = np.concatenate([part.origins for part in parts])
    x, targets, base = (
        np.concatenate([a[:, :, 0] if a.ndim == 3 else a for a in arrays])
        for arrays in zip(*((part.x, part.y, part.base) for part in parts), strict=True)
    )
    first = season * transform.startswith("seasonal") + lags - 1
    count = len(y) - horizon - first
    errors, naive = np.zeros(horizon), np.zeros(horizon)
    edges = np.linspace(count / 2, count, 5).astype(int)
    for start, stop in pairwise(edges):
        known = [i for i, origin in enumerate(origins) if origin - first <= start - horizon]
        asked = [i for i, origin in enumerate(origins) if start <= origin - first < stop]
        center, scale = x[known].mean(axis=0), x[known].std()
        line = Ridge(alpha=PENALTY).fit((x[known] - center) / scale, targets[known])
        forecast = base[asked] + line.predict((x[asked] - center) / scale)
        times = origins[asked][:, None] + np.arange(1, horizon + 1)
        errors += ((y[times] - (np.exp(forecast) if log else forecast)) ** 2).sum(axis=0)
        naive += ((y[times] - y[origins[asked], None]) ** 2).sum(axis=0)
    wanted = float(np.mean(errors / naive))
    # The preparation leaves out the few windows that straddle its parts; the trial does not.
    assert len(origins) == count - 2 * (horizon - 1)
    assert trial(y, Way(log, transform, lags), season, horizon) == pytest.approx(wanted, rel=0.05)


def test_a_trial_with_too_little_to_look_at_is_infinite() -> None:
    assert trial(noise(20), Way(False, "level", 10), 1, 1) == math.inf
    assert trial(np.ones(100), Way(False, "level", 5), 1, 1) == math.inf
