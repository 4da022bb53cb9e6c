"""What the cell explorer is sent: the trace, the weights behind it, in less than a megabyte."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.interpretation.trace import Trace, trace, trace_view
from lstm_core.models.backbones import cell_of
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.gates import messages
from ui.format.palette import LETTERS
from ui.widgets.cell_explorer import CellPosition, message, unpack, words

FOLDER = Path(__file__).parents[3] / "ui"
COMPONENT = FOLDER / "components" / "cell_explorer"
KINDS = ("lstm", "gru", "rnn", "attention")
FORMULAS = {
    "tanh": np.tanh, "relu": lambda z: np.where(z > 0, z, 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}  # fmt: skip
START = CellPosition(layer=0, unit=0, step=0)


def random_example(units: int, layers: int = 1, window: int = 10, features: int = 2, **more: str) -> Run:
    settings = Settings().change(units=units, layers=layers, window=window, **more)
    return random_run(settings, table(columns=features, length=400))


EXAMPLES = {
    "shipped": lambda: load_run("lstm_core/sample_data/shipped.lstmlab"),
    "one unit": lambda: random_run(Settings().change(units=1), sine()),
    "stacked relu": lambda: random_example(5, layers=3, activation="relu"),
    "sigmoid": lambda: random_example(7, layers=2, activation="sigmoid", features=3),
    "gru": lambda: random_example(6, layers=2, network="gru"),
    "gru relu": lambda: random_example(5, layers=1, network="gru", activation="relu"),
    "rnn": lambda: random_example(6, layers=3, network="rnn"),
    "attention": lambda: random_example(5, layers=2, network="attention", features=3),
}


@pytest.fixture(params=EXAMPLES)
def run(request: pytest.FixtureRequest) -> Run:
    return EXAMPLES[request.param]()


def sent(run: Run, found: Trace, place: CellPosition = START) -> dict:
    """The message as the browser gets it."""
    return json.loads(json.dumps(message(found, run.weights, run.settings.network, run.prepared.features, place)))


def test_values_are_those_of_the_trace(run: Run) -> None:
    found = trace(run)
    data = sent(run, found)
    assert (data["steps"], data["units"]) == (len(found.x), run.settings.network.units)
    np.testing.assert_allclose(unpack(data["x"], *found.x.shape), found.x, rtol=1e-6)
    assert data["kind"] == run.settings.network.kind
    for name, layers in found.values.items():
        for layer, values in enumerate(layers):
            sent_values = unpack(data["layers"][layer][name], *values.shape)
            np.testing.assert_allclose(sent_values, values, rtol=1e-6, atol=1e-30)
    if found.attention is None:
        assert data["attention"] is None
    else:
        weights = unpack(data["attention"]["weights"], len(found.x))
        np.testing.assert_allclose(weights, found.attention, rtol=1e-6)
        assert data["attention"]["scale"] == run.weights[-3]


def test_terms_add_up_to_the_gates(run: Run) -> None:
    """The sums that a formula writes out, from nothing but what was sent."""
    data = sent(run, trace(run))
    steps, units = data["steps"], data["units"]
    g = FORMULAS[data["activation"]]
    signal = unpack(data["x"], steps, -1)
    for layer in data["layers"]:
        hidden = unpack(layer["hidden"], steps, units)
        before = np.vstack([np.zeros(units), hidden[:-1]])
        blocks = {"gru": 3, "rnn": 1}.get(data["kind"], 4) * units
        read = signal @ unpack(layer["kernel"], -1, blocks)
        recalled = before @ unpack(layer["recurrent"], units, blocks)
        found = GATES_OF.get(data["kind"], _lstm_gates)(read, recalled, unpack(layer["bias"], -1), g)
        for name, values in found.items():
            np.testing.assert_allclose(values, unpack(layer[name], steps, units), rtol=1e-4, atol=1e-5)
        signal = hidden


Values = dict[str, np.ndarray]
Formula = Callable[[np.ndarray], np.ndarray]


def _lstm_gates(read: np.ndarray, recalled: np.ndarray, bias: np.ndarray, g: Formula) -> Values:
    i, f, c, o = np.split(read + recalled + bias, 4, axis=1)
    sigmoid = FORMULAS["sigmoid"]
    return {"input": sigmoid(i), "forget": sigmoid(f), "candidate": g(c), "output": sigmoid(o)}


def _gru_gates(read: np.ndarray, recalled: np.ndarray, bias: np.ndarray, g: Formula) -> Values:
    outer, inner = bias.reshape(2, -1)
    (x_z, x_r, x_c), (h_z, h_r, h_c) = np.split(read + outer, 3, axis=1), np.split(recalled + inner, 3, axis=1)
    reset = FORMULAS["sigmoid"](x_r + h_r)
    return {"update": FORMULAS["sigmoid"](x_z + h_z), "reset": reset, "candidate": g(x_c + reset * h_c)}


def _rnn_hidden(read: np.ndarray, recalled: np.ndarray, bias: np.ndarray, g: Formula) -> Values:
    return {"hidden": g(read + recalled + bias)}


GATES_OF = {"gru": _gru_gates, "rnn": _rnn_hidden}


def test_prediction_follows_from_what_was_sent(run: Run) -> None:
    found = trace(run)
    data = sent(run, found)
    hidden = unpack(data["layers"][-1]["hidden"], data["steps"], data["units"])
    read = hidden[-1]
    if data["attention"]:
        read = np.concatenate([unpack(data["attention"]["weights"], data["steps"]) @ hidden, read])
    scaled = read @ unpack(data["dense"]["kernel"], -1) + data["dense"]["bias"]
    part = run.prepared.test
    own = part.base[-1] + run.prepared.target_scaler.inverse(np.array([scaled]))
    np.testing.assert_allclose(own[0], found.prediction[0], rtol=1e-5)


def test_64_units_by_60_steps_by_3_layers_stay_under_a_megabyte() -> None:
    run = random_example(64, layers=3, window=60, features=8)
    data = message(trace(run), run.weights, run.settings.network, run.prepared.features, START)
    assert data["only"] is None, "everything is sent"
    code = sum(len(file.read_bytes()) for file in COMPONENT.rglob("*.*"))
    assert len(json.dumps(data)) + code < 1e6


def test_a_large_network_arrives_piece_by_piece() -> None:
    run = random_example(256, layers=3, window=60, features=8)
    found, place = trace(run), CellPosition(layer=2, unit=77, step=0)
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


@pytest.mark.parametrize(("kind", "blocks"), [("gru", 3), ("rnn", 1), ("attention", 4)])
def test_other_large_networks_arrive_piece_by_piece(kind: str, blocks: int) -> None:
    run = random_example(256, layers=3, window=60, features=8, network=kind)
    data = sent(run, trace(run), CellPosition(layer=1, unit=9, step=0))
    assert data["only"] == 9
    columns = [9 + 256 * block for block in range(blocks)]
    for name, weights in zip(("kernel", "recurrent", "bias"), run.weights[3:6], strict=True):
        wanted = weights[..., columns]
        np.testing.assert_array_equal(unpack(data["layers"][1][name], *wanted.shape), wanted)
    assert "kernel" not in data["layers"][0]
    assert len(json.dumps(data)) < 1e6


def test_another_window_has_another_name() -> None:
    run = EXAMPLES["shipped"]()
    names = {sent(run, trace(run, window))["window"] for window in (-1, -2, -3)}
    assert len(names) == 3
    changed = trace_view(run, intervention=Intervention(clamps=(Clamp("forget", 0.0),)))
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

    from lstm_core.interpretation.trace import trace
    from lstm_core.runs.run_file import load_run
    from ui.widgets.cell_explorer import cell_explorer

    run = load_run("lstm_core/sample_data/shipped.lstmlab")
    unit = st.session_state.get("unit", 3)
    network, features = run.settings.network, run.prepared.features
    cell_explorer(trace(run), run.weights, network, features, 0, unit, 9, "cell", lambda _: None)


def test_only_another_place_is_an_order_to_move() -> None:
    at = AppTest.from_function(_page, default_timeout=300).run()

    def order() -> dict:
        return next(sent["at"] for sent in messages(at).values() if "at" in sent)

    first = order()
    assert {"layer": 0, "unit": 3, "step": 9}.items() <= first.items()
    at.run()
    assert order() == first, "the same message again"
    # What a pick in the browser leaves behind: the page follows, and nothing is ordered.
    at.session_state["cell_known"]["stands"] = CellPosition(layer=0, unit=20, step=9)
    at.session_state["unit"] = 20
    at.run()
    assert order() == first
    at.session_state["unit"] = 4
    at.run()
    assert order()["unit"] == 4
    assert order()["turn"] != first["turn"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_node_has_its_words(kind: str) -> None:
    texts = words(kind)
    code = (COMPONENT / "kinds" / f"{kind.replace('attention', 'lstm')}.js").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^    (\w+): \{ shape: \"\w+\"(?!.*shows:)", code, re.MULTILINE))
    assert len(drawn) == {"rnn": 5}.get(kind, 12)
    assert drawn | {"below", "prediction"} <= set(texts["nodes"])
    assert ("attention" in texts["nodes"]) == (kind == "attention")
    names = set(LETTERS) | {name for name, node in texts["nodes"].items() if "symbol" in node}
    assert drawn <= names, "each has a letter or a symbol for where room is short"
    operations = re.search(r"operations: (\d)", code)
    assert operations
    assert len(texts["operations"]) == int(operations.group(1))
    assert {g["node"] for operation in texts["operations"] for g in operation["formulas"]} <= drawn
    asked = set(re.findall(r"\{(\w+)\}", json.dumps(texts, ensure_ascii=False)))
    given = {"unit", "units", "below", "step", "g", "value", "percent", "own", "before"}
    assert asked <= given | drawn
    assert "!" not in json.dumps(texts)


@pytest.mark.parametrize("kind", KINDS)
def test_the_drawing_knows_the_cell(kind: str) -> None:
    """Names and order of the weights' blocks, as the core has them."""
    cell = cell_of(kind)
    code = (COMPONENT / "kinds" / f"{kind.replace('attention', 'lstm')}.js").read_text(encoding="utf-8")

    def entry(name: str) -> tuple[str, ...]:
        found = re.search(rf"^  {name}: \[(.*)\],$", code, re.MULTILINE)
        assert found
        return tuple(re.findall(r"\w+", found.group(1)))

    assert entry("names") == cell.names
    assert entry("openings") == cell.openings
    assert entry("blocks") == (("sum",) if kind == "rnn" else cell.order)
    assert set(entry("shades")) == set(cell.names)
