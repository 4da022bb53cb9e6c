"""Who is ahead in a race: means and Holm's correction by hand, and how often equals are told apart."""

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_rel
from statsmodels.stats.multitest import multipletests

from lstm_core.experiments.comparison import FEWEST, standings
from lstm_core.experiments.comparison.standings import holm
from lstm_core.runtime.errors import DataError

RNG = np.random.default_rng(3)


def test_holm_by_hand() -> None:
    """The smallest p times the number of pairs, the next times one less, never below the one before (Holm 1979)."""
    scores = {"a": RNG.normal(1.0, 0.1, 8), "b": RNG.normal(1.05, 0.1, 8), "c": RNG.normal(2.0, 0.1, 8)}
    raw = {
        frozenset(pair): ttest_rel(scores[pair[0]], scores[pair[1]]).pvalue
        for pair in (("a", "b"), ("a", "c"), ("b", "c"))
    }
    by_hand, floor = {}, 0.0
    for rank, (pair, p) in enumerate(sorted(raw.items(), key=lambda item: item[1])):
        floor = max(floor, min(1.0, (3 - rank) * p))
        by_hand[pair] = floor
    order = standings(scores, "rmse")
    assert [one.name for one in order] == sorted(scores, key=lambda name: scores[name].mean())
    best = order[0]
    assert (best.p, best.apart) == (1.0, False)
    for one in order[1:]:
        assert one.p == pytest.approx(by_hand[frozenset((one.name, best.name))])
    assert order[-1].name == "c"
    assert order[-1].apart


@given(st.lists(st.floats(0, 1), min_size=1, max_size=15))
def test_holm_is_that_of_statsmodels(raw: list[float]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # It collects garbage at each call, half a second where TensorFlow is loaded.
        patch.setattr(gc, "collect", lambda: 0)
        theirs = multipletests(raw, method="holm")[1]
    np.testing.assert_allclose(holm(np.array(raw)), theirs)


def test_more_is_better_for_skill() -> None:
    scores = {"low": np.array([0.1, 0.2, 0.1]), "high": np.array([0.5, 0.6, 0.4])}
    assert [one.name for one in standings(scores, "skill")] == ["high", "low"]
    assert [one.name for one in standings(scores, "rmse")] == ["low", "high"]


def test_few_seeds_give_an_order_and_no_test() -> None:
    few, enough = (
        standings({"a": np.arange(n) + 1.0, "b": np.arange(n) ** 2 + 9.0}, "rmse") for n in (FEWEST - 1, FEWEST)
    )
    assert [one.p for one in few] == [None, None]
    assert not any(one.apart for one in few)
    assert all(one.p is not None for one in enough)


def test_equals_are_told_apart_in_at_most_five_of_a_hundred_races() -> None:
    rng, races = np.random.default_rng(0), 300
    wrong = sum(
        any(one.apart for one in standings({str(i): rng.standard_normal(5) for i in range(5)}, "rmse"))
        for _ in range(races)
    )
    # Two standard errors of a share of 5 % above it.
    assert wrong / races <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / races)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(DataError, match="at least two networks"):
        standings({"a": np.ones(3)}, "rmse")
    with pytest.raises(DataError, match="from the same seeds"):
        standings({"a": np.ones(3), "b": np.ones(4)}, "rmse")
    with pytest.raises(DataError, match="ended without a number"):
        standings({"a": np.ones(3), "b": np.array([1.0, np.nan, 2.0])}, "rmse")
