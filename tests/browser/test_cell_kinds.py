"""The cell explorer of every kind of network in a real Chromium, its numbers recomputed from the weights by hand."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run, save_run
from lstm_core.settings import Settings
from rig.server import AppServer
from tests.support.browser.explorer import check_sum, decimals, number, where
from tests.support.browser.learner import assert_clean
from tests.support.by_hand import sigmoid
from tests.support.examples import random_run, table

UNITS = 7
# What the line of values says after each operation, by the letters of the kind.
TOLD = {
    "lstm": ("f", "f i c", "f i c C", "f i c o C h"), "gru": ("z r", "z r h̃", "z r h̃ h"),
    "rnn": ("sum", "sum tanh(sum)", "sum tanh(sum) h"), "attention": ("f", "f i c", "f i c C", "f i c o C h"),
}  # fmt: skip
NODES = {"lstm": 12, "gru": 12, "rnn": 5, "attention": 12}


def by_hand(run: Run) -> list[dict[str, np.ndarray]]:
    """Per layer everything that its cell computes, (steps, units), on the newest test window."""
    signal, found = run.prepared.test.x[-1], []
    for layer in range(run.settings.network.layers):
        kernel, recurrent, bias = (w.astype(float) for w in run.weights[3 * layer : 3 * layer + 3])
        step = {"gru": gru, "rnn": rnn}.get(run.settings.network.kind, lstm)
        state = {"hidden": np.zeros(len(recurrent)), "cell": np.zeros(len(recurrent))}
        rows = []
        for x in signal:
            before = state["hidden"]
            state = step(x, state, kernel, recurrent, bias)
            rows.append({**state, "x": x, "before": before})
        found.append({name: np.array([row[name] for row in rows]) for name in rows[0]})
        signal = found[-1]["hidden"]
    return found


def lstm(
    x: np.ndarray, state: dict[str, np.ndarray], kernel: np.ndarray, recurrent: np.ndarray, bias: np.ndarray
) -> dict[str, np.ndarray]:
    i, f, c, o = np.split(x @ kernel + state["hidden"] @ recurrent + bias, 4)
    cell = sigmoid(f) * state["cell"] + sigmoid(i) * np.tanh(c)
    return {"cell": cell, "hidden": sigmoid(o) * np.tanh(cell)}


def gru(
    x: np.ndarray, state: dict[str, np.ndarray], kernel: np.ndarray, recurrent: np.ndarray, bias: np.ndarray
) -> dict[str, np.ndarray]:
    h = state["hidden"]
    x_z, x_r, x_c = np.split(x @ kernel + bias[0], 3)
    h_z, h_r, h_c = np.split(h @ recurrent + bias[1], 3)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    candidate = np.tanh(x_c + r * h_c)
    return {
        "update": z, "reset": r, "recalled": h_c, "told": r * h_c, "candidate": candidate, "kept": z * h,
        "flipped": 1 - z, "added": (1 - z) * candidate, "hidden": z * h + (1 - z) * candidate,
    }  # fmt: skip


def rnn(
    x: np.ndarray, state: dict[str, np.ndarray], kernel: np.ndarray, recurrent: np.ndarray, bias: np.ndarray
) -> dict[str, np.ndarray]:
    total = x @ kernel + state["hidden"] @ recurrent + bias
    return {"sum": total, "squashed": np.tanh(total), "hidden": np.tanh(total)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two layers that were never trained, one file per kind of network."""
    folder = tmp_path_factory.mktemp("kinds")
    found = {}
    for kind in TOLD:
        settings = Settings().change(network=kind, units=UNITS, layers=2, window=8)
        found[kind] = folder / f"{kind}.lstmlab"
        save_run(random_run(settings, table(columns=2, length=300)), found[kind])
    return found


@pytest.fixture
def cell(page: Page, cell_server: AppServer) -> Iterator[Page]:
    yield page
    assert_clean(page, cell_server)


