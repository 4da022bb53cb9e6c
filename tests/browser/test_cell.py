"""The cell explorer in a real Chromium, its numbers recomputed from the shipped weights.

One step by keyboard, and its formulas, begin the walk of `test_gates_walk.py`.
"""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import Page, WebSocket, expect
from plotly.colors import sample_colorscale

from rig.server import AppServer
from tests.support.browser.explorer import number, open_gates, where
from tests.support.browser.learner import assert_clean, go, slider
from tests.support.by_hand import opening_window, shipped
from ui.format.palette import colorscale

# Where a chart's marks of the step begin, on its axis.
MARKS = "(chart) => chart.layout.shapes.filter(shape => shape.name === 'step').map(shape => shape.x0)"
# Resolves when the explorer plays and has come to a step.
REACHES = """(line, step) => new Promise(done => {
    const check = () => {
        if (line.getAttribute("aria-live") === "off" && parseInt(line.textContent.split(" ")[1]) === step) done();
    };
    new MutationObserver(check).observe(line, {attributes: true, childList: true, characterData: true, subtree: true});
    check();
})"""


@pytest.fixture
def cell(page: Page, server: AppServer) -> Page:
    open_gates(page, server)
    return page


def test_network_layer_cell_number_are_a_click_apart(cell: Page, server: AppServer) -> None:
    gates, _, _ = opening_window(shipped())
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
    slider(cell, "Step of the window", "Home")
    expect(cell.locator(".explorer p.now")).to_contain_text("Step 1 of")
    cell.wait_for_url("**/gates?at.step=1")
    assert_clean(cell, server)


def test_playing_asks_the_server_nothing(page: Page, server: AppServer) -> None:
    frames: list[object] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(frame))
        socket.on("framereceived", lambda frame: frames.append(frame))

    page.on("websocket", listen)
    open_gates(page, server)
    page.locator(".explorer [data-value='4']").click()
    page.locator(".explorer .time").press("ArrowLeft")
    page.wait_for_url("**/gates?at.step=9")
    page.locator(".explorer .time").press("ArrowRight")
    page.wait_for_url("**/gates")
    page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')")
    page.locator(".explorer .stage").focus()
    frames.clear()
    page.keyboard.press(" ")
    page.locator(".explorer p.now").evaluate(REACHES, 1)
    page.locator(".explorer p.now").evaluate(REACHES, 3)
    while_playing = len(frames)
    page.keyboard.press(" ")
    page.wait_for_url(f"**/gates?at.step={where(page)[0]}")
    assert while_playing == 0
    assert frames, "at rest the page hears of the new step"


# The steps that explorer, slider, number, sentence and heat maps show, at one moment.
SHOWN = """([now, range, number, told, maps]) => [
    parseInt(now.textContent.split(" ")[1]), range.valueAsNumber, number.valueAsNumber,
    parseInt(told.textContent.match(/at step (\\d+) of/)[1]),
    ...maps.layout.shapes.filter(shape => shape.name === "step").map(shape => shape.x0 + 0.5),
]"""


