"""The two big pictures of Results: from true history and free-running, and which baselines stand beside them."""

import numpy as np
import pytest

from lstm_core.evaluation import BASELINES, evaluate
from lstm_core.evaluation.metrics import rmse
from lstm_core.forecasting import free_run
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.results import SHIPPED, figure, opened, section, text_of
from ui.charts.results_free import MOVING
from ui.format.text import measured


@pytest.fixture(scope="module")
def shipped() -> Run:
    return load_run(SHIPPED)


def free(at):
    at.segmented_control(key="results_way").set_value("free").run()
    assert not at.exception
    return at


def trace_of(at, name: str) -> dict:
    return next(trace for trace in figure(at, "results_free")["data"] if trace["name"] == name)


def test_the_free_running_picture_holds_the_recursion_and_says_so(shipped: Run) -> None:
    at = free(opened())
    assert "Free-running forecast against truth" in [s.value for s in at.header]
    at.slider(key="w_results_origin").set_value(140).run()
    at.slider(key="w_results_free_steps").set_value(6).run()
    assert not at.exception
    found = free_run(shipped, np.array([140]), 6)
    lines = {trace["name"]: trace for trace in figure(at, "results_free")["data"]}
    assert set(lines) == {"truth", "persistence", "AR", *MOVING}
    path = lines["network, free-running"]
    np.testing.assert_allclose(path["y"], found.prediction[0], rtol=1e-5)
    assert path["x"] == list(range(141, 147))
    # The sixth prediction is made from five true values and five predictions, told apart not by colour alone.
    known, predicted = (lines[name] for name in MOVING[:2])
    np.testing.assert_allclose(known["y"], shipped.series.y[136:141], rtol=1e-5)
    np.testing.assert_allclose(predicted["y"], found.prediction[0, :5], rtol=1e-5)
    assert known["marker"]["symbol"] != predicted["marker"]["symbol"]
    np.testing.assert_allclose(lines["persistence"]["y"], np.repeat(shipped.series.y[140], 6), rtol=1e-5)
    ar = BASELINES["ar"].fit(evaluate(shipped).basis).forecast(shipped.series.y, np.array([140]), 6)[0]
    np.testing.assert_allclose(lines["AR"]["y"], ar, rtol=1e-5)
    # Five predictions have entered a window of ten when the sixth is made.
    assert "5 of the 10 values in its window are predictions: **50 %**" in text_of(at)
    truth = shipped.series.y[141:147]
    assert f"network **{measured(rmse(truth, found.prediction[0]))}**" in text_of(at)
    assert f"AR **{measured(rmse(truth, ar))}**" in text_of(at)


def test_a_free_run_that_passes_the_end_is_measured_where_the_truth_is_known() -> None:
    at = free(opened())
    at.slider(key="w_results_origin").set_value(195).run()
    at.slider(key="w_results_free_steps").set_value(20).run()
    assert "over 4 steps with a known truth" in text_of(at)
    assert len(trace_of(at, "network, free-running")["y"]) == 4


@pytest.mark.parametrize(("settings", "columns", "sentence"), [
    ({}, 3, "that future is not known"), ({"horizon": 0}, 1, "cannot run ahead of the data"),
])  # fmt: skip
def test_what_cannot_run_free_is_said_and_the_other_picture_stays(settings, columns, sentence) -> None:
    source = table(columns) if columns > 1 else sine()
    if "horizon" in settings:
        source = table()
        source = type(source)(source.values, source.index, source.names, "a", ("b", "c"))
    at = free(opened(random_run(Settings().change(units=3, **settings), source)))
    assert any(sentence in info.value for info in at.info)
    at.segmented_control(key="results_way").set_value("known").run()
    assert figure(at, "results_overview")


def test_every_baseline_can_be_drawn_and_none_need_be(shipped: Run) -> None:
    at = opened()
    at.pills(key="results_baselines").set_value(["mean", "drift"]).run()
    names = [trace["name"] for trace in figure(at, "results_overview")["data"]]
    assert "training mean" in names
    assert "drift" in names
    assert "persistence" not in names
    mean = next(t for t in figure(at, "results_overview")["data"] if t["name"] == "training mean")
    np.testing.assert_allclose(mean["y"][-40:], shipped.series.y[:128].mean(), rtol=1e-5)
    at.pills(key="results_baselines").set_value([]).run()
    assert not at.exception
    assert "AR" not in [trace["name"] for trace in figure(at, "results_overview")["data"]]
    # The choice stays when the other picture and another section are opened.
    section("Baselines", free(at))
    assert at.pills(key="results_baselines").value == []


def test_the_noise_floor_is_a_band_round_the_truth_where_it_is_known() -> None:
    lower, upper = figure(opened(), "results_overview")["data"][:2]
    assert upper["name"] == "truth ± noise floor"
    np.testing.assert_allclose(np.subtract(upper["y"], lower["y"]), 0.2, rtol=1e-4)
    at = opened(random_run(Settings().change(units=3), table(1, 200)))
    assert "truth ± noise floor" not in [trace["name"] for trace in figure(at, "results_overview")["data"]]
