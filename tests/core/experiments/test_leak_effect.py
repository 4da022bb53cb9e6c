"""Leaks on purpose: what they let the training know, counted by hand, and what that is worth."""

import numpy as np
import pytest

from lstm_core.experiments.backtest import backtest, folds
from lstm_core.experiments.leak_effect import LeakEffect, leak_effect
from lstm_core.experiments.seeds import SeedResult
from lstm_core.prepare import PARTS, Prepared, prepare, seen_targets
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series import load_series
from lstm_core.settings import PreparationSettings, Settings
from tests.support.examples import sine, table


def share_seen(prepared: Prepared, part: str = "test") -> float:
    """Share of a part's targets that a training window contains, window by window."""
    known: set[int] = set()
    for origin, times in zip(prepared.train.origins, prepared.train.times, strict=True):
        known |= set(range(origin - prepared.train.x.shape[1] + 1, origin + 1)) | set(times.tolist())
    targets = set(prepared.part(part).times.ravel().tolist())  # type: ignore[arg-type]
    assert set(seen_targets(prepared, part).tolist()) == known & targets  # type: ignore[arg-type]
    return len(known & targets) / len(targets)


def test_a_random_split_deals_every_window_once_and_has_seen_the_test_targets() -> None:
    series = sine()
    honest, dealt = prepare(series, PreparationSettings()), prepare(series, PreparationSettings(split="random"))
    assert share_seen(honest) == 0
    assert share_seen(dealt) > 0.95
    origins = np.concatenate([dealt.part(part).origins for part in PARTS])
    np.testing.assert_array_equal(np.sort(origins), np.arange(9, 199))
    assert [len(dealt.part(part)) for part in PARTS] == [122, 30, 38]
    assert all((np.diff(dealt.part(part).origins) > 0).all() for part in PARTS)
    for part in PARTS:
        windows = dealt.part(part)
        np.testing.assert_allclose(dealt.truth(windows), series.y[windows.times])
        inside = dealt.input_scaler.inverse(windows.x)[:, -1, 0]
        np.testing.assert_allclose(inside, series.y[windows.origins])
    assert dealt.straddling == 0


@pytest.mark.parametrize("transform", ["level", "difference", "relative"])
def test_a_scaler_on_everything_has_the_spread_of_the_whole_series(transform: str) -> None:
    series = table(1)
    settings = PreparationSettings(transform=transform, window=5, horizon=2)
    honest = prepare(series, settings)
    leaky = prepare(series, settings.model_copy(update={"scaler_rows": "all"}))
    assert leaky.target_scaler.center[0] != honest.target_scaler.center[0]
    if transform == "level":
        assert leaky.target_scaler.center[0] == pytest.approx(series.y.mean())
        assert leaky.target_scaler.scale[0] == pytest.approx(series.y.std())
    for part in PARTS:
        np.testing.assert_allclose(leaky.truth(leaky.part(part)), honest.truth(honest.part(part)))


def test_without_a_gap_the_training_has_targets_of_the_validation_part() -> None:
    series = sine()
    settings = PreparationSettings(horizon=5)
    honest, leaky = prepare(series, settings), prepare(series, settings.model_copy(update={"gap": "no"}))
    assert share_seen(honest, "validation") == 0
    # The four windows whose first target is the training part's last points reach 1 to 4 points too far.
    assert len(leaky.train) == len(honest.train) + 4
    assert leaky.train.times.max() == leaky.boundaries[0] + 3
    assert seen_targets(leaky, "validation").tolist() == [128, 129, 130, 131]
    assert leaky.straddling == 0


def test_the_settings_name_what_leaks() -> None:
    assert PreparationSettings().leaks == ()
    leaky = PreparationSettings(split="random", scaler_rows="all", gap="no", horizon=3)
    assert leaky.leaks == ("split", "scaler")
    assert PreparationSettings(gap="no").leaks == ()
    assert PreparationSettings(gap="no", horizon=2).leaks == ("gap",)
    assert leaky.honest == PreparationSettings(horizon=3)


def test_separate_sequences_cannot_leak_by_a_random_split() -> None:
    settings = Settings().change(series="counter", sequences=50, window=50, horizon=0, split="random")
    with pytest.raises(DataError, match="leaks nothing"):
        prepare(load_series(settings.data), settings.preparation)


def test_a_backtest_leaks_nothing(keras: object) -> None:
    series = sine()
    settings = Settings().change(epochs=1, units=2)
    planned = folds(len(series), settings, 3)
    honest = backtest(settings, series, planned)
    leaky = backtest(settings.change(split="random", scaler="all", gap="no"), series, planned)
    for one, other in zip(honest.done, leaky.done, strict=True):
        np.testing.assert_array_equal(one.predictions["network"], other.predictions["network"])


def test_the_effect_is_measured_with_the_same_seeds_and_without_the_leak(keras: object) -> None:
    series, settings = sine(), Settings().change(epochs=2, units=3, split="random")
    heard: list[float] = []
    found = leak_effect(settings, series, (4, 1), lambda done, partial=None: heard.append(done))
    assert [one.seed for one in found.leaky] == [one.seed for one in found.honest] == [4, 1]
    assert heard == sorted(heard)
    assert heard[-1] == 1
    leaky, honest = found.scores("rmse")
    assert (leaky != honest).all()
    with pytest.raises(SettingsError, match="Nothing leaks"):
        leak_effect(Settings(), series, (0,))


def with_rmse(*values: float) -> tuple[SeedResult, ...]:
    return tuple(SeedResult(i, {}, [], {"rmse": value}, {}, "done", np.empty(0)) for i, value in enumerate(values))


def test_a_difference_within_the_spread_of_the_seeds_does_not_matter() -> None:
    honest = with_rmse(1.0, 1.1, 0.9)
    # Standard error of the difference: √(0.01 / 3 + 0.01 / 3) = 0.082.
    assert not LeakEffect(with_rmse(1.1, 1.2, 1.0), honest).matters("rmse")
    assert LeakEffect(with_rmse(0.8, 0.9, 0.7), honest).matters("rmse")
    assert not LeakEffect(with_rmse(0.1), with_rmse(1.0)).matters("rmse")
