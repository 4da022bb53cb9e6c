"""Every check: one case that triggers it, and one near miss that does not."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kurtosis
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.stattools import adfuller, kpss

import lstm_core as lab
from lstm_core.diagnostics import CHECKS, Severity
from lstm_core.prepare import prepare
from lstm_core.settings import PreparationSettings
from rig.leaky import without_gap
from tests.support.doctor_cases import foretold, found, history, near_truth, one_series, walk, wave
from tests.support.doctor_examples import CASES, RNG, N, copy, examine, leaky, missed_by, noise, rising
from tests.support.examples import table


def test_every_check_has_its_cases():
    assert set(CASES) == set(CHECKS)


@pytest.mark.parametrize("key", CASES)
def test_it_is_found(key):
    finding = examine(CASES[key][0]())[key]
    assert finding.key == key
    assert not math.isnan(finding.number)
    for setting in finding.fix:
        assert lab.Settings().change(**{setting: finding.fix[setting]}).get(setting) == finding.fix[setting]


@pytest.mark.parametrize("key", CASES)
def test_a_near_miss_is_not(key):
    assert key not in examine(CASES[key][1]())


def test_the_random_split_puts_every_test_target_inside_a_training_window():
    finding = examine(leaky("split"))["leak_split"]
    assert (finding.number, finding.severity) == (1.0, Severity.INVALID)
    # By hand: the share of a split into blocks of time that ends one window early.
    run = foretold(walk(100), horizon=1)
    test, train = run.prepared.test, run.prepared.train
    assert not set(test.times.ravel()) & {t for o in train.origins for t in range(o - 9, o + 2)}


@pytest.mark.parametrize("transform", ["level", "difference", "relative", "seasonal", "seasonal_relative"])
@pytest.mark.parametrize("scaling", ["minmax", "minmax11", "zscore", "none"])
def test_an_honest_scaler_is_never_accused(transform, scaling):
    settings = {"transform": transform, "scaling": scaling, "season": 7, "horizon": 3}
    assert "leak_scaler" not in found(foretold(walk(), near_truth(1.0), **settings))
    logs = found(foretold(np.exp(walk() / 20), near_truth(1.0), log="yes", **settings))
    assert "leak_scaler" not in logs


def test_the_scalers_shift_is_the_distance_from_the_training_part():
    finding = examine(leaky("scaler"))["leak_scaler"]
    y = walk()
    train = y[: round(0.64 * len(y))]
    shift = max(abs(y.mean() - train.mean()), abs(y.std() - train.std())) / train.std()
    assert finding.number == pytest.approx(shift)
    np.testing.assert_allclose(np.sort(finding.evidence["values"]), np.sort(y[10:]))


def test_the_gap_is_counted_in_steps_between_origins():
    finding = examine(leaky("gap"))["leak_gap"]
    assert (finding.number, finding.threshold, finding.facts["shared"]) == (1, 4, 3)
    assert (finding.facts["earlier"], finding.facts["later"]) == ("training", "validation")
    # With one step ahead no target is shared, however close the windows.
    settings = PreparationSettings()
    assert (
        without_gap(one_series(walk()), settings).train.origins[-1]
        == prepare(one_series(walk()), settings).train.origins[-1]
    )


@pytest.mark.parametrize(
    ("key", "leaky", "honest"),
    [
        ("leak_split", {"split": "random"}, {"split": "chronological"}),
        ("leak_scaler", {"scaler": "all"}, {"scaler": "train"}),
        ("leak_gap", {"gap": "no", "horizon": 4}, {"gap": "yes"}),
    ],
)
def test_a_leak_that_is_switched_on_is_found_and_can_be_switched_off(key, leaky, honest):
    run = foretold(walk(), near_truth(1.0), **leaky)
    finding = found(run)[key]
    assert finding.fix == honest
    assert key not in found(foretold(walk(), near_truth(1.0), **leaky | honest))
    assert examine(CASES[key][0]())[key].fix == {}, "made by hand, so no setting stops it"


def test_numbers_come_from_the_reference_libraries():
    y = walk(seed=1)
    finding = found(foretold(y))["unit_root"]
    train = y[: round(0.64 * len(y))]
    assert finding.number == pytest.approx(adfuller(train, result_object=False)[1])
    with pytest.warns(match="p-value is smaller"):
        assert finding.facts["kpss"] == pytest.approx(kpss(train, result_object=False)[1])

    errors = np.convolve(noise(), [1, 1, 1], "same")
    run = foretold(wave(), missed_by(errors))
    rest = errors[run.prepared.test.times[:, 0]]
    finding = found(run)["structure_left"]
    assert finding.number == pytest.approx(float(acorr_ljungbox(rest, lags=[10]).lb_pvalue.iloc[0]))
    assert finding.fix == {"window": 20}

    run = foretold(wave(), missed_by(0.05 * RNG(3).standard_t(2, N)))
    assert found(run)["heavy_tails"].number == pytest.approx(kurtosis(lab.evaluate(run).residuals["test"][:, 0]))


def test_outside_the_range_counts_the_test_part():
    finding = found(foretold(rising(0.5)))["outside_range"]
    assert (finding.number, finding.severity) == (0.5, Severity.FAULT)
    assert found(foretold(rising(0.1)))["outside_range"].severity == Severity.WARNING
    assert "transform" in finding.fix
    assert "outside_range" not in found(foretold(rising(0.5), transform="difference"))
    blind = replace(table(), features=("b",))
    assert found(foretold(blind, copy, horizon=0))["outside_range"].fix == {}


def test_a_copy_is_a_fault_of_the_model_only_where_ar_does_better():
    good = found(foretold(walk(), lambda y, times: y[times - 1]))
    assert good["limit"].severity == Severity.NOTE
    assert good["limit"].facts["lag"] == 1
    assert found(foretold(walk(), copy))["echo"].severity == Severity.FAULT


def test_fixes_say_what_helps():
    assert examine(CASES["exploding"][0]())["exploding"].fix == {"clip": 1.0}
    relu = foretold(wave(), losses=history(gradient=1100), activation="relu", clip=1.0)
    assert found(relu)["exploding"].fix == {"activation": "tanh"}
    assert examine(CASES["input_dropout"][0]())["input_dropout"].fix == {"input_dropout": 0.0, "dropout": 0.2}
    assert examine(CASES["under_trained"][0]())["under_trained"].fix == {"epochs": 200}
    assert examine(CASES["still_falling"][0]())["still_falling"].fix == {"epochs": 100}
    assert examine(CASES["overfitting"][0]())["overfitting"].fix == {"patience": 10}
    assert examine(CASES["short_window"][0]())["short_window"].fix == {"window": 12}
    assert examine(CASES["spread_changes"][0]())["spread_changes"].fix == {"log": "yes"}
    assert examine(CASES["heavy_tails"][0]())["heavy_tails"].fix == {"loss": "huber"}


def test_the_smallest_difference_that_seeds_can_show():
    run = foretold(wave(), near_truth(0.1))
    rivals = (0.08, 0.1, 0.12)
    finding = found(run, rivals=rivals)["one_seed"]
    assert finding.threshold == pytest.approx(2 * np.std(rivals, ddof=1) / 0.1 * math.sqrt(2 / 3))
    # A run that claims nothing is not accused.
    assert "one_seed" not in found(foretold(wave(), near_truth(0.2)), rivals=rivals)
