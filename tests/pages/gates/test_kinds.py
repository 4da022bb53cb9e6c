"""The Gates page of every kind of network: its own values, words, formulas and changes, and nobody else's."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.interpretation.activity import over_series, peak_order, where_on
from lstm_core.interpretation.memory import memory_profile
from lstm_core.interpretation.trace import trace, trace_view, typical_window
from lstm_core.models.build import TITLES
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runs.run import Run
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.gates import (
    check_forecast,
    check_pictures,
    choose_step,
    edit,
    figures,
    line,
    number_in,
    opened,
    text_of,
    trained_run,
)
from ui.format.cell_display import KINDS
from ui.gates.controls import TABS
from ui.state import slots

OTHERS = ("gru", "rnn", "attention")


def small(kind: str, **changes: object) -> Run:
    return trained_run(Settings().change(network=kind, units=3, window=6, **changes), sine())


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("kind", OTHERS)
def test_every_tab_opens_and_names_the_kind(kind: str, tab: str) -> None:
    run = small(kind)
    at = opened(run, tab)
    check_pictures(at, run, typical_window(run) + 1, 1, at.selectbox(key="gates_unit").value)
    words = text_of(at)
    assert f"{TITLES[kind]}: 1 layer of 3 units" in words
    assert not re.search(r"\{\w+\}", words)
    assert not at.error
    if kind != "attention":
        assert not re.search(r"forget gate|input gate|output gate|\*\*[fioC]\*\*", words)
    if kind == "rnn":
        assert not re.search(r"update gate|reset gate|candidate|cell state", words)


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("changes", [{"layers": 3, "horizon": 4, "activation": "relu"}, {"activation": "sigmoid"}])
def test_stacked_layers_and_several_features(kind: str, changes: dict[str, object]) -> None:
    run = random_run(Settings().change(network=kind, units=5, window=7, **changes), table())
    at = opened(run)
    layers = run.settings.network.layers
    if layers > 1:
        at.segmented_control(key="gates_layer").set_value(2).run()
    choose_step(at, 4)
    assert not at.exception
    check_pictures(at, run, typical_window(run) + 1, min(2, layers), at.selectbox(key="gates_unit").value)


@pytest.mark.parametrize("kind", ["gru", "rnn"])
@pytest.mark.parametrize("layer", [1, 2])
def test_the_formula_ends_at_the_hidden_state_of_the_trace(kind: str, layer: int) -> None:
    run = random_run(Settings().change(network=kind, units=4, window=6, layers=2), table())
    at = opened(run)
    # Another layer starts at its liveliest unit.
    at.segmented_control(key="gates_layer").set_value(layer).run()
    at.selectbox(key="gates_unit").set_value(2)
    for step in (1, 5):
        choose_step(at, step)
        found = trace(run, typical_window(run)).hidden[layer - 1]
        shown = re.search(r"^h = (.+) = \*\*(\S+)\*\*$", text_of(at), re.MULTILINE)
        assert number_in(shown[2]) == pytest.approx(found[step - 1, 1], abs=0.0051)
        assert ("h_prev = 0" in text_of(at)) == (step == 1)
        if kind == "gru":
            before = found[step - 2, 1] if step > 1 else 0.0
            assert number_in(shown[1].split(" · ")[1].split(" + ")[0]) == pytest.approx(before, abs=0.0051)
            assert f"keeps {100 * trace(run, typical_window(run)).update[layer - 1][step - 1, 1]:.0f}" in text_of(at)


@pytest.mark.parametrize(("kind", "value"), [("gru", "update"), ("rnn", "hidden"), ("attention", "forget")])
def test_the_page_starts_with_the_liveliest_unit(kind: str, value: str) -> None:
    run = small(kind)
    windows = len(run.prepared.test)
    ends = np.array([getattr(trace(run, window), value)[0][-1] for window in range(windows)])
    at = opened(run)
    unit = at.selectbox(key="gates_unit").value
    assert unit == np.ptp(ends, axis=0).argmax() + 1
    strip = line(figures(at)["window_picture"], KINDS[kind].name(value))
    np.testing.assert_allclose(strip, ends[:, unit - 1], rtol=1e-3)


@pytest.mark.parametrize(("kind", "memory"), [("gru", "hidden"), ("rnn", "hidden"), ("attention", "cell")])
def test_units_are_sorted_by_what_is_their_memory(kind: str, memory: str) -> None:
    run = trained_run(Settings().change(network=kind, units=12, window=6), sine())
    at = opened(run)
    at.segmented_control(key="gates_order").set_value("peak").run()
    heat = next(one for one in figures(at)["maps"]["data"] if one["name"] == memory)
    assert heat["y"] == [str(u + 1) for u in peak_order(getattr(trace(run, typical_window(run)), memory)[0])]


def test_an_update_gate_held_at_1_freezes_the_hidden_state() -> None:
    run = small("gru", layers=2)
    at = opened(run, "Change it")
    at.segmented_control(key="gates_layer").set_value(2).run()
    at.toggle(key="gates_hold_update").set_value(True).run()
    at.slider(key="gates_hold_update_at").set_value(1.0).run()
    held = trace_view(run, intervention=Intervention((Clamp("update", 1.0, None, 1),)))
    check_forecast(at, run, held)
    maps = {one["name"]: np.array(one["z"]) for one in figures(at)["maps"]["data"] if one["type"] == "heatmap"}
    assert np.all(maps["update"] == 1)
    assert np.all(maps["hidden"] == 0)  # what the layer starts with, for ever
    assert np.any(maps["candidate"] != 0)
    assert len(set(line(figures(at)["compared"], "changed").round(9))) == 1
    at.toggle(key="gates_hold_candidate").set_value(True).run()
    assert "candidate of every unit of layer 2 held at 0.00" in text_of(at)


def test_a_simple_rnn_has_no_gates_to_hold_but_can_be_silenced_and_emptied() -> None:
    run = small("rnn")
    at = opened(run, "Change it")
    assert not [toggle for toggle in at.toggle if toggle.key.startswith("gates_hold")]
    assert "has no gates to hold" in text_of(at)
    unit = at.selectbox(key="gates_unit").value
    choose_step(at, 4)
    at.toggle(key="gates_silence").set_value(True).run()
    at.toggle(key="gates_reset").set_value(True).run()
    change = Intervention((), ((0, unit - 1),), 3)
    check_forecast(at, run, trace_view(run, intervention=change))
    assert "starts from 0 at every step" in text_of(at)
    assert "h_prev = 0 here" in text_of(at)
    # What the formula gives is what the unit would have shown: its weights on the inputs, nothing recalled.
    kernel, _, bias = run.weights[:3]
    own = np.tanh(run.prepared.test.x[typical_window(run), 3, 0] * kernel[0, unit - 1] + bias[unit - 1])
    shown = re.search(r"^h = .+ = \*\*(\S+)\*\*$", text_of(at), re.MULTILINE)
    assert number_in(shown[1]) == pytest.approx(own, abs=0.0051)


@pytest.mark.parametrize(("kind", "value"), [("gru", "reset"), ("rnn", "hidden")])
def test_where_a_unit_is_on(kind: str, value: str) -> None:
    run = small(kind)
    at = opened(run, "Where a unit is on")
    if kind == "gru":
        at.segmented_control(key="gates_kind").set_value(value).run()
    at.selectbox(key="gates_unit").set_value(2).run()
    shapes = figures(at)["activity"]["layout"]["shapes"]
    expected = where_on(run, 0, 1, value, at.slider(key="gates_threshold").value)
    assert [(shape["x0"], shape["x1"]) for shape in shapes] == expected


def test_another_kind_of_network_asks_for_its_own_values() -> None:
    at = opened(small("gru"), "Where a unit is on")
    at.segmented_control(key="gates_kind").set_value("reset").run()
    at.session_state[slots.LOADED.key] = small("lstm")
    at.run()
    assert not at.exception
    assert at.segmented_control(key="gates_kind").value == "forget"


@pytest.mark.parametrize("kind", OTHERS)
def test_the_course_over_the_epochs(kind: str) -> None:
    run = small(kind)
    at = opened(run, "Over the epochs")
    course, unit = figures(at)["course"], at.selectbox(key="gates_unit").value
    for value in KINDS[kind].cell.names:
        kept = [getattr(trace(run, typical_window(run), epoch=epoch), value)[0][-1, unit - 1] for epoch in (0, 5, 9)]
        np.testing.assert_allclose(line(course, KINDS[kind].name(value)), kept, rtol=1e-3)


def check_weights(at: AppTest, run: Run) -> None:
    """Every weight stands in exactly one table."""
    listed = np.concatenate([editor.value.to_numpy().ravel() for editor in at.data_editor])
    np.testing.assert_allclose(np.sort(listed), np.sort(np.concatenate([np.ravel(w) for w in run.weights])))


def test_the_two_biases_of_a_gru_can_be_edited() -> None:
    run = small("gru")
    at = opened(run, "Change it")
    check_weights(at, run)
    cell = at.data_editor[0].value
    assert list(cell.columns) == ["z1", "z2", "z3", "r1", "r2", "r3", "h̃1", "h̃2", "h̃3"]
    assert list(cell.index) == ["x y", "h1 before", "h2 before", "h3 before", "bias", "bias of h"]
    edit(at, 0, "h̃2", {5: 2.5})
    weights = [w.copy() for w in run.weights]
    weights[2][1, 7] = 2.5
    check_forecast(at, run, trace_view(run, weights=weights))


def test_the_scale_of_attention_can_be_edited() -> None:
    run = small("attention", layers=2)
    # As TensorFlow hands it over: a number, no array.
    weights = [np.float32(w) if np.ndim(w) == 0 else w for w in run.weights]
    run = trained_run(run.settings, run.series, (9,))
    run.snapshots[9] = tuple(weights)
    at = opened(run, "Change it")
    check_weights(at, run)
    edit(at, 2, "s", {0: 3.0})
    weights[6] = np.float32(3.0)
    held = trace_view(run, weights=weights)
    check_forecast(at, run, held)
    np.testing.assert_allclose(line(figures(at)["attention"], "attention"), trace(held).attention, rtol=1e-3)
    output = at.data_editor[3].value
    assert list(output.index) == [f"{read}{u}" for read in ("context ", "h") for u in (1, 2, 3)] + ["bias"]


def test_the_weights_of_a_simple_rnn_stand_in_one_block() -> None:
    run = small("rnn")
    at = opened(run, "Change it")
    check_weights(at, run)
    assert list(at.data_editor[0].value.columns) == ["h1", "h2", "h3"]
    assert "**SimpleRNN cell**" in text_of(at)


def test_attention_is_drawn_over_the_steps_with_the_cursor() -> None:
    run = small("attention")
    at = opened(run)
    at.slider(key="w_gates_window").set_value(4)
    choose_step(at, 2)
    found = trace(run, 3).attention
    picture = figures(at)["attention"]
    assert picture["data"][0]["x"] == [1, 2, 3, 4, 5, 6]
    np.testing.assert_allclose(line(picture, "attention"), found, rtol=1e-3)
    assert picture["layout"]["shapes"][0]["x0"] == 1.5
    assert picture["layout"]["xaxis"]["range"] == figures(at)["unit_picture"]["layout"]["xaxis"]["range"]
    words = text_of(at)
    assert f"step {found.argmax() + 1} weighs most, {100 * found.max():.3g}\N{NO-BREAK SPACE}%" in words
    assert f"step 2 weighs {100 * found[1]:.3g}\N{NO-BREAK SPACE}%" in words
    assert "not an explanation" in words
    assert "attention" not in figures(opened(small("lstm")))


def test_a_network_too_large_to_walk_through_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small("lstm")
    monkeypatch.setattr("ui.widgets.gates_cost.TOGETHER", (1e-3, 1e-3))
    monkeypatch.setattr("ui.gates.epochs.COURSE_SECONDS", 0.0)
    at = opened(run, "Over the epochs")
    assert "over the epochs is not drawn" in text_of(at)
    assert "course" not in figures(at)


def test_a_large_network_nudges_its_inputs_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.gates.memory.WAIT_SECONDS", 0.0)
    at = opened(small("lstm"), "What it remembers")
    assert "once for each of its" in text_of(at)
    assert "sensitivity" not in figures(at)
    at.toggle(key="gates_slow_inputs").set_value(True).run()
    assert "sensitivity" in figures(at)


def test_a_large_network_is_looked_at_in_fewer_windows_and_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small("lstm")
    asked = {"ui.gates.activity": 30, "ui.gates.epochs": 3}
    for module, windows in asked.items():
        monkeypatch.setattr(f"{module}.affordable", lambda *_, windows=windows: windows)
    run = trained_run(run.settings, run.series, (0, 2, 5, 7, 9))
    at = opened(run, "Over the epochs")
    assert figures(at)["course"]["data"][0]["x"] == [0, 5, 9]
    assert "Drawn at 3 of the 5 kept epochs" in text_of(at)
    at.session_state[slots.GATES_TAB.key] = "Where a unit is on"
    at.run()
    positions, _ = over_series(run, 0, "forget")
    assert f"newest 30 of {len(positions)} windows" in text_of(at)
    assert re.search(r"of 30 windows", text_of(at))


def test_a_network_that_answers_at_every_step_is_asked_about_its_newest_answer() -> None:
    settings = Settings().change(series="counter", sequences=50, window=50, horizon=0, units=2)
    run = random_run(settings, load_series(settings.data))
    at = opened(run)
    assert at.selectbox(key="gates_output").value == 50
    profile = memory_profile(run, "test", 49)
    bars = next(trace for trace in figures(at)["profile"]["data"] if trace["type"] == "bar")
    np.testing.assert_allclose(bars["y"], profile.mean_abs[:, 0], rtol=1e-3)
    assert len(bars["y"]) == 50
    at.selectbox(key="gates_output").set_value(3).run()
    bars = next(trace for trace in figures(at)["profile"]["data"] if trace["type"] == "bar")
    assert len(bars["y"]) == 3
