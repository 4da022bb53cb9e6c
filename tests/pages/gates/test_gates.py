"""The Gates page: what it shows is what the core's trace says, for every network."""

import re
import sys

import numpy as np
import pytest

from lstm_core.interpretation.activity import peak_order, similarity_order
from lstm_core.interpretation.trace import trace, typical_window
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.gates import (
    SHIPPED,
    check_pictures,
    choose_step,
    figures,
    messages,
    number_in,
    opened,
    step_of,
    text_of,
    told,
)
from ui.charts.gates_maps import gate_maps, span
from ui.format.cell_display import KINDS
from ui.format.cell_numbers import UnitStep, gru_numbers, lstm_numbers, percent, rnn_numbers, shown
from ui.state import slots
from ui.widgets.cell_explorer import unpack


@pytest.fixture(scope="module")
def shipped() -> Run:
    return load_run(SHIPPED)


def test_shipped_run_is_alive_untouched(shipped: Run) -> None:
    at = opened()
    windows = len(shipped.prepared.test)
    unit = at.selectbox(key="gates_unit").value
    moves = np.ptp([trace(shipped, w).forget[0][-1] for w in range(windows)], axis=0)
    assert unit == moves.argmax() + 1
    opened_at = typical_window(shipped)
    assert at.slider(key="w_gates_window").value == opened_at + 1
    check_pictures(at, shipped, opened_at + 1, 1, unit)
    picture, origin = figures(at)["window_picture"], int(shipped.prepared.test.origins[opened_at])
    assert picture["data"][1]["y"] == [pytest.approx(float(shipped.series.y[origin + 1]), rel=1e-5)]
    assert picture["layout"]["shapes"][0]["x0"] == origin - 9
    assert picture["layout"]["shapes"][0]["x1"] == origin
    assert "shipped example" in text_of(at)
    assert "{" not in text_of(at)
    assert "keras" not in sys.modules


def test_every_picture_follows_window_step_and_unit(shipped: Run) -> None:
    at = opened()
    at.slider(key="w_gates_window").set_value(7)
    at.session_state[slots.GATES_STEP.key] = 4
    at.selectbox(key="gates_unit").set_value(3)
    at.run()
    check_pictures(at, shipped, 7, 1, 3)
    pictures = figures(at)
    window, curves, maps = pictures["window_picture"], pictures["unit_picture"], pictures["maps"]
    origin = int(shipped.prepared.test.origins[6])
    assert window["layout"]["shapes"][1]["x0"] == origin - 6
    assert curves["layout"]["shapes"][0]["x0"] == 4
    marks = maps["layout"]["shapes"]
    assert {(mark["x0"], mark["x1"]) for mark in marks if mark["type"] == "rect"} == {(3.5, 4.5)}
    assert [mark["yanchor"] for mark in marks if mark["type"] == "path"] == [2] * 6
    assert "Unit 3 at step 4 of 10" in text_of(at)
    explorer, place = (messages(at)[key] for key in ("gates_explorer", "gates_explorer_place"))
    assert place["key"] == explorer["key"]
    assert {"layer": 0, "unit": 2, "step": 3}.items() <= place["at"].items()
    sent = unpack(explorer["layers"][0]["forget"], 10, 50)
    np.testing.assert_allclose(sent, trace(shipped, 6).forget[0], rtol=1e-6)
    assert f"keeps {percent(trace(shipped, 6).forget[0][3, 2])} of what" in text_of(at)


def test_a_step_or_unit_sends_the_explorer_no_numbers_again() -> None:
    at = opened()
    before = messages(at)
    at.session_state[slots.GATES_STEP.key] = 4
    at.selectbox(key="gates_unit").set_value(3)
    after = messages(at.run())
    assert after["gates_explorer"] == before["gates_explorer"], "Streamlit sends the same message as its hash"
    assert after["gates_explorer_place"] != before["gates_explorer_place"]


def test_the_numbers_in_the_formula_add_up(shipped: Run) -> None:
    at = opened()
    for step in (1, 2, 9):
        choose_step(at, step)
        line = re.search(r"^C = (\S+) · (\S+) \+ (\S+) · (\S+) = (\S+)$", text_of(at), re.MULTILINE)
        f, before, i, c, cell = map(number_in, line.groups())
        assert f * before + i * c == pytest.approx(cell, abs=0.5 * 10.0 ** -len(line[5].strip("*").split(".")[1]))
    assert "starts empty" not in text_of(at)


def unit_step(now: dict[str, float], before: dict[str, float], weights: np.ndarray | None = None) -> UnitStep:
    """A unit that reads 1 and recalls 1; its weights (kernel, recurrent, bias), one column per block."""
    kernel, recurrent, bias = np.zeros((3, 1)) if weights is None else weights
    return UnitStep(now, before, "tanh", np.ones(1), np.ones(1), kernel[None], recurrent[None], bias)


def check_sum(shown_sum: str, result: str, exact: float) -> None:
    """The shown sum, put into Python, gives the shown result, and that is the exact value, rounded."""
    text = shown_sum.replace("·", "*").replace("−", "-")
    decimals = len(result.split(".")[1])
    assert round(eval(text, {"tanh": np.tanh}), decimals) == pytest.approx(number_in(result))
    assert number_in(result) == pytest.approx(exact, abs=0.51 * 10.0**-decimals)