def show(page: Page, server: AppServer, files: Sequence[Path], **changes: str) -> None:
    page.goto(f"{server.url}/?{urlencode([('run', str(file)) for file in files] + list(changes.items()))}")
    page.locator(".explorer .node").first.wait_for()


def open_node(page: Page, name: str) -> str:
    """Choose a node; the text of its formula and sentence."""
    page.locator(f".explorer [data-node={name}]").click()
    return page.locator(".explorer .panel").inner_text()


def choose_unit(page: Page, unit: int) -> None:
    page.locator(".explorer .crumbs button").nth(1).click()
    page.locator(f".explorer .unit[data-unit='{unit}']").click()
    expect(page.get_by_text(f"unit {unit}, step")).to_be_visible()


def check_product(page: Page, value: float, formula: str) -> None:
    """The shown numbers, read by the formula in Python, give the shown result, and that is the value."""
    text = page.locator(".explorer .panel .numbers").last.inner_text()
    written, result = text.removeprefix("= ").rsplit(" = ", 1)
    pattern = re.sub(r"N", r"\\(?(−?[\\d.]+)\\)?", re.escape(formula).replace(r"\ ", " "))
    found = re.fullmatch(pattern, written)
    assert found, f"{written} is not {formula}"
    read = written.replace("−", "-").replace("·", "*").replace("tanh", "np.tanh").replace("e^", "np.exp")
    assert f"{eval(read, {'np': np}):.{decimals(result)}f}" == f"{number(result):.{decimals(result)}f}"
    assert number(result) == pytest.approx(value, abs=0.5001 * 10 ** -decimals(result))


@pytest.mark.parametrize("kind", TOLD)
def test_operation_by_operation(cell: Page, cell_server: AppServer, files: dict[str, Path], kind: str) -> None:
    show(cell, cell_server, [files[kind]])
    labels = cell.locator(".explorer .node[role=button]").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert len(labels) == NODES[kind]
    assert all(re.search(r"\. Open its formula\.$", label) for label in labels), labels
    cell.locator(".explorer .stage").focus()
    for _ in TOLD[kind]:
        cell.keyboard.press("ArrowLeft")
    now = cell.locator(".explorer p.now")
    expect(now).to_contain_text("Step 7 of 8")
    for number_, known in enumerate(TOLD[kind], 1):
        cell.keyboard.press("ArrowRight")
        values = "".join(rf" · {re.escape(name)} \S+" for name in known.split(" "))
        expect(now).to_have_text(re.compile(rf"Step 8 of 8 · unit 1{values}$"))
        expect(cell.locator(".explorer .panel h2")).to_contain_text(f"{number_} · ")
        assert "NaN" not in cell.locator(".explorer").inner_text()
        assert "undefined" not in cell.locator(".explorer").inner_text()
    assert where(cell) == (8, 1)


def test_gru_by_hand(cell: Page, cell_server: AppServer, files: dict[str, Path]) -> None:
    show(cell, cell_server, [files["gru"]])
    choose_unit(cell, 5)
    run = load_run(files["gru"])
    layer = by_hand(run)[1]
    at = {name: values[-1, 4] for name, values in layer.items()}
    for gate in ("update", "reset"):
        open_node(cell, gate)
        check_sum(cell, at[gate])
    assert f"keeps {100 * at['update']:.0f}\u00a0%" in open_node(cell, "update")
    open_node(cell, "candidate")
    parts = check_sum(cell, at["candidate"], np.tanh)
    # The first term of each part is the largest that it reads: of layer 1, and of this layer one step ago.
    kernel, recurrent = run.weights[3][:, 2 * UNITS + 4], run.weights[4][:, 2 * UNITS + 4]
    for term, weights, read in ((parts[0], kernel, layer["x"][-1]), (parts[3], recurrent, layer["before"][-1])):
        largest = np.argmax(np.abs(weights * read))
        np.testing.assert_allclose(term, [weights[largest], read[largest]], atol=0.006)
    open_node(cell, "recalled")
    check_sum(cell, at["recalled"], lambda z: z)
    for node, formula in {
        "told": "N · N", "flipped": "1 − N", "kept": "N · N", "added": "(1 − N) · N",
        "hidden": "N · N + (1 − N) · N",
    }.items():  # fmt: skip
        open_node(cell, node)
        check_product(cell, at[node], formula)


