import math

import numpy as np
import pytest
from scipy.stats import sem, ttest_1samp
from statsmodels.api import OLS
from statsmodels.stats.sandwich_covariance import weights_uniform

from lstm_core.evaluation import VERDICTS, Basis, Evaluation, best_baseline, compare, rank
from lstm_core.evaluation.diebold_mariano import is_certain
from lstm_core.prepare import PARTS

SIGNS = np.resize([1.0, -1, -1], 60)[:, None]


def measured(network=1.0, floor=None, **baselines):
    """An evaluation whose methods have exactly these RMSEs on every part."""
    forecasts = {key: dict.fromkeys(PARTS, error * SIGNS) for key, error in baselines.items()}
    truth = dict.fromkeys(PARTS, np.zeros((60, 1)))
    return Evaluation(
        truth=truth, predictions=dict.fromkeys(PARTS, network * SIGNS), times={},
        residuals=dict.fromkeys(PARTS, -network * SIGNS), baselines=forecasts,
        metrics={part: {"rmse": network} for part in PARTS},
        baseline_metrics={key: {part: {"rmse": error} for part in PARTS} for key, error in baselines.items()},
        naive_error=1.0, basis=Basis(np.arange(9.0), 10, None, 1), noise_floor=floor,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "against", "rmse"),
    [
        ("at_floor", "ar", {"persistence": 2, "ar": 0.99, "floor": 0.96}),
        ("ties_ar", "ar", {"persistence": 2, "ar": 0.99, "floor": 0.95}),
        ("worse_than_persistence", "persistence", {"persistence": 0.97, "ar": 0.5}),
        ("worse_than_ar", "ar", {"persistence": 0.99, "ar": 0.95}),
        ("worse_than_ar", "ar", {"persistence": 2, "ar": 0.95, "drift": 0.9}),
        ("worse_than_best", "drift", {"persistence": 2, "ar": 1.01, "drift": 0.95}),
        ("ties_persistence", "persistence", {"persistence": 0.985, "ar": 1.01}),
        ("ties_persistence", "persistence", {"persistence": 1.015, "ar": 0.97}),
        ("close", "ar", {"persistence": 2, "ar": 0.97}),
        ("close", "drift", {"persistence": 2, "ar": 1, "drift": 0.96}),
        ("ties_ar", "ar", {"persistence": 2, "ar": 1.015, "drift": 1.5}),
        ("ties_ar", "ar", {"persistence": 2, "ar": 1.0, "drift": 0.99}),
        ("ties_best", "drift", {"persistence": 2, "ar": 1.5, "drift": 1.01}),
        ("ties_best", "mean", {"persistence": 2, "mean": 0.99}),
        ("beats_all", "ar", {"persistence": 2, "ar": 1.03}),
        ("worse_than_persistence", "persistence", {"persistence": 0.0, "mean": 0.0}),
        ("ties_persistence", "persistence", {"network": 0.0, "persistence": 0.0, "mean": 0.0}),
        ("diverged", "ar", {"network": math.nan, "persistence": 2, "ar": 1}),
        ("unknown", "persistence", {"persistence": math.nan}),
    ],
)  # fmt: skip
def test_the_verdict_follows_the_ratios(verdict, against, rmse):
    found = rank(measured(**rmse))
    assert (found.verdict, found.against) == (verdict, against)
    assert verdict in VERDICTS


def test_rank_best_and_ratios():
    found = rank(measured(persistence=2.0, seasonal_naive=0.8, drift=4.0, mean=math.nan, ar=0.9))
    assert (found.rank, found.methods, found.best) == (3, 5, "seasonal_naive")
    assert (found.rmse, found.best_rmse, found.against_rmse) == (1.0, 0.8, 0.9)
    assert (found.ratio_persistence, found.ratio_best) == pytest.approx((0.5, 1.25))
    assert found.ratio_ar == pytest.approx(1 / 0.9)
    assert best_baseline(measured(persistence=math.nan)) == "persistence"
    last = rank(measured(network=math.nan, persistence=2.0, ar=1.0))
    assert (last.rank, last.methods) == (3, 3)
    assert math.isnan(rank(measured(persistence=2.0)).ratio_ar)


@pytest.mark.parametrize(
    ("baseline", "word"), [(0.979, "worse"), (0.981, "ties"), (1.02, "ties"), (1.021, "better"), (math.nan, "unknown")]
)
def test_a_tie_is_two_per_cent(baseline, word):
    assert compare(measured(ar=baseline), "ar").word == word


def with_mean(loss, mean):
    return loss - loss.mean() + mean


@pytest.mark.parametrize(("statistic", "certain"), [(1.99, False), (2.01, True), (-2.01, True)])
def test_one_step_certainty_is_a_t_test(statistic, certain):
    loss = np.random.default_rng(0).normal(size=(50, 1))
    loss = with_mean(loss, statistic * sem(loss[:, 0]))
    assert ttest_1samp(loss[:, 0], 0).statistic == pytest.approx(statistic)
    assert is_certain(loss) == certain


@pytest.mark.parametrize(("statistic", "certain"), [(1.99, False), (2.01, True)])
def test_overlapping_windows_are_less_certain_by_their_autocovariances(statistic, certain):
    """Against the long-run variance of statsmodels, with the correction of Harvey, Leybourne and Newbold."""
    n, h = 60, 4
    loss = np.lib.stride_tricks.sliding_window_view(np.random.default_rng(0).normal(size=n + h - 1), h)
    hac = {"maxlags": h - 1, "kernel": weights_uniform}
    error = OLS(loss.mean(axis=1), np.ones(n)).fit(cov_type="HAC", cov_kwds=hac).bse[0]
    correction = math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    assert is_certain(with_mean(loss, statistic * error / correction)) == certain


def test_a_handful_of_windows_is_never_certain():
    assert not is_certain(np.full((8, 4), 5.0))
    assert is_certain(np.full((9, 4), 5.0))
    assert not is_certain(np.zeros((9, 4)))
