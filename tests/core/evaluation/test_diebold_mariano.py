"""The Diebold–Mariano test against published numbers and against statsmodels."""

import math

import numpy as np
import pytest
from statsmodels.api import OLS
from statsmodels.stats.sandwich_covariance import weights_uniform

from lstm_core.evaluation import diebold_mariano
from lstm_core.runtime.errors import DataError

# The example of R's `forecast::dm.test` page: errors of ets() and auto.arima(), fitted on WWWusage[1:80], one step
# ahead on WWWusage[81:100]. Errors and R's p-values as in Julia's HypothesisTests.jl, test/diebold_mariano.jl.
ETS = np.array([
    0.002241270, -0.000661906, -1.200002613, -4.000218178, 3.799373533, 3.401005111, -1.199692125, -0.800490048,
    -1.200048999, 3.399847229, 7.000708948, 2.200989241, -4.800165569, -1.201043375, 3.400167556, 3.000709085,
    0.400267950, -6.800169207, -2.401259050, 1.200112198,
])  # fmt: skip
ARIMA = np.array([
    0.1209998, 8.0622269, -0.9189429, -1.7952436, 5.3431277, 2.0459823, -0.6073261, 0.5516816, -0.7633238, 4.1229472,
    5.8785333, 1.2828331, -3.4854233, 1.1971370, 3.1709314, 2.3408457, 0.4962286, -5.9841362, 0.1537114, 0.4207951,
])  # fmt: skip


@pytest.mark.parametrize(
    ("horizon", "loss", "p"), [(1, "squared", 0.8871), (10, "squared", 0.9362), (1, "absolute", 0.7818)]
)
def test_equals_r_on_the_example_of_its_own_page(horizon, loss, p):
    found = diebold_mariano(ETS, ARIMA, horizon, loss)
    assert found.p == pytest.approx(p, abs=6e-5)
    assert diebold_mariano(ARIMA, ETS, horizon, loss).statistic == pytest.approx(-found.statistic)
    assert (found.n, found.horizon, found.loss) == (20, horizon, loss)


def test_equals_the_worked_example_of_the_package_dieboldmariano():
    """README of dieboldmariano 1.1.0 on PyPI: −2.2229922805746782, one-sided p 0.04515565862099125."""
    truth, first, second = np.array([10.0, 20, 30, 40, 50]), [11, 21, 29, 42, 53], [13, 26, 24, 40, 59]
    found = diebold_mariano(truth - first, truth - second)
    assert found.statistic == pytest.approx(-2.2229922805746782)
    assert found.p == pytest.approx(2 * 0.04515565862099125)
    assert found.difference == pytest.approx((1 + 1 + 1 + 4 + 9 - 9 - 36 - 36 - 0 - 81) / 5)


def test_several_steps_equal_the_long_run_variance_of_statsmodels():
    n, h = 80, 3
    rng = np.random.default_rng(1)
    noise = np.lib.stride_tricks.sliding_window_view(rng.normal(size=n + h - 1), h)
    e1, e2 = noise, 1.1 * noise + 0.2 * rng.normal(size=(n, h))
    gain = (e1**2 - e2**2).mean(axis=1)
    hac = {"maxlags": h - 1, "kernel": weights_uniform}
    t = OLS(gain, np.ones(n)).fit(cov_type="HAC", cov_kwds=hac).tvalues[0]
    correction = math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    assert diebold_mariano(e1, e2, h).statistic == pytest.approx(t * correction)


def test_a_negative_variance_is_no_number_and_the_same_forecast_no_difference():
    swinging = np.resize([1.0, 2.0], 20)
    found = diebold_mariano(swinging, np.ones(20), 2)
    assert math.isnan(found.statistic)
    assert math.isnan(found.p)
    same = diebold_mariano(ETS, ETS, 3)
    assert (same.statistic, same.p) == (0, 1)
    assert diebold_mariano(np.full(9, 2.0), np.ones(9)).p == 0


@pytest.mark.parametrize(
    ("e1", "e2", "horizon", "sentence"),
    [
        (np.ones(5), np.ones(6), 1, "not of the same points"),
        (np.ones(5), np.ones(5), 5, "5 forecasts are too few to compare 5 steps"),
        (np.array([1, math.nan, 2]), np.ones(3), 1, "no number"),
    ],
)
def test_what_cannot_be_compared_is_refused(e1, e2, horizon, sentence):
    with pytest.raises(DataError, match=sentence):
        diebold_mariano(e1, e2, horizon)