def test_simple_rnn_by_hand(cell: Page, cell_server: AppServer, files: dict[str, Path]) -> None:
    show(cell, cell_server, [files["rnn"]])
    choose_unit(cell, 2)
    at = {name: values[-1, 1] for name, values in by_hand(load_run(files["rnn"]))[1].items()}
    open_node(cell, "sum")
    check_sum(cell, at["sum"], lambda z: z)
    for node in ("squashed", "hidden"):
        open_node(cell, node)
        check_product(cell, at["hidden"], "tanh(N)")


def test_attention_by_hand(cell: Page, cell_server: AppServer, files: dict[str, Path]) -> None:
    show(cell, cell_server, [files["attention"]])
    run = load_run(files["attention"])
    hidden = by_hand(run)[1]["hidden"]
    score = float(run.weights[-3]) * hidden @ hidden[-1]
    weights = np.exp(score) / np.exp(score).sum()
    context = weights @ hidden
    cell.locator(".explorer .crumbs button").first.click()
    expect(cell.locator(".explorer .panel")).to_contain_text("attention is not an explanation")
    heights = cell.locator(".explorer .bars rect").evaluate_all("all => all.map(e => +e.getAttribute('height'))")
    np.testing.assert_allclose(np.array(heights) / max(heights), weights / weights.max(), atol=1e-3)
    text = open_node(cell, "prediction")
    check_sum(
        cell, float(np.concatenate([context, hidden[-1]]) @ run.weights[-2][:, 0] + run.weights[-1][0]), lambda z: z
    )
    assert "context" in text
    assert "(T)" in text
    cell.locator(".explorer .time").press("Home")
    text = open_node(cell, "attention")
    check_product(cell, weights[0], "e^(N) / N")
    assert f"{100 * weights[0]:.0f}\u00a0%" in text
    assert "where the network looked, not why" in text


@pytest.mark.parametrize(("kind", "gate"), [("gru", "update"), ("gru", "candidate"), ("attention", "forget")])
def test_what_is_changed_is_marked(
    cell: Page, cell_server: AppServer, files: dict[str, Path], kind: str, gate: str
) -> None:
    show(cell, cell_server, [files[kind]], hold=f"{gate}:0.25", reset="3", silence="2")
    cell.locator(".explorer .crumbs button").first.click()
    cell.locator(".explorer button.card", has_text="Layer 1").click()
    cell.locator(".explorer .unit[data-unit='2']").click()
    expect(cell.locator(".explorer .node.held")).to_have_count(1)
    assert "You hold this gate at 0.25." in open_node(cell, gate)
    assert "You silenced this unit" in open_node(cell, "hidden")
    cell.locator(".explorer .time").press("Home")
    for _ in range(2):
        cell.locator(".explorer .time").press("ArrowRight")
    assert "The state was set to 0 before this step." in open_node(cell, gate)


def test_another_kind_takes_the_same_place(cell: Page, cell_server: AppServer, files: dict[str, Path]) -> None:
    show(cell, cell_server, [files["lstm"], files["rnn"], files["gru"]])
    open_node(cell, "output")
    for kind in ("rnn", "gru", "lstm"):
        cell.get_by_text(f"{kind}.lstmlab").click()
        expect(cell.locator(".explorer .node[role=button]")).to_have_count(NODES[kind])
        expect(cell.locator(".explorer p.now")).to_contain_text(re.compile(r" · h \S+$"))
        cell.locator(".explorer .crumbs button").nth(1).click()
        shades = {"rnn": [], "gru": ["h", "z", "r", "h̃"], "lstm": ["C", "h", "f", "i", "c", "o"]}[kind]
        # Two kinds have as many nodes: only these tell that the new one is there.
        expect(cell.locator(".explorer .shade button:visible")).to_have_text(shades)
        cell.locator(".explorer .crumbs button").nth(2).click()
