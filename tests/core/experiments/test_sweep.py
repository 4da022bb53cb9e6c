"""A sweep against trainings one by one: its values, the middle of its seeds, what it leaves out, and how it ends."""

import math
from typing import Any

import numpy as np
import pytest

from lstm_core.evaluation import evaluate
from lstm_core.experiments.search import SEARCHABLE
from lstm_core.experiments.seeds import SeedResult, train_seeds
from lstm_core.experiments.sweep import (
    FEWEST,
    KNOBS,
    MOST,
    Point,
    Sweep,
    best_baseline,
    judged_by,
    knobs,
    on_log,
    plan_sweep,
    sweep,
    sweep_of,
    sweep_values,
)  # fmt: skip
from lstm_core.prepare import prepare
from lstm_core.runtime.errors import SettingsError
from lstm_core.runtime.progress import Stopped
from lstm_core.settings import Settings, specs
from lstm_core.training import loop
from lstm_core.training.cost import estimate
from lstm_core.training.loop import train
from tests.support.examples import random_run, sine

SMALL = Settings().change(units=3, epochs=3)


def test_the_knobs_are_the_numbers_that_leave_the_question_alone() -> None:
    assert set(KNOBS) == {key for key in SEARCHABLE if not specs()[key].options}


@pytest.mark.parametrize("key", KNOBS)
def test_values_go_over_the_whole_range_as_the_scale_asks(key: str) -> None:
    spec, values = specs()[key], sweep_values(key)
    assert (values[0], values[-1]) == (spec.low, spec.high)
    assert list(values) == sorted(set(values))
    assert {type(value) for value in values} == {spec.kind}
    if key == "layers":
        assert values == (1, 2, 3)
        return
    assert FEWEST <= len(values) <= MOST
    steps = np.diff(np.log(values) if on_log(key) else np.array(values, float))
    # The last step may be a shorter one; 1, 3 and 10 are nearly even on a log scale.
    assert steps[:-1].max() < (1.1 if key == "lr" else 1.001) * steps[:-1].min()
    for value in values:
        Settings().change(**{key: value})


def test_only_the_slider_that_is_on_a_log_scale_and_wide_ranges_double() -> None:
    assert {key for key in KNOBS if on_log(key)} == {"lr", "units", "window", "season", "batch", "epochs"}
    assert sweep_values("lr") == (1e-5, 3e-5, 1e-4, 3e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
    assert sweep_values("units") == (1, 2, 4, 8, 16, 32, 64, 128, 256)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, {"momentum", "season"}),
        ({"optimizer": "sgd", "transform": "seasonal"}, set()),
        ({"network": "tcn"}, {"momentum", "season", "layers", "input_dropout", "recurrent_dropout"}),
        ({"network": "linear"}, {"momentum", "season", "units", "layers", "dropout", "input_dropout",
                                 "recurrent_dropout"}),
    ],
)  # fmt: skip
def test_a_knob_without_a_use_is_not_offered(changes: dict[str, Any], missing: set[str]) -> None:
    settings = Settings().change(**changes)
    assert set(KNOBS) - set(knobs(settings)) == missing
    for key in missing:
        with pytest.raises(SettingsError, match=f"'{key}' cannot be swept here; choose among window"):
            plan_sweep(settings, sine(), key)


def test_what_would_change_the_question_is_refused() -> None:
    with pytest.raises(SettingsError, match="'horizon' cannot be swept here"):
        sweep(SMALL, sine(), "horizon")


def test_equals_trainings_one_by_one(keras: object) -> None:
    # The seed and the dropout of the settings themselves count for nothing.
    found = sweep(SMALL.change(seed=9, dropout=0.7), sine(), "dropout", (0.0, 0.4), (0, 2, 5))
    assert (found.key, found.metric, found.refused) == ("dropout", "rmse", {})
    assert [point.value for point in found.points] == [0.0, 0.4]
    for point in found.points:
        runs = [train(SMALL.change(dropout=point.value, seed=seed), sine()) for seed in (0, 2, 5)]
        scores = [evaluate(run).metrics["validation"]["rmse"] for run in runs]
        assert point.scores.tolist() == scores
        assert (point.low, point.middle, point.high) == tuple(sorted(scores))
    assert found.points[0].scores.tolist() != found.points[1].scores.tolist()


def test_the_test_part_has_no_say(keras: object) -> None:
    """Values that only the test part has change nothing."""
    known = sweep(SMALL, sine(), "lr", (0.01,), (0, 1))
    other = sine()
    other.values[170:] += 100
    again = sweep(SMALL, other, "lr", (0.01,), (0, 1))
    assert known.points[0].scores.tolist() == again.points[0].scores.tolist()


def test_what_is_refused_is_named_and_left_out(keras: object, monkeypatch: pytest.MonkeyPatch) -> None:
    found = sweep(SMALL, sine(length=60), "window", (4, 400, 501), (0,))
    assert [point.value for point in found.points] == [4]
    assert found.refused.keys() == {400, 501}
    assert "no complete window" in found.refused[400]
    assert "window=501 is out of bounds" in found.refused[501]
    # The machine's memory is asked, too.
    enough = estimate(SMALL.change(units=32), prepare(sine(), SMALL.preparation)).memory_mb / loop.MAX_MEMORY_SHARE
    monkeypatch.setattr(loop, "available_memory_mb", lambda: enough + 0.001)
    plan = plan_sweep(SMALL, sine(), "units")
    assert plan.settings.keys() == {1, 2, 4, 8, 16, 32}
    assert plan.refused.keys() == {64, 128, 256}
    assert all("GB of memory" in str(error) for error in plan.refused.values())


