"""The doctor on the data themselves: codes, clocks, time, parts, levels, and exact baselines."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import lstm_core as lab
from lstm_core.diagnostics import CHECKS, Case, Severity
from lstm_core.diagnostics.data import SHIFT, _jump
from lstm_core.evaluation import compare, rank
from lstm_core.prepare import PARTS
from lstm_core.series import GENERATORS, SAMPLES, load_series
from tests.support.doctor_cases import foretold, found, near_truth, one_series, walk, wave
from tests.support.doctor_examples import dated, with_code

DATA = ("backwards", "clock", "missing_code", "constant_part", "averaged", "level_shift")
N = 400
RNG = np.random.default_rng


def test_newest_first_is_found_with_its_ends_and_can_be_sorted():
    newest_first = replace(dated(wave()), index=dated(wave()).index[::-1])
    finding = found(foretold(newest_first, series="upload"))["backwards"]
    assert (finding.number, finding.severity) == (1.0, Severity.INVALID)
    assert (finding.facts["first"], finding.facts["last"]) == ("2021-01-17 15:00:00", "2021-01-01")
    assert finding.fix == {"order": "sort"}
    # Sorting is a repair of files.
    assert found(foretold(newest_first))["backwards"].fix == {}


@pytest.mark.parametrize(
    "values",
    [
        np.arange(N), np.arange(N)[::-1] * 0.02, np.round(1958 + np.arange(N) / 12, 3), np.repeat(np.arange(20.0), 20),
        np.resize(np.repeat(np.arange(24.0), 2), N), 1 + np.resize(np.arange(12.0), N),
        pd.date_range("2019-01-01", periods=N).month.to_numpy(float),
        pd.date_range("2019-01-01", periods=N).day_of_week.to_numpy(float),
    ],
    ids=["rows", "falling", "decimal years", "years", "hours twice", "months", "months of days", "weekdays"],
)  # fmt: skip
def test_clocks_and_counters(values):
    assert "clock" in accused(foretold(np.asarray(values, float)))


@pytest.mark.parametrize(
    "values",
    [walk(N), np.resize([0.0, 1.0], N), np.exp(np.arange(N) / 100), np.cumsum(RNG(1).integers(0, 2, N)).astype(float),
     np.abs(np.arange(N) % 24 - 12.0), np.resize(np.arange(24.0), N) + wave(N)],
    ids=["walk", "square", "growth", "irregular counts", "there and back", "noisy saw"],
)  # fmt: skip
def test_measurements_are_no_clocks(values):
    assert "clock" not in accused(foretold(values))


def test_another_column_is_offered_in_place_of_a_clock():
    series = lab.Series(np.column_stack([np.arange(N), wave(N)]), pd.RangeIndex(N), ("t", "y"), "t", ("t", "y"))
    assert found(foretold(series, series="upload"))["clock"].fix == {"target": "y"}


@pytest.mark.parametrize("code", [-200, -999, -9999, 9999.9, 99999, -1])
def test_codes_are_found_with_what_they_stand_among(code):
    finding = found(foretold(with_code(wave() * 2 + 40, code)))["missing_code"]
    assert finding.severity == Severity.INVALID
    assert (finding.facts["code"], finding.facts["often"]) == (code, "10 times")
    assert 30 < finding.facts["low"] < finding.facts["high"] < 50
    assert list(finding.evidence["places"]) == list(range(7, N, 40))


def test_a_code_of_nines_needs_less_distance():
    spread = RNG(0).uniform(0, 600, N)
    assert "missing_code" in found(foretold(with_code(spread, 999)))
    assert "missing_code" not in found(foretold(with_code(spread, 975)))


def test_a_code_in_a_feature_is_a_fault_of_that_column():
    values = np.column_stack([wave(N), with_code(wave(N) + 5, -999)])
    series = lab.Series(values, pd.RangeIndex(N), ("y", "wind"), "y", ("y", "wind"))
    finding = found(foretold(series))["missing_code"]
    assert (finding.facts["column"], finding.severity) == ("wind", Severity.FAULT)


@pytest.mark.parametrize(
    "values",
    [np.where(RNG(0).random(N) < 0.9, 0.0, RNG(1).exponential(5, N)), np.resize([0.0, 1.0], N), np.round(wave(N), 1),
     np.minimum(wave(N), 0.8), np.where(np.arange(N) == 50, 99.0, wave(N))],
    ids=["rain", "square", "rounded", "saturated", "one spike"],
)  # fmt: skip
def test_values_that_repeat_are_no_codes(values):
    assert "missing_code" not in accused(foretold(values))


def test_a_dead_part_is_named():
    dead = np.where(np.arange(N) < 0.6 * N, wave(), 3.0)
    finding = found(foretold(dead))["constant_part"]
    assert (finding.facts["part"], finding.facts["always"], finding.facts["value"]) == ("validation", "always", 3.0)
    begins = np.where(np.arange(N) > 0.7 * N, wave(), 3 + 0.001 * wave())
    finding = found(foretold(begins))["constant_part"]
    assert (finding.facts["part"], finding.facts["always"]) == ("training", "nearly always")
    assert finding.severity == Severity.FAULT


def test_a_jump_is_placed_and_sized():
    y = wave(noise=0.3) + 8 * (np.arange(N) >= 300)
    finding = found(foretold(y))["level_shift"]
    assert (finding.facts["when"], finding.facts["part"]) == ("step 300", "validation")
    assert finding.facts["before"] == pytest.approx(y[:300].mean())
    assert finding.facts["after"] == pytest.approx(y[300:].mean())
    assert finding.number == pytest.approx(
        8 / np.concatenate([y[:300] - y[:300].mean(), y[300:] - y[300:].mean()]).std(), rel=0.05
    )
    assert finding.fix == {"transform": "difference"}
    assert found(foretold(y, transform="difference"))["level_shift"].fix == {}
    # Early enough for the network to learn the new level.
    assert "level_shift" not in found(foretold(wave() + 8 * (np.arange(N) >= 100)))


@pytest.mark.parametrize("name", [*GENERATORS, *SAMPLES])
def test_what_the_app_offers_is_not_accused(name):
    generator = GENERATORS.get(name)
    for noise in (0.1,) if generator and generator.noise == "scales" else (0.0, 0.1):
        settings = lab.Settings().change(series=name, **(generator.suggested if generator else {}))
        series = load_series(settings.data.model_copy(update={"noise": noise}))
        if series.sequence:
            continue
        kept = np.isfinite(series.values).all(axis=1)
        series = replace(series, values=series.values[kept], index=series.index[kept])
        assert not accused(foretold(series))


def accused(run):
    """What the checks of the data find; of the evaluation they ask for little."""
    truth = {part: run.series.y[run.prepared.part(part).times] for part in PARTS}
    case = Case(run, SimpleNamespace(truth=truth, predictions=truth))
    return {key for key in DATA if CHECKS[key].applies(case) and CHECKS[key].look(case)}


def test_random_walks_are_rarely_called_shifted():
    jumps = [_jump(walk(300, seed)) for seed in range(200)]
    assert sum(size > SHIFT for _, size in jumps) <= 4


def test_an_exact_baseline_makes_no_ratio_of_rounding():
    # A line leaves AR an error of some 1e-14, and the ratio to it would be a number without sense.
    line = np.linspace(0, 9, N)
    run = foretold(line, near_truth(0.2))
    evaluation = lab.evaluate(run)
    assert 0 < evaluation.baseline_metrics["ar"]["test"]["rmse"] < 1e-10
    compared = compare(evaluation, "ar")
    assert (compared.word, compared.baseline_rmse, compared.ratio) == ("worse", 0.0, np.inf)
    finding = found(run)["worse_than_baseline"]
    assert finding.facts["baseline_rmse"] in (0.0, rank(evaluation).against_rmse)
    assert compare(lab.evaluate(foretold(line, lambda y, t: y[t] * (1 + 1e-15))), "ar").word == "ties"


def test_an_error_that_is_only_small_is_no_exact_one():
    y = 1e6 + wave() / 1000
    evaluation = lab.evaluate(foretold(y, near_truth(1e-4)))
    assert np.isfinite(rank(evaluation).ratio_best)
    assert rank(evaluation).best_rmse > 0


def test_exploring_a_constant_series_says_so():
    study = lab.explore(one_series(np.full(50, 7.25)))
    assert study.note == (
        "'y' never changes, it is always 7.25: correlations, tests and a period have no numbers, and there is nothing "
        "to learn."
    )
    assert lab.explore(one_series(wave(50))).note == ""


def test_codes_and_newest_first_files_that_are_kept_so_are_found_in_a_training():
    days = pd.date_range("2021-03-03", periods=120, freq="D")
    rows = "\n".join(f"{day:%Y-%m-%d},{-200 if i % 9 == 4 else 90 + i % 7}" for i, day in enumerate(days))
    series = lab.read_csv(f"time,CO\n{rows}".encode(), codes="keep")
    assert "missing_code" in found(foretold(series))
    back = "\n".join(f"{day:%Y-%m-%d},{100 + i * 0.3 + i % 5}" for i, day in enumerate(days[::-1]))
    kept = found(foretold(lab.read_csv(f"Date,Price\n{back}".encode(), order="as_is")))
    assert "backwards" in kept
    assert "turned_backwards" not in kept
    turned = found(foretold(lab.read_csv(f"Date,Price\n{back}".encode())))
    assert "backwards" not in turned
    assert turned["turned_backwards"].facts == {"first": "2021-06-30", "last": "2021-03-03"}


def test_a_series_without_dates_has_no_order_to_break():
    assert "backwards" not in found(foretold(wave()))
