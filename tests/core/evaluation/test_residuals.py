import numpy as np
import pytest
from scipy import stats
from scipy.signal import lfilter
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import acf

from lstm_core.evaluation import diagnose

RNG = np.random.default_rng(4)
E, FITTED = RNG.normal(0, 2, 200), RNG.uniform(0, 10, 200)


def test_numbers_equal_scipy_and_statsmodels():
    found = diagnose(E, FITTED)
    assert (found.n, found.mean, found.sd) == (200, pytest.approx(E.mean()), pytest.approx(stats.tstd(E)))
    np.testing.assert_allclose(found.acf, acf(E, nlags=20, result_object=False))
    assert found.band == pytest.approx(1.96 / np.sqrt(200))
    assert found.ljung_box.p == pytest.approx(acorr_ljungbox(E, lags=[10])["lb_pvalue"].iloc[0])
    rho, p = stats.spearmanr(np.abs(E), FITTED)
    assert (found.spread_correlation, found.spread_p) == pytest.approx((rho, p))
    (theoretical, sample), (slope, intercept, _) = stats.probplot(E)
    np.testing.assert_allclose(found.qq_theoretical, theoretical)
    np.testing.assert_allclose(found.qq_sample, sample)
    assert (found.qq_slope, found.qq_intercept) == pytest.approx((slope, intercept))


def test_histogram_and_curve_share_one_area():
    found = diagnose(E, FITTED)
    assert len(found.density) == 14
    assert (found.density * np.diff(found.edges)).sum() == pytest.approx(1)
    assert np.trapezoid(found.curve_y, found.curve_x) == pytest.approx(1, abs=0.01)
    assert found.curve_y.max() == pytest.approx(stats.norm.pdf(0, 0, found.sd), rel=0.01)


@pytest.mark.parametrize(
    ("residuals", "verdicts"),
    [
        (E, ("clean",)),
        (E + 1, ("biased",)),
        (lfilter([1], [1, -0.7], E), ("structure_left",)),
        (E * FITTED, ("spread_changes",)),
        (np.full(50, 0.3), ("constant",)),
        (E[:7], ("too_few",)),
        (E[:0], ("too_few",)),
    ],
)
def test_verdicts(residuals, verdicts):
    assert diagnose(residuals, FITTED[: len(residuals)]).verdicts == verdicts


def test_structure_is_found_in_most_and_noise_is_left_alone_in_most():
    rng = np.random.default_rng(7)
    verdicts = [diagnose(rng.normal(size=100), rng.normal(size=100)).verdicts for _ in range(100)]
    assert sum("structure_left" in v or "spread_changes" in v for v in verdicts) <= 8


def test_few_and_broken_residuals_are_left_out():
    assert diagnose(E[:8], FITTED[:8]).verdicts
    broken = E.copy()
    broken[[3, 5]] = np.nan, np.inf
    assert diagnose(broken, FITTED).n == 198
    assert diagnose(np.full(20, np.nan), FITTED[:20]).n == 0


def test_a_weak_link_of_spread_and_prediction_is_not_reported():
    rng = np.random.default_rng(8)
    fitted = rng.uniform(0, 10, 3000)
    found = diagnose(rng.normal(size=3000) * (1 + 0.03 * fitted), fitted)
    assert found.spread_p < 0.01
    assert found.verdicts == ("clean",)


def test_equal_predictions_have_no_spread_to_test():
    found = diagnose(E, np.full(200, 3.0))
    assert np.isnan(found.spread_p)
    assert found.verdicts == ("clean",)
