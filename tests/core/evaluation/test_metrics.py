import numpy as np
import pytest
from sklearn import metrics as sk

from lstm_core.evaluation import METRICS
from lstm_core.evaluation.metrics import all_metrics, mae, mase, mse, naive_error, r2, rmse, skill, skill_ar, smape

RNG = np.random.default_rng(0)
TRUTH = RNG.normal(5, 2, size=(40, 3))
PREDICTION = TRUTH + RNG.normal(0, 0.7, size=TRUTH.shape)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (mse, sk.mean_squared_error),
        (rmse, sk.root_mean_squared_error),
        (mae, sk.mean_absolute_error),
        (r2, sk.r2_score),
    ],
)
def test_metrics_equal_scikit_learn(ours, theirs):
    assert ours(TRUTH, PREDICTION) == pytest.approx(theirs(TRUTH.ravel(), PREDICTION.ravel()), rel=1e-12)


def test_metrics_by_hand():
    y, p, previous = np.array([2.0, 4.0, 7.0]), np.array([3.0, 4.0, 5.0]), np.array([1.0, 2.0, 4.0])
    assert mse(y, p) == pytest.approx(5 / 3)
    assert mae(y, p) == pytest.approx(1)
    assert skill(y, p, previous) == pytest.approx(1 - 5 / 14)
    assert naive_error(np.array([1.0, 2.0, 4.0, 1.0])) == pytest.approx(2)
    assert mase(y, p, 2.0) == pytest.approx(0.5)
    assert smape(y, p) == pytest.approx(100 / 3 * (2 / 5 + 0 / 8 + 4 / 12))
    assert smape(-y, -p) == smape(y, p)
    assert smape(y, -p) == 200


def test_skill_against_ar_compares_squared_errors_where_ar_knows_something():
    ar = TRUTH + RNG.normal(0, 1, size=TRUTH.shape)
    expected = 1 - sk.mean_squared_error(TRUTH, PREDICTION) / sk.mean_squared_error(TRUTH, ar)
    assert skill_ar(TRUTH, PREDICTION, ar) == pytest.approx(expected, rel=1e-12)
    ar[:7] = np.nan
    expected = 1 - sk.mean_squared_error(TRUTH[7:], PREDICTION[7:]) / sk.mean_squared_error(TRUTH[7:], ar[7:])
    assert skill_ar(TRUTH, PREDICTION, ar) == pytest.approx(expected, rel=1e-12)
    assert all_metrics(TRUTH, PREDICTION, TRUTH - 1, 1.0, ar)["skill_ar"] == pytest.approx(expected, rel=1e-12)


def test_skill_of_persistence_is_zero_and_of_the_truth_one():
    previous = TRUTH - 1
    assert skill(TRUTH, previous, previous) == 0
    assert skill(TRUTH, TRUTH, previous) == 1
    assert skill(TRUTH, TRUTH - 2, previous) == pytest.approx(-3)


def test_undefined_is_nan_and_never_zero():
    flat = np.full(7, 0.1)
    assert np.square(flat - flat.mean()).sum() > 0  # rounding: R² must not divide by it
    assert np.isnan(r2(flat, flat + 1))
    assert np.isnan(r2(flat, flat))
    assert np.isnan(skill(flat, flat + 1, flat))
    assert np.isnan(skill_ar(flat, flat + 1, flat))
    assert np.isnan(skill_ar(flat, flat + 1, np.full(7, np.nan)))
    assert np.isnan(all_metrics(TRUTH, PREDICTION, TRUTH - 1, 1.0)["skill_ar"])
    assert np.isnan(smape(np.array([0.0, 2]), np.array([0.0, 3])))
    assert np.isnan(mase(flat, flat + 1, naive_error(flat)))
    assert np.isnan(naive_error(np.array([1.0])))


def test_broken_predictions_give_no_number():
    broken = np.full_like(TRUTH, np.nan)
    assert all(np.isnan(value) for value in all_metrics(TRUTH, broken, TRUTH - 1, 1.0, TRUTH + 1).values())


def test_all_metrics_leave_out_points_before_the_first_known_value():
    y, p, previous = np.array([9.0, 2.0, 4.0]), np.array([0.0, 3.0, 4.0]), np.array([np.nan, 1.0, 2.0])
    found = all_metrics(y, p, previous, 1.0)
    assert tuple(found) == tuple(METRICS)
    assert found["mae"] == pytest.approx(0.5)
    assert found["skill"] == pytest.approx(1 - 1 / 5)
    assert all(np.isnan(v) for v in all_metrics(y, p, np.full(3, np.nan), 1.0).values())
