"""Gates, change it: what the learner changes is shown at once, and every change can be taken back."""

import gc
import re
import sys
import weakref
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.evaluation import evaluate
from lstm_core.interpretation.trace import trace, trace_view, typical_window
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.gates import (
    SHIPPED,
    check_forecast,
    choose_step,
    edit,
    figures,
    line,
    messages,
    opened,
    text_of,
    trained_run,
)
from ui.format.pages import path
from ui.format.text import measured
from ui.state import slots

TAB = "Change it"


@pytest.fixture(scope="module")
def shipped() -> Run:
    return load_run(SHIPPED)


def small(units: int = 2, **changes: object) -> Run:
    return trained_run(Settings().change(units=units, window=6, **changes), sine())


def everything(at: AppTest) -> dict[str, object]:
    sent = messages(at)
    for message in sent.values():
        message.get("at", {}).pop("turn", None)
    return sent


def test_untouched_the_tab_shows_the_run(shipped: Run) -> None:
    at = opened(tab=TAB)
    check_forecast(at, shipped, None)
    assert "Nothing is changed yet" in text_of(at)
    assert "changed network" not in text_of(at)
    assert at.button(key="gates_restore_tab").disabled
    assert "keras" not in sys.modules


def test_a_clamped_gate_changes_every_picture_and_restore_brings_all_back(shipped: Run) -> None:
    at = opened(tab=TAB)
    before = everything(at)
    at.toggle(key="gates_hold_forget").set_value(True).run()
    at.slider(key="gates_hold_forget_at").set_value(0.25).run()
    held = trace_view(shipped, intervention=Intervention((Clamp("forget", 0.25),)))
    check_forecast(at, shipped, held)
    found = trace(held, typical_window(shipped))
    maps = {one["name"]: one for one in figures(at)["maps"]["data"] if one["type"] == "heatmap"}
    assert set(np.ravel(maps["forget"]["z"])) == {0.25}
    np.testing.assert_allclose(np.array(maps["cell"]["z"]).T, found.cell[0], atol=6e-4)
    assert line(figures(at)["window_picture"], "prediction") == pytest.approx(found.prediction, rel=1e-5)
    assert messages(at)["gates_explorer"]["changed"]["clamps"] == [[0, None, "forget"]]
    assert "forget gate of every unit held at 0.25" in text_of(at)
    at.button(key="gates_restore").click().run()
    assert everything(at) == before
    assert not at.toggle(key="gates_hold_forget").value


def test_changes_of_one_unit_stay_with_it_and_add_up(shipped: Run) -> None:
    at = opened(tab=TAB)
    at.segmented_control(key="gates_whom").set_value("one")
    at.selectbox(key="gates_unit").set_value(3).run()
    at.toggle(key="gates_hold_input").set_value(True).run()
    at.slider(key="gates_hold_input_at").set_value(0.5).run()
    at.selectbox(key="gates_unit").set_value(7).run()
    assert at.segmented_control(key="gates_whom").value == "one"
    assert not at.toggle(key="gates_hold_input").value
    at.toggle(key="gates_silence").set_value(True).run()
    choose_step(at, 4)
    at.toggle(key="gates_reset").set_value(True).run()
    change = Intervention((Clamp("input", 0.5, 2, 0),), ((0, 6),), 3)
    check_forecast(at, shipped, trace_view(shipped, intervention=change))
    words = text_of(at)
    assert "input gate of unit 3 held at 0.50; unit 7 silenced; state emptied before step 4" in words
    assert "whoever reads its hidden state reads 0" in words
    assert "C_prev = 0 here" in words
    assert re.search(r"^C = \S+ · 0\.0+ \+ ", words, re.MULTILINE)
    choose_step(at, 6)
    at.button(key="gates_reset_here").click().run()
    check_forecast(at, shipped, trace_view(shipped, intervention=replace(change, reset_at=5)))
    at.toggle(key="gates_silence").set_value(False).run()
    at.selectbox(key="gates_unit").set_value(3).run()
    at.toggle(key="gates_hold_input").set_value(False)
    at.toggle(key="gates_reset").set_value(False).run()
    check_forecast(at, shipped, None)


def test_changes_survive_a_page_switch_but_never_reach_results_or_the_run(shipped: Run) -> None:
    weights = [w.copy() for w in shipped.weights]
    at = opened(shipped, TAB)
    at.toggle(key="gates_hold_forget").set_value(True).run()
    at.switch_page(path("results")).run()
    assert measured(evaluate(shipped).metrics["test"]["rmse"]) in [metric.value for metric in at.metric]
    at.switch_page(path("gates")).run()
    assert at.session_state[slots.GATES_TAB.key] == TAB
    assert at.toggle(key="gates_hold_forget").value
    check_forecast(at, shipped, trace_view(shipped, intervention=Intervention((Clamp("forget", 0.0),))))
    assert shipped.intervention.empty
    assert all(np.array_equal(a, b) for a, b in zip(weights, shipped.weights, strict=True))