def test_where_nothing_is_left_each_reason_is_said_once() -> None:
    with pytest.raises(SettingsError, match="no complete window") as refused:
        sweep(SMALL, sine(length=10), "lr")
    assert len(refused.value.problems) == 1


def test_seeds_that_cannot_be_used_are_refused() -> None:
    with pytest.raises(SettingsError, match="each of them once"):
        sweep(SMALL, sine(), "lr", (0.01, 0.1), (1, 1))


def test_a_stop_leaves_the_values_that_were_done(keras: object) -> None:
    heard: list[float] = []
    partials: list[Sweep] = []

    def report(done: float, partial: Any = None) -> None:
        heard.append(done)
        if partial is not None:
            partials.append(partial)
        if done > 0.7:
            raise Stopped

    with pytest.raises(Stopped):
        sweep(SMALL, sine(), "lr", (0.001, 0.01, 0.1), (0, 1), report)
    assert heard == sorted(heard)
    assert [[point.value for point in partial.points] for partial in partials] == [[0.001], [0.001, 0.01]]
    whole = sweep(SMALL, sine(), "lr", (0.001, 0.01), (0, 1))
    assert [p.scores.tolist() for p in partials[-1].points] == [p.scores.tolist() for p in whole.points]


def test_one_compiled_epoch_serves_all_values_and_seeds(keras: object, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Settings] = []
    make = loop._trainer

    def counted(settings: Settings, prepared: Any) -> Any:
        made.append(settings)
        return make(settings, prepared)

    monkeypatch.setattr(loop, "_trainer", counted)
    sweep(SMALL.change(units=7), sine(), "lr", (0.001, 0.01), (0, 1))
    assert len(made) == 1
    sweep(SMALL.change(units=7), sine(), "batch", (16, 64), (0, 1))
    assert len(made) == 1
    sweep(SMALL, sine(), "units", (4, 5), (0, 1))
    assert len(made) == 3


def test_a_training_that_was_stopped_leaves_nothing_to_the_next(keras: object) -> None:
    def stop(done: float, partial: Any = None) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        train_seeds(SMALL, sine(), (0,), report=stop)
    (one,) = train_seeds(SMALL, sine(), (0,))
    run = train(SMALL.change(seed=0), sine())
    np.testing.assert_array_equal(one.history["validation_loss"], run.history["validation_loss"])


def point(value: float, *scores: float) -> Point:
    return Point(value, np.array(scores))


def test_the_best_is_the_lowest_middle_and_near_is_who_reaches_into_it() -> None:
    found = Sweep("lr", "rmse", (
        point(0.1, 3.0, 1.0, 9.0), point(0.2, 2.0, 2.2, 2.4), point(0.3, 2.4, 5.0, 6.0), point(0.4, 2.5, 2.6, 2.7),
        point(0.5, 0.1, math.nan, 0.1),
    ))  # fmt: skip
    assert [one.value for one in found.sound] == [0.1, 0.2, 0.3, 0.4]
    assert found.best is found.points[1]
    # 0.1 reaches from 1 to 9, 0.3 touches 2.4, and 0.4 begins above it.
    assert [one.value for one in found.near] == [0.1, 0.3]
    assert Sweep("lr", "rmse", (found.points[4],)).best is None
    assert Sweep("lr", "rmse", (found.points[4],)).near == ()


def test_results_become_points_in_the_order_of_their_values() -> None:
    plan = plan_sweep(SMALL, sine(), "lr", (0.1, 0.001, 0.01, 7))
    results = {0.1: [result(3.0), result(1.0)], 0.001: [result(2.0)], 0.01: []}
    found = sweep_of(plan, "rmse", results)
    assert [(one.value, one.scores.tolist()) for one in found.points] == [(0.001, [2.0]), (0.1, [3.0, 1.0])]
    assert list(found.refused) == [7]


def result(rmse: float) -> SeedResult:
    return SeedResult(0, {}, (), {"rmse": -9.0}, {"rmse": rmse}, "done", np.empty(0))


def test_the_best_baseline_is_the_lowest_of_the_validation_part() -> None:
    found = evaluate(random_run(SMALL, sine())).baseline_metrics
    scores = {key: parts["validation"]["rmse"] for key, parts in found.items()}
    assert len(scores) > 1
    best = min(scores, key=scores.__getitem__)
    assert best_baseline(SMALL, sine()) == (best, scores[best])


def test_classes_are_judged_by_cross_entropy_and_have_no_baseline(keras: object) -> None:
    settings = SMALL.change(task="direction")
    assert judged_by(settings) == "cross_entropy"
    assert best_baseline(settings, sine()) is None
    found = sweep(settings, sine(), "lr", (0.01,), (0,))
    (one,) = train_seeds(settings.change(lr=0.01), sine(), (0,))
    assert found.points[0].scores.tolist() == [one.validation["cross_entropy"]]
