"""The doctor as a whole: order, fixes, what it leaves alone."""

import numpy as np
import pytest
from scipy.signal import lfilter

import lstm_core as lab
from lstm_core.diagnostics import CHECKS, Severity, examined
from lstm_core.settings import Settings
from tests.support.doctor_cases import foretold, found, history, near_truth, one_series, walk, wave
from tests.support.examples import random_run, table


def test_a_good_forecast_after_a_good_training_is_left_alone():
    run = foretold(wave(), near_truth(0.1), window=20)
    assert lab.doctor(run) == ()
    assert set(examined(run, lab.evaluate(run))) == set(CHECKS)


def test_the_worst_comes_first():
    run = foretold(walk(), lambda y, times: 0.8 * y[times - 2], history(updates=1), clip=1.0)
    severities = [finding.severity for finding in lab.doctor(run, looks=3)]
    assert severities == sorted(severities, reverse=True)
    assert {Severity.FAULT, Severity.NOTE} <= set(severities)


@pytest.mark.parametrize("phi", [0.5, 0.9, 0.99, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_the_best_forecast_of_an_ar1_is_not_accused_of_echoing(phi, seed):
    y = lfilter([1], [1, -phi], np.random.default_rng(seed).standard_normal(2000))
    findings = found(foretold(y, lambda y, times: phi * y[times - 1]))
    assert "echo" not in findings
    assert ("limit" in findings) == (phi >= 0.99)
    # One that copies an older value on the same series is.
    if phi >= 0.99:
        assert found(foretold(y, lambda y, times: y[times - 3]))["echo"].severity == Severity.FAULT


def test_every_fix_can_be_prepared():
    # With a training part this short the recommended window and season do not fit.
    series = one_series(np.linspace(0, 9, 200) + wave(200, 40))
    run = foretold(series, lambda y, times: 0 * y[times], train=0.2, validation=0.05)
    findings = lab.doctor(run)
    assert findings
    for finding in findings:
        lab.prepare(series, run.settings.change(**finding.fix).preparation)
    run = foretold(wave(100, 12), lambda y, times: y[times - 3], train=0.2, validation=0.05, window=12)
    assert "log" not in found(run)["worse_than_baseline"].fix


def test_broken_predictions_leave_only_the_checks_that_need_none():
    good = foretold(walk(), lambda y, times: np.full(times.shape, np.nan))
    evaluation = lab.evaluate(good)
    assert lab.doctor(good, evaluation)[0].key == "not_finite"
    assert set(examined(good, evaluation)) == {
        "not_finite", "leak_split", "leak_scaler", "leak_gap", "exploding", "outside_range", "unit_root",
        "input_dropout", "looks", "backwards", "turned_backwards", "clock", "missing_code", "constant_part", "averaged",
    }  # fmt: skip


@pytest.mark.parametrize(
    "settings",
    [
        {"horizon": 4}, {"horizon": 4, "strategy": "recursive"}, {"layers": 2, "network": "gru"},
        {"transform": "relative", "horizon": 3}, {"transform": "seasonal", "season": 7}, {"window": 1},
        {"transform": "seasonal_relative", "season": 7}, {"scaling": "none"}, {"train": 0.2, "validation": 0.05},
    ],
)  # fmt: skip
def test_any_run_gets_an_answer(settings):
    series = table(columns=1) if "strategy" in settings else table()
    run = random_run(Settings().change(units=4, **settings), series)
    findings = {finding.key: finding for finding in lab.doctor(run)}
    assert not {key for key in findings if key.startswith("leak")}
    assert all(np.isfinite(f.threshold) and not np.isnan(f.number) for f in findings.values())


@pytest.mark.parametrize("task", ["counter", "hold", "adding", "recall"])
def test_separate_sequences_are_examined_where_it_makes_sense(task):
    settings = lab.Settings().change(series=task, sequences=60, steps=8, window=8, horizon=0, units=3)
    run = random_run(settings, lab.load_series(settings.data))
    keys = {finding.key for finding in lab.doctor(run)}
    assert not keys & {"leak_split", "leak_scaler", "leak_gap", "outside_range", "unit_root", "echo", "structure_left"}


def test_a_series_that_never_changes():
    run = foretold(np.ones(200), lambda y, times: y[times], scaling="none")
    assert [finding.key for finding in lab.doctor(run)] == ["constant_part"]


def test_the_evaluation_is_made_when_none_is_given():
    run = foretold(walk(), lambda y, times: y[times - 2])
    given, made = lab.doctor(run, lab.evaluate(run)), lab.doctor(run)
    assert [(f.key, f.number) for f in given] == [(f.key, f.number) for f in made]