def test_another_run_starts_untouched(shipped: Run) -> None:
    at = opened(shipped, TAB)
    choose_step(at, 10)
    at.toggle(key="gates_reset").set_value(True).run()
    other = small()
    at.session_state[slots.LOADED.key] = other
    at.run()
    assert not at.exception
    check_forecast(at, other, None)


def test_what_was_made_of_another_run_is_let_go(shipped: Run) -> None:
    at = opened(shipped, TAB)
    made = weakref.ref(at.session_state[slots.GATES_KEPT.key])
    at.session_state[slots.LOADED.key] = small()
    at.run()
    gc.collect()
    assert made() is None
    # Drawn once more, the same run is not made anew.
    kept = at.session_state[slots.GATES_KEPT.key]
    assert at.run().session_state[slots.GATES_KEPT.key] is kept


def test_an_edited_weight_is_a_run_with_that_weight() -> None:
    run = small(units=2, horizon=3)
    at = opened(run, TAB)
    cell, output = (editor.value for editor in at.data_editor)
    np.testing.assert_allclose(cell.to_numpy(), np.vstack([run.weights[0], run.weights[1], run.weights[2]]))
    np.testing.assert_allclose(output.to_numpy(), np.vstack([run.weights[3], run.weights[4]]))
    assert list(cell.columns) == ["i1", "i2", "f1", "f2", "c1", "c2", "o1", "o2"]
    assert list(cell.index) == ["x y", "h1 before", "h2 before", "bias"]
    before = everything(at)
    edit(at, 0, "f2", {1: 1.75})
    weights = [w.copy() for w in run.weights]
    weights[1][0, 3] = 1.75
    check_forecast(at, run, trace_view(run, weights=weights))
    assert "one weight set to 1.75" in text_of(at)
    edit(at, 1, "ŷ1", {2: -0.5})
    weights[4][0] = -0.5
    check_forecast(at, run, trace_view(run, weights=weights))
    at.session_state[slots.GATES_TAB.key] = "Over the epochs"
    at.run()
    at.session_state[slots.GATES_TAB.key] = TAB
    at.run()
    assert at.data_editor[0].value.loc["h1 before", "f2"] == 1.75
    check_forecast(at, run, trace_view(run, weights=weights))
    at.button(key="gates_restore_tab").click().run()
    assert everything(at) == before
    np.testing.assert_allclose(at.data_editor[0].value.to_numpy()[1], run.weights[1][0])


def test_edits_stay_when_the_epoch_changes() -> None:
    run = small(units=1)
    at = opened(run, TAB)
    edit(at, 0, "f", {2: 2.5})
    at.select_slider(key="gates_epoch").set_value(5).run()
    weights = [w.copy() for w in run.snapshots[5]]
    weights[2][1] = 2.5
    check_forecast(at, trace_view(run, 5), trace_view(run, 5, weights=weights))


@pytest.mark.parametrize("changes", [{"layers": 3, "units": 3, "horizon": 4}, {"units": 4, "activation": "relu"}])
def test_stacked_runs_and_several_features(changes: dict[str, object]) -> None:
    run = random_run(Settings().change(window=7, **changes), table())
    at = opened(run, TAB)
    layers = run.settings.network.layers
    assert len(at.data_editor) == layers + 1
    if layers > 1:
        at.segmented_control(key="gates_layer").set_value(2).run()
    at.toggle(key="gates_hold_output").set_value(True).run()
    at.slider(key="gates_hold_output_at").set_value(0.1).run()
    check_forecast(at, run, trace_view(run, intervention=Intervention((Clamp("output", 0.1, None, layers > 1),))))


def test_horizon_zero_can_be_changed() -> None:
    series = replace(table(), features=("b", "c"))
    run = random_run(Settings().change(horizon=0, units=3), series)
    at = opened(run, TAB)
    at.toggle(key="gates_hold_candidate").set_value(True).run()
    check_forecast(at, run, trace_view(run, intervention=Intervention((Clamp("candidate", 0.0),))))


def test_a_change_that_breaks_the_network_is_said_and_can_be_taken_back() -> None:
    run = small(units=1, activation="relu")
    at = opened(run, TAB)
    before = everything(at)
    edit(at, 0, "c", {1: 1e200, 2: 1e200})
    assert not at.exception
    assert "Your change" in at.error[0].value
    at.button(key="gates_restore").click().run()
    assert everything(at) == before


def test_large_networks_say_why_their_weights_are_not_listed() -> None:
    assert "has 50 units per layer" in text_of(opened(tab=TAB))
