"""Windows, scaling and the split, against scikit-learn, hand-made numbers and properties."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from lstm_core.prepare import PARTS, Scaler, prepare
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import PreparationSettings
from tests.support.examples import sine, table

TRANSFORMS = ["level", "difference", "seasonal", "relative", "seasonal_relative"]
SCALINGS = ["minmax", "minmax11", "zscore", "none"]


def positive(series: Series) -> Series:
    """The same, 100 higher, where no walk of `table` falls below 0."""
    return Series(series.values + 100, series.index, series.names, series.target, series.features)


def test_article_example_uses_the_newest_window() -> None:
    """200 points, window 10: 190 windows. `range(len - window - 1)` would forget the newest."""
    series = sine()
    prepared = prepare(series, PreparationSettings(scaling="none"))
    assert sum(len(prepared.part(name)) for name in PARTS) == 190
    assert prepared.boundaries == (128, 160)
    assert [len(prepared.part(name)) for name in PARTS] == [118, 32, 40]
    np.testing.assert_array_equal(prepared.test.x[-1, :, 0], series.y[189:199])
    assert prepared.test.y[-1, 0] == series.y[199]


def test_one_window_by_hand() -> None:
    y = np.arange(10.0) ** 2
    series = Series(y[:, None], pd.RangeIndex(10), ("y",), "y", ("y",))
    settings = PreparationSettings(window=2, horizon=2, scaling="none", transform="difference", train_share=0.5)
    first = prepare(series, settings).train
    # Origin 2: the window holds the changes 1−0 and 4−1, the targets are 9−4 and 16−4.
    np.testing.assert_array_equal(first.x[0, :, 0], [1, 3])
    np.testing.assert_array_equal(first.y[0], [5, 12])
    np.testing.assert_array_equal(first.times[0], [3, 4])


def test_seasonal_base_is_the_last_known_same_season() -> None:
    y = np.tile([1.0, 5.0, 9.0], 20) + np.arange(60.0)
    series = Series(y[:, None], pd.RangeIndex(60), ("y",), "y", ("y",))
    prepared = prepare(series, PreparationSettings(window=3, horizon=5, season=3, scaling="none", transform="seasonal"))
    w = prepared.train
    # One season on, the series has risen by 3; steps 4 and 5 compare with values two seasons back.
    np.testing.assert_allclose(w.y[0], [3, 3, 3, 6, 6])
    assert (w.times - 3 * np.array([1, 1, 1, 2, 2]) <= w.origins[:, None]).all()


def test_seasonal_relative_by_hand() -> None:
    y = np.arange(40.0) ** 2
    series = Series(y[:, None], pd.RangeIndex(40), ("y",), "y", ("y",))
    settings = PreparationSettings(window=2, horizon=4, season=3, scaling="none", transform="seasonal_relative")
    prepared = prepare(series, settings)
    w = prepared.train
    # Changes per season are t² − (t − 3)² = 6t − 9: at the first window, t = 3 and 4, they are 9 and 15.
    np.testing.assert_array_equal(w.x[0, :, 0], [-6, 0])
    # Targets 25, 36, 49 stand one season after 4, 9, 16 and 64 two after 4; the last change, 15, is taken off, too.
    np.testing.assert_array_equal(w.base[0], [4 + 15, 9 + 15, 16 + 15, 4 + 30])
    np.testing.assert_array_equal(w.y[0], [6, 12, 18, 30])
    np.testing.assert_array_equal(prepared.truth(w)[0], [25, 36, 49, 64])


def test_logarithms_make_growth_by_shares_constant() -> None:
    y = 100 * 1.02 ** np.arange(60)
    series = Series(y[:, None], pd.RangeIndex(60), ("y",), "y", ("y",), unit="kg")
    prepared = prepare(series, PreparationSettings(log="yes", transform="difference", scaling="none", horizon=2))
    np.testing.assert_allclose(prepared.test.x, np.log(1.02), atol=1e-12)
    np.testing.assert_allclose(prepared.test.y, [[np.log(1.02), 2 * np.log(1.02)]] * len(prepared.test), atol=1e-12)
    # Back in kg: a forecast of no change is the last value itself.
    still = prepared.to_unit(prepared.test, np.zeros((len(prepared.test), 2)))
    np.testing.assert_allclose(still, np.repeat(y[prepared.test.origins][:, None], 2, axis=1), rtol=1e-12)


def test_a_net_that_explodes_stays_finite_on_its_way_back_from_a_logarithm() -> None:
    series = Series(np.full((60, 1), 5.0), pd.RangeIndex(60), ("y",), "y", ("y",))
    prepared = prepare(series, PreparationSettings(log="yes"))
    assert np.isfinite(prepared.to_unit(prepared.test, np.full((len(prepared.test), 1), 1e9))).all()


@pytest.mark.parametrize("worst", [0.0, -3.0])
def test_values_without_a_logarithm_are_refused_with_their_place(worst: float) -> None:
    values = np.exp(table(2).values)
    values[40, 1] = worst
    series = Series(values, table(2).index, ("a", "b"), "a", ("a", "b"))
    with pytest.raises(DataError, match=r"'b' has 1 that is not, the first at 2020-02-10.*Turn the logarithm off"):
        prepare(series, PreparationSettings(log="yes"))
    alone = Series(values, table(2).index, ("a", "b"), "a", ("a",))
    assert prepare(alone, PreparationSettings(log="yes")).log


@pytest.mark.parametrize(("kind", "reference"), [
    ("minmax", MinMaxScaler()), ("minmax11", MinMaxScaler((-1, 1))), ("zscore", StandardScaler()),
])  # fmt: skip
def test_scaler_equals_scikit_learn(kind: str, reference: MinMaxScaler | StandardScaler) -> None:
    values = np.column_stack([np.random.default_rng(0).normal(3, 50, 40), np.full(40, 7.1), np.arange(40.0)])
    wanted = reference.fit_transform(values)
    if kind == "minmax11":
        wanted[:, 1] = 0  # scikit-learn sends a constant column to −1; ours stays in the middle
    np.testing.assert_allclose(Scaler.fit(kind, values).transform(values), wanted, atol=1e-12)


def test_scalers_see_the_training_part_only() -> None:
    series = table(3, 120)
    changed = series.values.copy()
    changed[77:] += 1e6
    other = Series(changed, series.index, series.names, series.target, series.features)
    for transform, log in [*((transform, "no") for transform in TRANSFORMS), ("level", "yes")]:
        if log == "yes":
            series, other = positive(series), positive(other)
        settings = PreparationSettings(transform=transform, season=5, log=log)
        a, b = prepare(series, settings), prepare(other, settings)
        for mine, theirs in ((a.input_scaler, b.input_scaler), (a.target_scaler, b.target_scaler)):
            np.testing.assert_array_equal(mine.center, theirs.center)
            np.testing.assert_array_equal(mine.scale, theirs.scale)


@given(
    st.sampled_from(TRANSFORMS), st.sampled_from(SCALINGS), st.integers(1, 20), st.integers(1, 6), st.integers(2, 9),
    st.integers(1, 3), st.floats(1e-6, 1e9), st.sampled_from(["no", "yes"]),
)  # fmt: skip
def test_inverse_gives_the_series_back(
    transform: str, scaling: str, window: int, horizon: int, season: int, columns: int, size: float, log: str
) -> None:
    series = table(columns) if log == "no" else positive(table(columns))
    series = Series(series.values * size, series.index, series.names, series.target, series.features)
    settings = PreparationSettings(
        transform=transform, scaling=scaling, window=window, horizon=horizon, season=season, log=log
    )
    prepared = prepare(series, settings)
    spread = np.ptp(series.y)
    for name in PARTS:
        part = prepared.part(name)
        assert np.abs(prepared.truth(part) - series.y[part.times]).max() < 1e-9 * spread
        assert part.x.shape == (len(part), window, columns)
        assert part.y.shape == (len(part), horizon)


@given(st.integers(1, 20), st.integers(1, 6), st.integers(60, 150))
def test_split_is_chronological_and_complete(window: int, horizon: int, length: int) -> None:
    prepared = prepare(sine(length=length), PreparationSettings(window=window, horizon=horizon))
    a, b = prepared.boundaries
    assert prepared.train.times.max() < a <= prepared.validation.times.min()
    assert prepared.validation.times.max() < b <= prepared.test.times.min()
    assert prepared.test.times.max() == length - 1
    kept = sum(len(prepared.part(name)) for name in PARTS)
    assert kept + prepared.straddling == length - window - horizon + 1
    assert prepared.straddling == 2 * (horizon - 1)


def test_horizon_zero_reads_the_same_step_without_the_target() -> None:
    full = table(3)
    series = Series(full.values, full.index, full.names, "a", ("b", "c"))
    prepared = prepare(series, PreparationSettings(horizon=0, scaling="none"))
    np.testing.assert_array_equal(prepared.test.times[:, 0], prepared.test.origins)
    np.testing.assert_array_equal(prepared.test.x[0, -1], full.values[prepared.test.origins[0], 1:])
    with pytest.raises(DataError, match="take 'a' out of the features"):
        prepare(full, PreparationSettings(horizon=0))


def test_constant_series_is_not_divided_by_zero() -> None:
    series = Series(np.full((60, 1), 0.1), pd.RangeIndex(60), ("y",), "y", ("y",))
    for scaling in SCALINGS:
        assert np.isfinite(prepare(series, PreparationSettings(scaling=scaling)).train.x).all()


def test_missing_values_are_refused_with_their_place() -> None:
    series = sine()
    series.values[[17, 30], 0] = [np.nan, np.inf]
    with pytest.raises(DataError, match=r"'y' has 2 missing values, the first at 17\.") as refused:
        prepare(series, PreparationSettings())
    assert refused.value.setting == "missing"


@pytest.mark.parametrize(("settings", "words"), [
    ({"window": 130}, "The train part"), ({"horizon": 40}, "The validation part"),
])  # fmt: skip
def test_a_part_without_windows_is_named(settings: dict, words: str) -> None:
    with pytest.raises(DataError, match=words):
        prepare(sine(), PreparationSettings(**settings))


def test_too_many_numbers_are_refused_before_they_are_made() -> None:
    with pytest.raises(DataError, match="limit is 12 million"):
        prepare(sine(length=50_000), PreparationSettings(window=500))


@pytest.mark.parametrize("transform", ["level", "difference", "seasonal"])
def test_windows_share_the_numbers_of_the_series(transform: str) -> None:
    """A long series cut into long windows must not fill the server's memory."""
    prepared = prepare(sine(), PreparationSettings(transform=transform, window=40))
    assert np.may_share_memory(prepared.train.x, prepared.validation.x)
    assert np.may_share_memory(prepared.validation.x, prepared.test.x)
    with pytest.raises(ValueError, match="read-only"):
        prepared.train.x[0] = 0.0


def test_one_missing_value_is_told_in_the_singular_and_by_its_day() -> None:
    series = table(1, 60)
    values = series.values.copy()
    values[7] = np.nan
    with pytest.raises(DataError, match=r"'a' has 1 missing value, at 2020-01-08\. Choose how to repair it\."):
        prepare(replace(series, values=values), PreparationSettings())
