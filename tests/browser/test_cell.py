"""The cell explorer in a real Chromium: walked by keyboard, its numbers recomputed from the shipped weights."""

import json
import re
from collections.abc import Callable
from itertools import groupby, pairwise

import numpy as np
import pytest
from playwright.sync_api import Page, WebSocket, expect

from lstm_core.run_file import load_run
from tests.browser.app_server import AppServer
from tests.browser.test_walk import assert_clean, go, slider

COLUMN = {"input": 0, "forget": 1, "candidate": 2, "output": 3}
NOW = re.compile(r"Step (\d+) of (\d+) · unit (\d+)")

# Resolves when the explorer plays and has come to a step.
REACHES = """(line, step) => new Promise(done => {
    const check = () => {
        if (line.getAttribute("aria-live") === "off" && parseInt(line.textContent.split(" ")[1]) === step) done();
    };
    new MutationObserver(check).observe(line, {attributes: true, childList: true, characterData: true, subtree: true});
    check();
})"""


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def by_hand() -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Gates (steps, units) of the newest test window, its inputs and the hidden states before each step."""
    run = load_run("sample_data/shipped.lstmlab")
    kernel, recurrent, bias = (w.astype(float) for w in run.weights[:3])
    x = run.prepared.test.x[-1]
    units = len(recurrent)
    cell, hidden = np.zeros(units), np.zeros(units)
    rows: dict[str, list[np.ndarray]] = {kind: [] for kind in (*COLUMN, "cell", "hidden")}
    before = []
    for now in x:
        before.append(hidden)
        z = np.split(now @ kernel + hidden @ recurrent + bias, 4)
        gate = {kind: np.tanh(z[at]) if kind == "candidate" else sigmoid(z[at]) for kind, at in COLUMN.items()}
        cell = gate["forget"] * cell + gate["input"] * gate["candidate"]
        hidden = gate["output"] * np.tanh(cell)
        for kind, values in {**gate, "cell": cell, "hidden": hidden}.items():
            rows[kind].append(values)
    return {kind: np.array(values) for kind, values in rows.items()}, x, np.array(before)


@pytest.fixture
def cell(page: Page, server: AppServer) -> Page:
    page.goto(f"{server.url}/gates")
    page.locator(".explorer .node").first.wait_for()
    page.get_by_text("Back to").first.wait_for()
    return page


def where(page: Page) -> tuple[int, int]:
    """Step and unit, counted from 1."""
    found = NOW.match(page.locator(".explorer p.now").inner_text())
    assert found, "the line of values names step and unit"
    return int(found.group(1)), int(found.group(3))


def number(text: str) -> float:
    return float(text.strip("()").replace("−", "-"))


def decimals(text: str) -> int:
    return len(text.partition(".")[2])


def tab_to(page: Page, node: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(
            """() => { let e = document.activeElement;
            while (e?.shadowRoot) e = e.shadowRoot.activeElement; return e?.dataset?.node; }"""
        ) == node:  # fmt: skip
            return
    raise AssertionError(f"Tab does not reach {node}")


def check_sum(
    page: Page, shown_value: float, around: Callable[[np.ndarray], np.ndarray] = sigmoid
) -> list[list[float]]:
    """The shown terms give the shown sum, that sum the shown result, and the result is the value; returns the terms.

    A sum may have parts, each its own largest first; a part may be let through by a gate. Terms: [weight, value].
    """
    panel = page.locator(".explorer .panel")
    result_text = panel.locator(".result").inner_text()
    terms = panel.locator("[data-part]").evaluate_all("all => all.map(e => ({...e.dataset}))")
    assert terms
    total, shown = 0.0, []
    for _, part in groupby(terms, key=lambda term: term["part"]):
        inner, by, products = 0.0, 1.0, []
        for term in part:
            if "times" in term:
                by = number(term["times"])
            elif "product" in term:
                products.append([number(factor) for factor in term["product"].split(" ")])
            else:
                inner += number(term["number"])
        assert all(abs(a * b) >= abs(c * d) - 0.02 for (a, b), (c, d) in pairwise(products)), "largest first"
        total += by * (inner + sum(a * b for a, b in products))
        shown += products
    if panel.locator(".total").count():
        sum_text = panel.locator(".total").inner_text()
        assert f"{total:.{decimals(sum_text)}f}" == f"{number(sum_text):.{decimals(sum_text)}f}"
        total = number(sum_text)
    found = float(around(np.array(total)))
    assert f"{found:.{decimals(result_text)}f}" == f"{number(result_text):.{decimals(result_text)}f}"
    assert number(result_text) == pytest.approx(shown_value, abs=0.5001 * 10 ** -decimals(result_text))
    return shown


def test_one_step_by_keyboard_then_a_formula(cell: Page, server: AppServer) -> None:
    gates, x, before = by_hand()
    steps = len(x)
    _, unit = where(cell)
    cell.locator(".explorer .stage").focus()
    for _ in range(4):
        cell.keyboard.press("ArrowLeft")
    expect(cell.locator(".explorer p.now")).to_contain_text(f"Step {steps - 1} of {steps}")
    # Operation by operation through the last step: each brings its own values.
    for known in ("f", "fic", "ficC", "ficoCh"):
        cell.keyboard.press("ArrowRight")
        values = r" · ".join(rf"{letter} \S+" for letter in known)
        expect(cell.locator(".explorer p.now")).to_have_text(re.compile(rf"unit {unit} · {values}$"))
    assert where(cell) == (steps, unit)

    tab_to(cell, "forget")
    cell.keyboard.press("Enter")
    (weight, value), *_ = check_sum(cell, gates["forget"][-1, unit - 1])
    sentence = cell.locator(".explorer .panel").inner_text()
    assert f"Unit {unit} keeps {100 * gates['forget'][-1, unit - 1]:.0f}\u00a0% of what it remembered." in sentence
    run = load_run("sample_data/shipped.lstmlab")
    column = len(run.weights[1]) + unit - 1
    largest = np.argmax(np.abs(before[-1] * run.weights[1][:, column]))
    assert weight == pytest.approx(run.weights[1][largest, column], abs=0.006)
    assert value == pytest.approx(before[-1, largest], abs=0.006)
    for other in ("input", "output"):
        cell.locator(f".explorer [data-node={other}]").click()
        check_sum(cell, gates[other][-1, unit - 1])
    cell.locator(".explorer [data-node=cell]").click()
    assert number(cell.locator(".explorer .panel .result").inner_text()) == pytest.approx(
        gates["cell"][-1, unit - 1], abs=0.00501
    )
    assert_clean(cell, server)


def test_network_layer_cell_number_are_a_click_apart(cell: Page, server: AppServer) -> None:
    gates, _, _ = by_hand()
    crumbs = cell.locator(".explorer .crumbs")
    crumbs.get_by_role("button", name="Network").click()
    cell.locator(".explorer button.card", has_text="Layer 1").click()
    other = 12 if where(cell)[1] != 12 else 13
    cell.locator(f".explorer .unit[data-unit='{other}']").click()
    expect(cell.locator(".explorer p.now")).to_contain_text(f"unit {other}")
    cell.locator(".explorer [data-node=candidate]").click()
    shown = number(cell.locator(".explorer .panel .result").inner_text())
    assert shown == pytest.approx(gates["candidate"][-1, other - 1], abs=0.00501)
    # The page follows the explicit choice.
    expect(cell.get_by_text(f"Unit {other} at step")).to_be_visible()
    # It is still there after a look at another page.
    go(cell, "Results")
    go(cell, "Gates")
    expect(cell.get_by_text(f"Unit {other} at step")).to_be_visible()
    expect(cell.locator(".explorer p.now")).to_contain_text(f"unit {other}")
    assert_clean(cell, server)


def test_the_page_moves_the_explorer(cell: Page, server: AppServer) -> None:
    cell.locator(".explorer .time").press("ArrowLeft")
    expect(cell.get_by_text(re.compile(r"Unit \d+ at step 9"))).to_be_visible()
    slider(cell, "Step", "Home")
    expect(cell.locator(".explorer p.now")).to_contain_text("Step 1 of")
    assert_clean(cell, server)


def test_playing_asks_the_server_nothing(page: Page, server: AppServer) -> None:
    frames: list[object] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(frame))
        socket.on("framereceived", lambda frame: frames.append(frame))

    page.on("websocket", listen)
    page.goto(f"{server.url}/gates")
    page.locator(".explorer .node").first.wait_for()
    page.get_by_text("Back to").first.wait_for()
    page.locator(".explorer [data-value='4']").click()
    page.locator(".explorer .time").press("ArrowLeft")
    expect(page.get_by_text(re.compile(r"Unit \d+ at step 9"))).to_be_visible()
    page.locator(".explorer .time").press("ArrowRight")
    expect(page.get_by_text(re.compile(r"Unit \d+ at step 10"))).to_be_visible()
    page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')")
    page.locator(".explorer .stage").focus()
    frames.clear()
    page.keyboard.press(" ")
    page.locator(".explorer p.now").evaluate(REACHES, 1)
    page.locator(".explorer p.now").evaluate(REACHES, 3)
    while_playing = len(frames)
    page.keyboard.press(" ")
    stopped = where(page)[0]
    expect(page.get_by_text(re.compile(rf"Unit \d+ at step {stopped} "))).to_be_visible()
    assert while_playing == 0
    assert frames, "at rest the page hears of the new step"


def test_everything_is_there_for_a_screen_reader(cell: Page) -> None:
    nodes = cell.locator(".explorer .node[role=button]")
    labels = nodes.evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert len(labels) == 12
    assert all(re.search(r"Open its formula\.$", label) for label in labels), json.dumps(labels)
    assert cell.locator(".explorer p.now").get_attribute("aria-live") == "polite"
    buttons = cell.locator(".explorer button:visible").evaluate_all(
        "all => all.map(e => (e.getAttribute('aria-label') ?? e.innerText).trim())"
    )
    assert all(buttons), buttons
