"""A sweep in a real Chromium: from a knob on Train to its picture, which grows by itself and answers a click.

A second knob makes it a heat map, which has what the first sweep has trained and answers, too.
"""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLong

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, button, choose, heading, once

PICTURE = '.live-chart[aria-label*="of the validation part at"]'
MARKS = "chart => document.querySelector(chart)?.data?.[0].x.length ?? 0"
# Where the mark of a value stands on the screen; null where it has none.
PLACE = """([chart, value]) => {
    const place = document.querySelector(chart), at = place?.data?.[0].x.indexOf(value) ?? -1;
    if (at < 0) return null;
    place.scrollIntoView({ block: "center" });
    const { xaxis, yaxis, _size } = place._fullLayout, box = place.getBoundingClientRect();
    return [box.x + _size.l + xaxis.d2p(value), box.y + _size.t + yaxis.d2p(place.data[0].y[at])];
}"""
PAIRS = '.live-chart[aria-label*="at 5 pairs of Dropout and Layers"]'
# Where the middle of a column's lowest cell stands.
CELL = """([chart, column]) => {
    const place = document.querySelector(chart);
    place.scrollIntoView({ block: "center" });
    const { xaxis, yaxis, _size } = place._fullLayout, box = place.getBoundingClientRect();
    return [box.x + _size.l + xaxis.d2p(column), box.y + _size.t + yaxis.d2p(0)];
}"""
TRIES = 9
NOW = "chart => document.querySelector(chart)?.layout?.shapes?.[0].x0"


def wait_for_marks(page: Page, least: int) -> None:
    page.wait_for_function(f"([chart, least]) => ({MARKS})(chart) >= least", arg=[PICTURE, least],
                           timeout=4 * PATIENCE)  # fmt: skip


def take(page: Page, value: float, place: str = PLACE, *, at: tuple[str, float] | None = None) -> None:
    """Click what stands for a value until the address has it; where the picture is drawn again a click is lost.

    place: finds it on the screen, from a chart and what it has there, which is the value itself unless `at` says it.
    """
    for _ in range(TRIES):
        x, y = page.evaluate(place, list(at or (PICTURE, value)))
        page.mouse.move(x - 3, y)
        page.mouse.move(x, y)
        page.mouse.click(x, y)
        with suppress(TooLong):
            page.wait_for_url(re.compile(rf"dropout={value}(&|$)"), timeout=PATIENCE / TRIES)
            return
    raise AssertionError(f"a click does not take {value}")


def test_a_sweep_grows_without_a_script_run_and_a_click_takes_a_value(page: Page, server: AppServer) -> None:
    asked: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(frame)))
    page.goto(f"{server.url}/train?length=100&epochs=200&units=4")
    heading(page, "Train")
    button(page, "Sweep a knob")
    page.get_by_role("menuitem", name="Dropout", exact=True).click(timeout=PATIENCE)
    heading(page, "Experiments")
    page.wait_for_url(re.compile(r"at\.knob=dropout"), timeout=PATIENCE)
    expect(page.get_by_role("combobox", name="Knob", exact=True)).to_have_value("Dropout")
    button(page, "Sweep: 9 values × 3 trainings")
    wait_for_marks(page, 2)
    before, seen = len(asked), page.evaluate(MARKS, PICTURE)
    wait_for_marks(page, seen + 1)
    assert len(asked) == before
    # Paused, the road still has the picture, and it answers all the same.
    button(page, "Pause")
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(page.locator(f".lab-sheet {PICTURE}")).to_have_count(1)
    take(page, 0.1)
    page.wait_for_function(f"chart => ({NOW})(chart) === 0.1", arg=PICTURE, timeout=PATIENCE)
    button(page, "Resume")
    once(page.get_by_text(re.compile("^Lowest at Dropout")), 4 * PATIENCE)
    expect(page.locator(".lab-sheet")).to_have_count(0)
    wait_for_marks(page, 9)
    # Streamlit's own picture answers, too, and the value taken starts no other sweep.
    take(page, 0.3)
    page.wait_for_function(f"chart => ({NOW})(chart) === 0.3", arg=PICTURE, timeout=PATIENCE)
    assert page.evaluate(MARKS, PICTURE) == 9
    expect(page.get_by_role("button", name="Sweep: 9 values × 3 trainings")).to_be_disabled()
    choose(page, "Second knob", "and Layers")
    expect(page.locator(PAIRS)).to_have_count(1, timeout=PATIENCE)
    page.wait_for_url(re.compile(r"at\.second=layers"), timeout=PATIENCE)
    page.wait_for_function("chart => document.querySelector(chart)?._fullLayout?.shapes.length", arg=PAIRS,
                           timeout=PATIENCE)  # fmt: skip
    take(page, 0.6, CELL, at=(PAIRS, 3))
    assert_clean(page, server)
