"""What the cell explorer is sent: the trace, the weights behind it, in less than a megabyte."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.inspect import Trace, trace, view
from lstm_core.intervene import Clamp, Intervention
from lstm_core.run import Run
from lstm_core.run_file import load_run
from lstm_core.settings import Settings
from tests.core.examples import random_run, sine, table
from ui.cell_explorer import Place, message, unpack
from ui.palette import GATES

FOLDER = Path(__file__).parents[2] / "ui"
TEXTS = json.loads((FOLDER / "text" / "gates" / "cell_explorer.json").read_text(encoding="utf-8"))
FORMULAS = {
    "tanh": np.tanh, "relu": lambda z: np.where(z > 0, z, 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}  # fmt: skip
START = Place(layer=0, unit=0, step=0)


def random_example(units: int, layers: int = 1, window: int = 10, activation: str = "tanh", features: int = 2) -> Run:
    settings = Settings().change(units=units, layers=layers, window=window, activation=activation)
    return random_run(settings, table(columns=features, length=400))


EXAMPLES = {
    "shipped": lambda: load_run("sample_data/shipped.lstmlab"),
    "one unit": lambda: random_run(Settings().change(units=1), sine()),
    "stacked relu": lambda: random_example(5, layers=3, activation="relu"),
    "sigmoid": lambda: random_example(7, layers=2, activation="sigmoid", features=3),
}


@pytest.fixture(params=EXAMPLES)
def run(request: pytest.FixtureRequest) -> Run:
    return EXAMPLES[request.param]()


def sent(run: Run, found: Trace, place: Place = START) -> dict:
    """The message as the browser gets it."""
    return json.loads(json.dumps(message(found, run.weights, run.settings.network, run.prepared.features, place)))


def test_values_are_those_of_the_trace(run: Run) -> None:
    found = trace(run)
    data = sent(run, found)
    assert (data["steps"], data["units"]) == (len(found.x), run.settings.network.units)
    np.testing.assert_allclose(unpack(data["x"], *found.x.shape), found.x, rtol=1e-6)
    for kind in GATES:
        for layer, values in enumerate(getattr(found, kind)):
            np.testing.assert_allclose(
                unpack(data["layers"][layer][kind], *values.shape), values, rtol=1e-6, atol=1e-30
            )


def test_terms_add_up_to_the_gates(run: Run) -> None:
    """The sums that a formula writes out, from nothing but what was sent."""
    data = sent(run, trace(run))
    steps, units = data["steps"], data["units"]
    signal = unpack(data["x"], steps, -1)
    for layer in data["layers"]:
        hidden = unpack(layer["hidden"], steps, units)
        before = np.vstack([np.zeros(units), hidden[:-1]])
        z = signal @ unpack(layer["kernel"], -1, 4 * units) + before @ unpack(layer["recurrent"], units, 4 * units)
        z = z + unpack(layer["bias"], 4 * units)
        for column, kind in enumerate(("input", "forget", "candidate", "output")):
            around = FORMULAS[data["activation"] if kind == "candidate" else "sigmoid"]
            of_gate = around(z[:, column * units : (column + 1) * units])
            np.testing.assert_allclose(of_gate, unpack(layer[kind], steps, units), rtol=1e-4, atol=1e-5)
        signal = hidden


def test_prediction_follows_from_what_was_sent(run: Run) -> None:
    found = trace(run)
    data = sent(run, found)
    last = unpack(data["layers"][-1]["hidden"], data["steps"], data["units"])[-1]
    scaled = last @ unpack(data["dense"]["kernel"], -1) + data["dense"]["bias"]
    part = run.prepared.test
    own = part.base[-1] + run.prepared.target_scaler.inverse(np.array([scaled]))
    np.testing.assert_allclose(own[0], found.prediction[0], rtol=1e-5)


def test_64_units_by_60_steps_by_3_layers_stay_under_a_megabyte() -> None:
    run = random_example(64, layers=3, window=60, features=8)
    data = message(trace(run), run.weights, run.settings.network, run.prepared.features, START)
    assert data["only"] is None, "everything is sent"
    code = sum(len(file.read_bytes()) for file in (FOLDER / "components" / "cell_explorer").iterdir())
    assert len(json.dumps(data)) + code < 1e6


def test_a_large_network_arrives_piece_by_piece() -> None:
    run = random_example(256, layers=3, window=60, features=8)
    found, place = trace(run), Place(layer=2, unit=77, step=0)
    data = sent(run, found, place)
    assert data["only"] == 77
    kernel, recurrent, bias = run.weights[6:9]
    layer = data["layers"][2]
    columns = [77, 256 + 77, 512 + 77, 768 + 77]
    np.testing.assert_array_equal(unpack(layer["kernel"], 256, 4), kernel[:, columns])
    np.testing.assert_array_equal(unpack(layer["recurrent"], 256, 4), recurrent[:, columns])
    np.testing.assert_array_equal(unpack(layer["bias"], 4), bias[columns])
    assert [sorted(sent) for sent in data["layers"][:2]] == [["hidden"], ["hidden"]]
    assert len(json.dumps(data)) < 1e6


def test_another_window_has_another_name() -> None:
    run = EXAMPLES["shipped"]()
    names = {sent(run, trace(run, window))["window"] for window in (-1, -2, -3)}
    assert len(names) == 3
    changed = view(run, intervention=Intervention(clamps=(Clamp("forget", 0.0),)))
    assert sent(changed, trace(changed, -1))["window"] in names, "the same window under an intervention"


def test_interventions_are_told() -> None:
    run = EXAMPLES["stacked relu"]()
    change = Intervention((Clamp("forget", 1.0, 3, 1), Clamp("input", 0.0)), ((0, 2),), 4)
    network = run.settings.network
    data = message(trace(run), run.weights, network, run.prepared.features, START, change)
    assert json.loads(json.dumps(data["changed"])) == {
        "clamps": [[1, 3, "forget"], [0, None, "input"]], "silenced": [[0, 2]], "reset": 4,
    }  # fmt: skip


def test_values_beyond_float32_arrive_as_infinite() -> None:
    run = EXAMPLES["stacked relu"]()
    found = trace(run)
    found.cell[0][-1, 0] = 1e300
    assert np.isinf(unpack(sent(run, found)["layers"][0]["cell"], 10, 5)[-1, 0])


def _page() -> None:
    import streamlit as st

    from lstm_core.inspect import trace
    from lstm_core.run_file import load_run
    from ui.cell_explorer import cell_explorer

    run = load_run("sample_data/shipped.lstmlab")
    unit = st.session_state.get("unit", 3)
    network, features = run.settings.network, run.prepared.features
    cell_explorer(trace(run), run.weights, network, features, 0, unit, 9, "cell", lambda _: None)


def test_only_another_place_is_an_order_to_move() -> None:
    at = AppTest.from_function(_page, default_timeout=30).run()

    def order() -> dict:
        return json.loads(at.get("bidi_component")[0].proto.json)["at"]

    first = order()
    assert {"layer": 0, "unit": 3, "step": 9}.items() <= first.items()
    at.run()
    assert order() == first, "the same message again"
    # What a pick in the browser leaves behind: the page follows, and nothing is ordered.
    at.session_state["cell_known"]["stands"] = Place(layer=0, unit=20, step=9)
    at.session_state["unit"] = 20
    at.run()
    assert order() == first
    at.session_state["unit"] = 4
    at.run()
    assert order()["unit"] == 4
    assert order()["turn"] != first["turn"]


def test_every_node_has_its_words() -> None:
    places = {"unit", "units", "below", "g", "cell", "value", "before", "percent", "own"}
    geometry = (FOLDER / "components" / "cell_explorer" / "geometry.js").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^    (\w+): \{ shape:", geometry, re.MULTILINE))
    assert len(drawn) == 12
    assert drawn <= set(TEXTS["nodes"])
    assert {g["node"] for operation in TEXTS["operations"] for g in operation["formulas"]} == set(GATES)
    words = json.dumps(TEXTS, ensure_ascii=False)
    assert set(re.findall(r"\{(\w+)\}", words)) <= places
    assert "!" not in words
