"""A sweep over two knobs against trainings one by one: its values, its pairs, what it refuses, and how it ends."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from lstm_core.evaluation import evaluate
from lstm_core.experiments.seeds import SeedResult
from lstm_core.experiments.sweep import KNOBS, Point, on_log
from lstm_core.experiments.sweep_grid import FEWEST, MOST, SweepGrid, grid_of, grid_values, plan_grid, sweep_grid
from lstm_core.runtime.errors import SettingsError
from lstm_core.runtime.progress import Stopped
from lstm_core.settings import Settings, specs
from lstm_core.training import loop
from lstm_core.training.loop import train
from tests.support.examples import sine

SMALL = Settings().change(units=3, epochs=3)


@pytest.mark.parametrize("key", KNOBS)
def test_few_values_go_evenly_over_the_whole_range(key: str) -> None:
    spec, values = specs()[key], grid_values(key)
    assert (values[0], values[-1]) == (spec.low, spec.high)
    assert {type(value) for value in values} == {spec.kind}
    for value in values:
        Settings().change(**{key: value})
    if key == "layers":
        assert values == (1, 2, 3)
        return
    assert FEWEST <= len(values) <= MOST
    steps = np.diff(np.log(values) if on_log(key) else np.array(values, float))
    assert 0 < steps.max() < 1.2 * steps.min()
    if on_log(key):
        # Round: one digit, or whole times the one before.
        assert all(value == float(f"{value:.1g}") or key == "units" for value in values[:-1])


def test_a_whole_ratio_is_kept_and_the_fewest_values_that_are_even() -> None:
    assert grid_values("lr") == (1e-5, 1e-4, 0.001, 0.01, 0.1, 1.0)
    assert grid_values("units") == (1, 4, 16, 64, 256)
    assert grid_values("window") == (1, 5, 20, 100, 500)
    assert grid_values("epochs") == (1, 3, 10, 30, 100, 300, 1000)
    assert grid_values("dropout") == (0.0, 0.2, 0.4, 0.6, 0.8)


def test_every_pair_is_trained_and_those_of_one_architecture_follow_each_other() -> None:
    plan = plan_grid(SMALL.change(seed=4), sine(), ("lr", "units"), ((0.01, 0.001), (4, 2)))
    assert plan.values == ((0.001, 0.01), (2, 4))
    assert list(plan.settings) == [(0.001, 2), (0.01, 2), (0.001, 4), (0.01, 4)]
    for (rate, units), one in plan.settings.items():
        assert one == SMALL.change(lr=rate, units=units, seed=0)


def test_what_is_refused_is_named_and_left_out() -> None:
    plan = plan_grid(SMALL, sine(length=60), ("window", "lr"), ((4, 400), (0.01, 7)))
    assert plan.settings.keys() == {(4, 0.01)}
    assert plan.refused.keys() == {(4, 7), (400, 0.01), (400, 7)}
    assert "no complete window" in str(plan.refused[400, 0.01])
    found = grid_of(plan, "rmse", {(4, 0.01): [result(3.0)]})
    assert found.refused.keys() == plan.refused.keys()
    assert "out of bounds" in found.refused[4, 7]


@pytest.mark.parametrize(
    ("keys", "values", "sentence"),
    [
        (("lr", "horizon"), ((), ()), "'horizon' cannot be swept here; choose among window"),
        (("momentum", "lr"), ((), ()), "'momentum' cannot be swept here"),
        (("lr", "lr"), ((), ()), "'lr' cannot be swept against itself"),
        (("lr", "units"), ((), tuple(range(1, MOST + 2))), "at most 7 values of 'units', each of them once"),
        (("lr", "units"), ((0.1, 0.1), ()), "at most 7 values of 'lr', each of them once"),
    ],
)
def test_what_is_no_grid_is_refused_in_a_sentence(keys: tuple[str, str], values: Any, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        sweep_grid(SMALL, sine(), keys, values)


def test_more_than_an_hour_in_all_is_refused_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = SMALL, sine(), ("lr", "batch"), ((0.01, 0.1), (16, 32))
    plan_grid(*asked)
    # Each pair's own trainings are within this limit, all together are not.
    monkeypatch.setattr(loop, "MAX_HOURS", 2 / 3600)
    with pytest.raises(SettingsError, match=r"These 12 trainings would take .* Take fewer values"):
        plan_grid(*asked)


def test_where_nothing_is_left_each_reason_is_said_once() -> None:
    with pytest.raises(SettingsError, match="no complete window") as refused:
        sweep_grid(SMALL, sine(length=10), ("lr", "units"))
    assert len(refused.value.problems) == 1


def test_equals_trainings_one_by_one_and_compiles_once_for_each_architecture(
    keras: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Settings] = []
    make = loop._trainer

    def counted(settings: Settings, prepared: Any) -> Any:
        made.append(settings)
        return make(settings, prepared)

    monkeypatch.setattr(loop, "_trainer", counted)
    found = sweep_grid(SMALL.change(seed=9), sine(), ("lr", "units"), ((0.001, 0.01), (4, 6)), (0, 2, 5))
    assert len(made) == 2
    assert (found.keys, found.metric, found.refused) == (("lr", "units"), "rmse", {})
    assert [point.value for point in found.points] == list(itertools.product((0.001, 0.01), (4, 6)))
    for point in found.points:
        rate, units = point.value
        runs = [train(SMALL.change(lr=rate, units=units, seed=seed), sine()) for seed in (0, 2, 5)]
        assert point.scores.tolist() == [evaluate(run).metrics["validation"]["rmse"] for run in runs]


def test_a_stop_leaves_the_pairs_that_were_done(keras: object) -> None:
    partials: list[SweepGrid] = []

    def report(done: float, partial: Any = None) -> None:
        if partial is not None:
            partials.append(partial)
        if done > 0.7:
            raise Stopped

    with pytest.raises(Stopped):
        sweep_grid(SMALL, sine(), ("lr", "batch"), ((0.001, 0.01), (16, 32)), (0,), report)
    assert [[point.value for point in partial.points] for partial in partials] == [
        [(0.001, 16)], [(0.001, 16), (0.001, 32)],
    ]  # fmt: skip


def test_the_best_pair_is_the_lowest_middle_and_near_is_who_reaches_into_it() -> None:
    found = SweepGrid(("lr", "units"), "rmse", (
        point((0.1, 1), 3.0, 1.0, 9.0), point((0.1, 2), 2.0, 2.2, 2.4), point((0.2, 1), 2.5, 2.6, 2.7),
        point((0.2, 2), 0.1, math.nan, 0.1),
    ))  # fmt: skip
    assert found.best is found.points[1]
    assert [one.value for one in found.near] == [(0.1, 1)]


def point(pair: tuple[float, float], *scores: float) -> Point[tuple[float, float]]:
    return Point(pair, np.array(scores))


def result(rmse: float) -> SeedResult:
    return SeedResult(0, {}, (), {"rmse": -9.0}, {"rmse": rmse}, "done", np.empty(0))
