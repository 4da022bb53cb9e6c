"""Trained networks: the doctor's verdict on the cases that fool R², one seed each (`benchmarks.doctor` has five)."""

import lstm_core as lab
from rig.leaky import at_random, scaler_on_all
from tests.support.doctor_cases import found


def reference(values, leak, seed=0):
    from rig.reference_cases import trained  # loads TensorFlow

    return trained(values(seed), leak, seed)


def test_a_trend_at_level(keras):
    from rig.reference_cases import in_time, trend_season

    findings = found(run := reference(trend_season, in_time))
    assert {"outside_range", "worse_than_baseline"} <= set(findings)
    assert not any(key.startswith("leak") for key in findings)
    assert lab.evaluate(run).metrics["test"]["skill"] < 0
    assert lab.evaluate(run).metrics["test"]["r2"] > 0.8


def test_a_random_walk_split_at_random_shines_by_r2_and_has_no_skill(keras):
    from rig.reference_cases import walk

    run = reference(walk, at_random)
    assert found(run)["leak_split"].number == 1.0
    metrics = lab.evaluate(run).metrics["test"]
    assert metrics["r2"] > 0.95
    assert metrics["skill"] < 0


def test_a_scaler_that_has_seen_everything(keras):
    from rig.reference_cases import trend_season

    assert "leak_scaler" in found(reference(trend_season, scaler_on_all))