def test_shown_numbers_always_add_up() -> None:
    rng = np.random.default_rng(0)
    for _ in range(500):
        f, i, o = rng.random(3)
        before, c = 10 ** rng.uniform(-3, 2), rng.uniform(-1, 1)
        cell = f * before + i * c
        lstm = lstm_numbers(
            unit_step({"forget": f, "input": i, "candidate": c, "output": o, "cell": cell}, {"cell": before})
        )
        check_sum(lstm["kept"], lstm["cell"], cell)
        check_sum(lstm["hidden_sum"], lstm["hidden"], o * np.tanh(cell))
        gru = gru_numbers(unit_step({"update": f, "reset": i, "candidate": c}, {"hidden": -before}))
        check_sum(gru["hidden_sum"], gru["hidden"], f * -before + (1 - f) * c)
        weights = rng.normal(size=(3, 1))
        rnn = rnn_numbers(unit_step({}, {}, weights))
        check_sum(rnn["hidden_sum"], rnn["hidden"], np.tanh(weights.sum()))
        assert number_in(rnn["recalled"]) == pytest.approx(weights[1, 0], abs=0.0051)
    assert shown(lambda a: a, -0.001).result == "−0.0010"
    assert shown(lambda a: a, float("nan")).result == "not a number"


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_stacked_layers_and_several_features(activation: str) -> None:
    run = random_run(Settings().change(layers=3, units=6, horizon=5, window=7, activation=activation), table())
    at = opened(run)
    at.segmented_control(key="gates_layer").set_value(3).run()
    assert not at.exception
    check_pictures(at, run, typical_window(run) + 1, 3, at.selectbox(key="gates_unit").value)
    assert "reads the hidden states of layer 2" in text_of(at)
    assert f"· {activation}(" in text_of(at)


@pytest.mark.parametrize(("units", "window"), [(1, 1), (256, 10)])
def test_the_smallest_and_the_widest_layer(units: int, window: int) -> None:
    run = random_run(Settings().change(units=units, window=window), sine())
    maps = figures(opened(run))["maps"]
    heat = next(line for line in maps["data"] if line["type"] == "heatmap")
    assert np.array(heat["z"]).shape == (units, window)
    assert maps["layout"]["height"] < 1600


def test_another_run_with_fewer_units_and_steps_pulls_the_choices_in() -> None:
    at = opened(random_run(Settings().change(units=20, window=12, layers=2), sine()))
    at.selectbox(key="gates_unit").set_value(20)
    at.session_state[slots.GATES_STEP.key] = 12
    at.segmented_control(key="gates_layer").set_value(2)
    at.run()
    at.session_state[slots.LOADED.key] = random_run(Settings().change(units=2, window=4), sine())
    at.run()
    assert not at.exception
    assert step_of(at) == 4
    assert at.selectbox(key="gates_unit").value in (1, 2)


def test_a_diverged_run_is_said(shipped: Run) -> None:
    weights = tuple(np.full_like(w, np.nan) for w in shipped.weights)
    at = opened(Run(shipped.settings, shipped.series, shipped.history, {50: weights}))
    assert "diverged" in at.error[0].value
    assert not figures(at)


def test_sorting_by_peak_orders_the_rows(shipped: Run) -> None:
    at = opened()
    at.segmented_control(key="gates_order").set_value("peak").run()
    cell = trace(shipped, typical_window(shipped)).cell[0]
    heat = next(line for line in figures(at)["maps"]["data"] if line["name"] == "cell")
    peaks = np.abs(np.array(heat["z"])).argmax(axis=1)
    assert np.all(np.diff(np.abs(cell[:, peak_order(cell)]).argmax(axis=0)) >= 0)
    assert np.count_nonzero(np.diff(peaks) < 0) <= 2  # ties of the rounded values
    assert heat["y"] == [str(u + 1) for u in peak_order(cell)]


def test_sorting_by_likeness_orders_the_rows(shipped: Run) -> None:
    at = opened()
    at.segmented_control(key="gates_order").set_value("likeness").run()
    heat = next(line for line in figures(at)["maps"]["data"] if line["name"] == "cell")
    assert heat["y"] == [str(u + 1) for u in similarity_order(trace(shipped, typical_window(shipped)).cell[0])]
    marks = [mark for mark in figures(at)["maps"]["layout"]["shapes"] if mark["type"] == "path"]
    assert {heat["y"][mark["yanchor"]] for mark in marks} == {str(at.selectbox(key="gates_unit").value)}


def test_each_kind_of_map_has_one_scale() -> None:
    rng = np.random.default_rng(0)
    lstm = KINDS["lstm"]
    maps = {name: rng.random((4, 3)) for name in lstm.cell.names} | {"cell": np.full((4, 3), -7.3)}
    figure = gate_maps("light", lstm, np.zeros((4, 1)), ("y",), maps, np.arange(3))
    axes = {line["name"]: line["coloraxis"] for line in figure["data"] if line["type"] == "heatmap"}
    assert axes["forget"] == axes["input"] == axes["output"] != axes["candidate"] == axes["hidden"]
    layout = figure["layout"]
    assert (layout[axes["forget"]]["cmin"], layout[axes["forget"]]["cmax"]) == (0, 1)
    assert (layout[axes["cell"]]["cmin"], layout[axes["cell"]]["cmax"]) == (-7.3, 7.3)
    assert span(np.array([np.nan, 0.2])) == 1


def test_the_browser_has_the_words_of_every_step() -> None:
    at = opened()
    ahead = {step: told(at, step)["gates_numbers"] for step in (1, 4)}
    assert "Unit 18 at step 4 of 10" in ahead[4]
    assert "At step 1 the unit starts empty" in ahead[1]
    assert "starts empty" not in ahead[4]
    for step, words in ahead.items():
        assert told(choose_step(at, step))["gates_numbers"] == words
    assert messages(at)["gates_steps"]["refused"].startswith(
        "{typed} was not taken: Step of the window can be anything"
    )
