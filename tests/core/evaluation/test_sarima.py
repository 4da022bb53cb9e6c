"""SARIMA against statsmodels' own `append` and `get_prediction`, differences left inside the model."""

import numpy as np
import pytest
from scipy.signal import lfilter
from statsmodels.tsa.statespace.sarimax import SARIMAX
from threadpoolctl import threadpool_limits

from lstm_core.evaluation import BASELINES, Basis
from lstm_core.evaluation.baselines.sarima import ORDERS

RNG = np.random.default_rng(5)
TRAIN, SEASON = 90, 4
NOISE = RNG.normal(size=130)
SEASONAL = np.tile([0.0, 4, 1, -3], 33)[:130]
SERIES = {
    "airline": SEASONAL + lfilter([1, -0.4], [1, -1], NOISE),
    "stationary": SEASONAL + lfilter([1], [1, -0.6], NOISE),
    "seasonal AR": 7 + lfilter([1], np.polymul([1, -0.5], [1, 0, 0, 0, -0.6]), NOISE),
}


@pytest.fixture(autouse=True)
def one_thread():
    """Statsmodels' own fits, too, are much faster so."""
    with threadpool_limits(1):
        yield


def reference(y):
    """The best of the family by AIC as SARIMAX alone fits it, over the points after the first m + 1."""
    fits = []
    for order, seasonal in ORDERS:
        trend = "n" if order[1] + seasonal[1] else "c"
        model = SARIMAX(y, order=order, seasonal_order=(*seasonal, SEASON), trend=trend, loglikelihood_burn=SEASON + 1)
        fits.append((model.fit(disp=False, maxiter=200), order, seasonal))
    return min(fits, key=lambda fit: fit[0].aic)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SERIES)
def test_sarima_equals_statsmodels(name):
    y = SERIES[name]
    fitted = BASELINES["sarima"].fit(Basis(y[:TRAIN], 10, SEASON, 1))
    expected, order, seasonal = reference(y[:TRAIN])
    plain = "".join(str(part).replace(" ", "") for part in (order, seasonal))
    assert fitted.chosen == f"SARIMA{plain} with a season of 4 steps"
    # Both optimisers stop near the same optimum: agreement to a small part of the noise, whose size is 1.
    for known in (TRAIN - 1, 100, 125):
        ahead = expected.append(y[TRAIN : known + 1], refit=False) if known >= TRAIN else expected
        np.testing.assert_allclose(fitted.forecast(y, np.array([known]), 12)[0], ahead.forecast(12), atol=0.01)
    one_step = expected.append(y[TRAIN:], refit=False).get_prediction().predicted_mean
    np.testing.assert_allclose(fitted.forecast(y, np.arange(9, 129), 1)[:, 0], one_step[10:], atol=0.01)


def test_with_too_few_values_nothing_is_forecast():
    forecast = BASELINES["sarima"].fit(Basis(SERIES["airline"][:TRAIN], 10, SEASON, 1)).forecast
    assert list(np.isnan(forecast(SERIES["airline"], np.array([-1, 3, 4]), 1)[:, 0])) == [True, True, False]


def test_the_level_of_the_series_makes_no_difference():
    y, known = SERIES["airline"], np.array([50, 120])
    plain, raised = (BASELINES["sarima"].fit(Basis(z[:TRAIN], 10, SEASON, 1)).forecast for z in (y, y + 1e7))
    np.testing.assert_allclose(raised(y + 1e7, known, 5) - 1e7, plain(y, known, 5), atol=1e-3)