def test_the_pages_slider_and_sentences_follow_while_it_plays_and_lead_when_moved(
    page: Page, server: AppServer
) -> None:
    frames: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    open_gates(page, server)
    maps = page.locator(".st-key-gates_maps .live-chart")
    maps.scroll_into_view_if_needed()
    page.wait_for_function("chart => chart.querySelector('.main-svg')", arg=maps.element_handle())
    step, number = page.locator(".step-slider .range"), page.locator(".step-slider .number")
    places = (page.locator(".explorer p.now"), step, number, page.locator(".st-key-gates_numbers .lab-told"), maps)
    shown = [place.element_handle() for place in places]
    page.locator(".explorer [data-value='step']").click()
    page.locator(".explorer .time").press("Home")
    page.wait_for_url("**/gates?at.step=1")
    page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')")
    maps.scroll_into_view_if_needed()
    frames.clear()
    page.locator(".explorer .play").dispatch_event("click")
    for at in (3, 5):
        page.wait_for_function(f"all => ({SHOWN})(all).every(step => step === {at})", arg=shown)
    assert frames == [], "the server hears nothing while it plays"
    # A hand on the slider leads at once; the server hears of it at rest.
    step.press("Home")
    assert page.evaluate(SHOWN, shown)[:4] == [1] * 4
    step.press("ArrowRight")
    assert page.evaluate(SHOWN, shown)[:4] == [2] * 4
    page.wait_for_url("**/gates?at.step=2")
    expect(page.locator(".explorer .play")).to_have_text("Play")
    # So does a typed number; what is no step is refused with a sentence.
    number.fill("7")
    number.press("Enter")
    assert page.evaluate(SHOWN, shown)[:4] == [7] * 4
    page.wait_for_url("**/gates?at.step=7")
    for typed in ("11", "2.5"):
        number.fill(typed)
        number.press("Enter")
        refused = f"{typed} was not taken: Step of the window can be anything from 1 to 10. It stays 7."
        expect(page.locator(".step-slider").get_by_role("alert")).to_have_text(refused)
        assert page.evaluate(SHOWN, shown)[:4] == [7] * 4
    expect(step).to_have_attribute("aria-valuetext", "step 7 of 10")
    step.press("ArrowRight")
    expect(page.locator(".step-slider .refused")).to_be_empty()
    page.wait_for_url("**/gates?at.step=8")
    assert_clean(page, server)


def test_the_pages_charts_walk_with_the_explorer_as_it_plays(page: Page, server: AppServer) -> None:
    open_gates(page, server)
    maps, curves, window = (
        page.locator(f".st-key-gates_{name} .live-chart") for name in ("maps", "unit_picture", "window_picture")
    )
    for chart in (maps, curves, window):
        chart.scroll_into_view_if_needed()
        page.wait_for_function("chart => chart.querySelector('.main-svg')", arg=chart.element_handle())
    newest = window.evaluate(MARKS)
    page.locator(".explorer [data-value='step']").click()
    page.locator(".explorer .time").press("Home")
    page.locator(".explorer .play").click()
    page.locator(".explorer p.now").evaluate(REACHES, 3)
    curves.scroll_into_view_if_needed()
    page.wait_for_function(f"chart => ({MARKS})(chart)[0] >= 3", arg=curves.element_handle())
    window.scroll_into_view_if_needed()
    page.wait_for_function(f"chart => ({MARKS})(chart)[0] < {newest[0]} - 0.5", arg=window.element_handle())
    page.locator(".explorer .play").click()
    step = where(page)[0]
    maps.scroll_into_view_if_needed()
    page.wait_for_function(
        f"([chart, step]) => ({MARKS})(chart).every(left => left === step - 0.5)", arg=[maps.element_handle(), step]
    )
    assert len(maps.evaluate(MARKS)) == 8
    assert_clean(page, server)


def test_an_open_gate_has_one_colour_in_the_layer_and_on_the_maps(cell: Page) -> None:
    gates, _, _ = opening_window(shipped())
    cell.locator(".explorer .crumbs").get_by_role("button", name="Layer 1").click()
    for letter, name in (("f", "forget"), ("C", "cell")):
        cell.locator(".explorer .shade").get_by_role("button", name=letter, exact=True).click()
        values = gates[name][-1]
        end = 1.0 if name == "forget" else max(1.0, float(np.abs(gates[name]).max()))
        places = values if name == "forget" else (values / end + 1) / 2
        scale = colorscale("light", diverging=name == "cell")
        expected = sample_colorscale(scale, list(places), colortype="tuple")
        shown = cell.locator(".explorer .unit").evaluate_all("all => all.map(e => getComputedStyle(e).backgroundColor)")
        for colour, exact in zip(shown, expected, strict=True):
            rgb = [int(part) for part in re.findall(r"\d+", colour)]
            np.testing.assert_allclose(rgb, [255 * part for part in exact], atol=1.01)


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
