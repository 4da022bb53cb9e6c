"""Look closer on Results: Ahead and Intervals, their numbers recomputed, and what has no meaning is said."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import lstm_core as lab
from lstm_core.evaluation import BASELINES, evaluate
from lstm_core.forecasting import ByHorizon
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.series import GENERATORS, load_series
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.results import SHIPPED, broken, figure, opened, section, text_of
from ui.format.text import measured, percent
from ui.results.ahead import best_where, sentences, up_to


@pytest.fixture(scope="module")
def shipped() -> Run:
    return load_run(SHIPPED)


def infos(at: AppTest) -> str:
    return "\n".join(info.value for info in at.info)


def captions(at: AppTest) -> str:
    return "\n".join(caption.value for caption in at.caption)


def by_hand(length: int, **errors: list[float]) -> ByHorizon:
    lines = {name: np.array(values) for name, values in errors.items()}
    return ByHorizon(np.arange(1, length + 1), np.arange(3), lines, np.zeros(length), float("nan"), None)


def test_errors_by_horizon_are_those_of_the_core_and_of_ar(shipped: Run) -> None:
    at = section("Ahead", opened())
    at.slider(key="w_results_horizon_steps").set_value(7).run()
    assert not at.exception
    evaluation = evaluate(shipped)
    # The test part has 40 points: half of them are the longest path, and the origins are those of this one.
    found = lab.by_horizon(shipped, 20, season=evaluation.basis.season)
    lines = {trace["name"]: trace["y"] for trace in figure(at, "results_horizon")["data"]}
    assert set(lines) == {"network, recursive", "persistence", "seasonal naive", "AR", "training mean"}
    np.testing.assert_allclose(lines["network, recursive"], found.rmse["recursive"][:7], rtol=1e-5)
    ar = BASELINES["ar"].fit(evaluation.basis).forecast(shipped.series.y, found.origins, 7)
    truth = shipped.series.y[found.origins[:, None] + np.arange(1, 8)]
    np.testing.assert_allclose(lines["AR"], np.sqrt(((truth - ar) ** 2).mean(axis=0)), rtol=1e-5)
    assert "From 21 origins of the test part, up to 7 steps ahead." in text_of(at)


def test_direct_outputs_end_where_the_network_does() -> None:
    at = section("Ahead", opened(random_run(Settings().change(units=3, horizon=4), sine())))
    at.slider(key="w_results_horizon_steps").set_value(9).run()
    lines = {trace["name"]: trace["x"] for trace in figure(at, "results_horizon")["data"]}
    assert lines["network, direct outputs"] == [1, 2, 3, 4]
    assert lines["network, recursive"] == list(range(1, 10))


def test_who_is_best_where_is_read_off_the_errors() -> None:
    found = by_hand(4, recursive=[1.0, 1, 3, 4], ar=[2.0, 2, 2, 3], mean=[3.0, 3, 3, 2])
    assert best_where(found) == (
        "at steps 1 to 2 **network, recursive**; at step 3 **AR**; at step 4 **training mean**"
    )
    swinging = by_hand(6, recursive=[1.0, 3, 1, 3, 1, 1], ar=[2.0] * 6)
    assert best_where(swinging) == "**network, recursive** at 4 of 6 horizons; **AR** at 2 of 6 horizons"


def test_a_shorter_look_knows_nothing_of_what_comes_later() -> None:
    whole = by_hand(4, recursive=[1.0, 1, 3, 4], mean=[2.0, 2, 2, 2])
    whole = replace(whole, worse_than_mean=3)
    short = up_to(whole, 2)
    assert (short.horizons.tolist(), short.rmse["recursive"].tolist(), short.worse_than_mean) == ([1, 2], [1, 1], None)
    assert up_to(whole, 3).worse_than_mean == 3


@pytest.mark.parametrize(("ratio", "words"), [(0.2, "goes flat"), (1.1, "still moves 1.10 times"), (5.0, "runs away")])
def test_what_becomes_of_the_path_is_said(ratio: float, words: str) -> None:
    found = by_hand(3, recursive=[1.0, 1, 1], mean=[2.0, 2, 2])
    told = " ".join(sentences(replace(found, spread_ratio=ratio, worse_than_mean=2), 10))
    assert words in told
    assert "From step 2 on" in told


def test_beyond_the_end_has_dates_unit_interval_and_a_file() -> None:
    source = table(1, 300)
    series = type(source)(source.values, source.index, source.names, "a", ("a",), unit="°C", time_unit="day")
    run = random_run(Settings().change(units=3), series)
    at = section("Ahead", opened(run))
    at.number_input(key="results_beyond_steps").set_value(5).run()
    assert not at.exception
    future, around = lab.forecast_future(run, 5), lab.forecast_interval(run, 5, 0.9)
    drawn = {trace["name"]: trace for trace in figure(at, "results_beyond")["data"]}
    path = drawn["forecast beyond the end"]
    assert path["x"][0] == "2020-10-27T00:00:00"
    np.testing.assert_allclose(path["y"], future.prediction, rtol=1e-5)
    np.testing.assert_allclose(drawn["90 % interval"]["y"], future.prediction + around.half, rtol=1e-5)
    assert "°C" in figure(at, "results_beyond")["layout"]["yaxis"]["title"]["text"]
    rows = at.dataframe[0].value
    assert list(rows["time"]) == [f"2020-10-{day}" for day in (27, 28, 29, 30, 31)]
    np.testing.assert_allclose(rows["prediction (°C)"], future.prediction)
    np.testing.assert_allclose(rows["lower"], future.prediction - around.half)
    np.testing.assert_allclose(rows["predicted share of the window"], [0, 0.1, 0.2, 0.3, 0.4])
    assert "from 2020-10-27 to 2020-10-31" in text_of(at)


def test_without_enough_known_paths_the_forecast_stands_and_the_interval_is_refused() -> None:
    at = section("Ahead", opened())
    at.number_input(key="results_beyond_steps").set_value(70).run()
    assert not at.exception
    assert "earlier forecasts over 70 steps whose outcome is known" in captions(at)
    assert [t["name"] for t in figure(at, "results_beyond")["data"]] == ["the series", "forecast beyond the end"]


def test_foreign_features_reach_as_far_as_the_outputs() -> None:
    at = section("Ahead", opened(random_run(Settings().change(units=3, horizon=3), table())))
    assert "that future is not known" in captions(at)
    assert at.number_input(key="results_beyond_steps").value == 3
    assert len(figure(at, "results_beyond")["data"][-1]["y"]) == 3
    at.number_input(key="results_beyond_steps").set_value(4).run()
    assert "as far as its outputs reach" in infos(at)


def test_intervals_are_those_of_the_core_at_the_chosen_level(shipped: Run) -> None:
    at = section("Intervals", opened())
    at.slider(key="w_results_level").set_value(80).run()
    assert not at.exception
    rows = at.table[0].value
    assert rows.index.name == "method"
    assert list(rows.index) == ["Rolling conformal", "Split conformal", "Gaussian", "MC dropout"]
    for title, method in zip(rows.index, ("rolling", "split", "gaussian"), strict=False):
        found = lab.intervals(shipped, method, 0.8)
        assert rows.loc[title, "truth inside"] == percent(found.coverage)
        assert rows.loc[title, "mean width"] == measured(found.width)
        assert rows.loc[title, "difference"] == ("more than chance" if found.off_level else "within chance")
    # 2 · √(0.8 · 0.2 / 40) = 0.126
    assert "On 40 points, anything from 67 % to 93 %" in text_of(at)
    rolling = lab.intervals(shipped, "rolling", 0.8)
    lower, upper, _, _, missed = figure(at, "results_intervals")["data"]
    np.testing.assert_allclose(lower["y"], rolling.lower[:, 0], rtol=1e-5)
    np.testing.assert_allclose(upper["y"], rolling.upper[:, 0], rtol=1e-5)
    assert missed["x"] == (160 + np.flatnonzero(~rolling.inside[:, 0])).tolist()
    assert missed["marker"]["symbol"] == "x"
    dropout = lab.intervals(shipped, "dropout", 0.8)
    words = f"MC dropout is {100 * dropout.width / rolling.width:.0f} % as wide as the rolling interval here"
    assert words in text_of(at)


def test_a_level_that_the_validation_part_cannot_carry_is_said() -> None:
    at = section("Intervals", opened())
    at.slider(key="w_results_level").set_value(99).run()
    assert "needs 99 windows in the validation part, and there are 32" in infos(at)
    assert list(at.table[0].value.index) == ["Gaussian", "MC dropout"]


def test_the_step_of_several_is_the_one_of_the_big_picture() -> None:
    run = random_run(Settings().change(units=3, horizon=3), sine())
    at = opened(run)
    at.slider(key="w_results_step_chosen").set_value(2).run()
    section("Intervals", at)
    assert "The picture shows step 2 ahead" in text_of(at)
    found = lab.intervals(run, "rolling", 0.9)
    np.testing.assert_allclose(figure(at, "results_intervals")["data"][0]["y"], found.lower[:, 1], rtol=1e-4)


@pytest.mark.parametrize("task", ["adding", "counter"])
def test_separate_sequences_have_errors_and_baselines(task: str) -> None:
    settings = Settings().change(series=task).change(**GENERATORS[task].suggested).change(units=3, length=600)
    at = opened(random_run(settings, load_series(settings.data)))
    section("Baselines", at)
    section("Errors", at)


@pytest.mark.parametrize("name", ["Errors", "Ahead", "Intervals"])
def test_a_diverged_run_has_nothing_to_look_closer_at(shipped: Run, name: str) -> None:
    at = section(name, opened(broken(shipped)))
    assert "some of its predictions are not numbers" in text_of(at)


@pytest.mark.parametrize("kind", ["gru", "rnn", "attention"])
def test_other_networks_have_every_section(kind: str) -> None:
    at = opened(random_run(Settings().change(network=kind, units=3), sine()))
    for name in ("Baselines", "Ahead", "Intervals", "Backtest"):
        section(name, at)
    assert not at.exception


def test_one_step_beyond_the_end_has_an_interval_that_is_seen() -> None:
    run = random_run(Settings().change(units=3), table(1, 300))
    at = section("Ahead", opened(run))
    at.number_input(key="results_beyond_steps").set_value(1).run()
    drawn = {trace["name"]: trace for trace in figure(at, "results_beyond")["data"]}["90 % interval"]
    future, around = lab.forecast_future(run, 1), lab.forecast_interval(run, 1, 0.9)
    np.testing.assert_allclose(
        drawn["y"], [*(future.prediction - around.half), *(future.prediction + around.half)], rtol=1e-5
    )
    assert drawn["x"] == ["2020-10-27T00:00:00"] * 2
    assert drawn["line"]["width"] > 0
    assert "at 2020-10-27. It comes from" in text_of(at)
