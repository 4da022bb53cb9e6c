"""Spread, paired tests, verdicts and the A/A control against SciPy, statsmodels and published examples."""

import math

import numpy as np
import pytest
from scipy.stats import ttest_rel, wilcoxon
from statsmodels.stats.weightstats import DescrStatsW

from lstm_core.experiments.comparison import FEWEST, VERDICTS, false_alarms, paired_test, seed_spread, verdict
from lstm_core.experiments.comparison.paired import wilcoxon_p
from lstm_core.runtime.errors import DataError

# Student (1908), "The probable error of a mean", Biometrika 6: hours of sleep gained by ten patients with two drugs.
# R's ?t.test prints the paired test of it: t = −4.0621, df = 9, p = 0.002833, interval −2.4598858 … −0.7001142.
FIRST = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SECOND = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])


def test_the_spread_by_hand():
    found = seed_spread([1.0, 3.0, 2.0, 2.0])
    assert (found.n, found.mean, found.low, found.high) == (4, 2, 1, 3)
    assert found.sd == pytest.approx(math.sqrt(2 / 3))
    assert found.detectable == pytest.approx(2 * math.sqrt(2 / 3) * math.sqrt(2 / 4))


def test_the_paired_t_test_equals_the_published_one():
    found = paired_test(SECOND, FIRST)
    assert found.t == pytest.approx(-4.0621, abs=5e-5)
    assert found.p == pytest.approx(0.002833, abs=5e-7)
    assert (found.low, found.high) == pytest.approx((-2.4598858, -0.7001142), abs=5e-8)
    assert found.mean == pytest.approx(-1.58)
    assert found.d_z == pytest.approx(-4.0621 / math.sqrt(10), abs=5e-5)


def test_paired_equals_scipy_and_statsmodels():
    rng = np.random.default_rng(3)
    a = rng.normal(1, 0.1, 12)
    b = a + rng.normal(0.05, 0.1, 12)
    found, reference = paired_test(a, b), ttest_rel(b, a)
    assert (found.t, found.p) == pytest.approx((reference.statistic, reference.pvalue))
    assert (found.low, found.high) == pytest.approx(DescrStatsW(b - a).tconfint_mean(0.05))
    assert found.wilcoxon_p == pytest.approx(wilcoxon(b, a).pvalue)
    assert (found.mean_a, found.mean_b, found.n) == (a.mean(), b.mean(), 12)


@pytest.mark.parametrize("digits", [0, 1, 6])
@pytest.mark.parametrize("n", [1, 3, 7, 9])
def test_wilcoxon_equals_all_sign_patterns_of_scipy_with_and_without_ties(digits, n):
    difference = np.round(np.random.default_rng(n).normal(0.3, 1, n), digits) + 0.0
    assert wilcoxon_p(difference) == pytest.approx(wilcoxon(difference).pvalue)


def test_wilcoxon_of_many_seeds_equals_scipys_exact_one():
    difference = np.random.default_rng(0).normal(0.3, 1, 30)
    assert wilcoxon_p(difference) == pytest.approx(wilcoxon(difference, method="exact").pvalue)
    assert wilcoxon_p(np.zeros(4)) == 1
    tied = np.array([0.3 - 0.2, 0.1 - 0.2, 0.2 - 0.1, 0.5 - 0.2])
    assert wilcoxon_p(tied) == wilcoxon_p(np.round(tied, 9))


def test_wilcoxon_cannot_reach_five_per_cent_with_five_pairs():
    found = paired_test(np.zeros(5), np.array([1.0, 1.1, 0.9, 1.05, 0.95]))
    assert found.p < 1e-4
    assert found.wilcoxon_p == found.wilcoxon_least == 2 / 32


@pytest.mark.parametrize(("by", "p", "size"), [(0.0, 1, 0), (0.5, 0, math.inf), (-0.5, 0, -math.inf)])
def test_the_same_difference_from_every_seed_leaves_nothing_to_chance(by, p, size):
    a = np.array([1.0, 2, 4, 8, 16])
    found = paired_test(a, a + by)
    assert (found.p, found.d_z, found.mean, found.low, found.high) == (p, size, by, by, by)


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        ([1.0], [2.0], "One run each cannot be compared"),
        ([1.0, 2.0], [1.0], "A has 2 scores and B has 1"),
        ([1.0, math.nan, 2.0], [1.0, math.inf, 2.0], "2 of 6 trainings ended without a number"),
    ],
)
def test_what_is_no_pair_is_refused_with_the_reason(a, b, sentence):
    with pytest.raises(DataError, match=sentence):
        paired_test(a, b)


def test_a_spread_is_refused_where_there_is_none():
    with pytest.raises(DataError, match="One seed has no spread"):
        seed_spread([1.0])
    with pytest.raises(DataError, match="1 of 3 trainings ended without a number"):
        seed_spread([1.0, math.nan, 2.0])


BASE = np.array([1.0, 1.2, 0.9, 1.1, 1.05, 0.95, 1.15])
NOISE = np.array([0.01, -0.02, 0.015, 0.0, 0.02, -0.01, 0.005])
# All but one seed agree, and that one by little: the t-test sees the size, the ranks see the one.
LONE = np.array([0.05, 0.051, 0.049, 0.052, 0.048])


@pytest.mark.parametrize(
    ("key", "a", "b", "metric", "better"),
    [
        ("one_run", [1.0], [2.0], "rmse", None),
        ("too_few", BASE[:4], BASE[:4] + 0.1, "rmse", None),
        ("no_number", BASE, np.append(BASE[:6], math.nan), "rmse", None),
        ("identical", BASE, BASE, "rmse", None),
        ("differs", BASE, BASE + 0.1 + NOISE, "rmse", "A"),
        ("differs", BASE, BASE + 0.1 + NOISE, "accuracy", "B"),
        ("differs", BASE, BASE - 0.1 + NOISE, "rmse", "B"),
        ("differs", BASE, BASE - 0.1 + NOISE, "r2", "A"),
        ("differs_weakly", BASE[:5], BASE[:5] + LONE, "rmse", "A"),
        ("not_shown", BASE, BASE + NOISE, "rmse", "A"),
    ],
)
def test_each_verdict_has_its_case(key, a, b, metric, better):
    found = verdict(a, b, metric)
    assert (found.key, found.better) == (key, better)
    assert found.key in VERDICTS
    assert found.pairs == len(a)
    assert (found.test is None) == (key in ("one_run", "too_few", "no_number"))


def test_a_broken_training_is_counted():
    found = verdict(np.append(BASE, math.inf), np.append(BASE, math.nan), "rmse")
    assert (found.key, found.broken, found.pairs) == ("no_number", 2, 8)


def test_the_control_counts_false_alarms_and_sees_a_test_that_is_not_paired_fairly():
    scores = np.random.default_rng(0).normal(1, 0.02, 40)
    assert false_alarms(scores, 10, 4000) == pytest.approx(0.05, abs=0.012)
    assert false_alarms(scores, 10, 300, seed=1) == false_alarms(scores, 10, 300, seed=1)
    assert false_alarms(np.ones(20), 10, 100) == 0
    # Three trainings that failed badly make the differences heavy-tailed: the t-test grows cautious, not bold.
    assert false_alarms(np.r_[scores[:37], 3, 3, 3], 10, 2000) < 0.05


@pytest.mark.parametrize(("scores", "pairs"), [(np.arange(19.0), 10), (np.arange(30.0), FEWEST - 1)])
def test_a_control_without_enough_seeds_is_refused(scores, pairs):
    with pytest.raises(DataError, match="needs"):
        false_alarms(scores, pairs, 10)
