"""Works in a real Chromium: what a section says of them grows while no script runs, and stays when they have ended."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, button, heading, once

STRIP, HISTORY = '.live-chart[aria-label*="one mark each"]', '.live-chart[aria-label^="The score of each trial"]'
# How many marks a chart has of the traces with these names.
MARKS = """([chart, ...names]) => (document.querySelector(chart)?.data ?? [])
    .filter(trace => names.includes(trace.name)).reduce((n, trace) => n + trace.x.length, 0)"""
SEEDS, TRIALS = (STRIP, "single seeds"), (HISTORY, "trial", "pruned")


def section(page: Page, server: AppServer, name: str, query: str) -> list[object]:
    """Open a section of Experiments; returns the list of all that the page will ask the script for."""
    asked: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(frame)))
    page.goto(f"{server.url}/experiments?{query}")
    heading(page, "Experiments")
    page.get_by_role("radio", name=name, exact=True).click()
    return asked


def marks(page: Page, what: tuple[str, ...]) -> int:
    return int(page.evaluate(MARKS, list(what)))


def wait_for_marks(page: Page, what: tuple[str, ...], least: int) -> None:
    page.wait_for_function(f"([what, least]) => ({MARKS})(what) >= least", arg=[list(what), least],
                           timeout=4 * PATIENCE)  # fmt: skip


def test_seeds_appear_one_by_one_without_a_script_run_and_stay(page: Page, server: AppServer) -> None:
    asked = section(page, server, "Seeds", "length=150&epochs=150&units=8")
    button(page, "Train 10 seeds")
    wait_for_marks(page, SEEDS, 2)
    sheet = page.locator(".lab-sheet")
    expect(sheet.get_by_text(re.compile(r"^Over \d+ seeds the test RMSE is"))).to_be_visible()
    expect(page.locator(".lab-slot").get_by_text(re.compile("^The training runs"))).to_be_visible()
    strip = page.locator(STRIP).element_handle()
    # The click and what it changed are drawn; from now on nothing asks the script.
    before, seen = len(asked), marks(page, SEEDS)
    wait_for_marks(page, SEEDS, seen + 2)
    assert len(asked) == before
    # It is the same chart that has grown, with the zoom that it may have.
    assert strip.evaluate("(old, chart) => old === document.querySelector(chart)", STRIP)
    ended = page.get_by_test_id("stMarkdown").get_by_text(re.compile("^Over 10 seeds the test RMSE is"))
    once(ended, 4 * PATIENCE)
    expect(page.locator(".lab-sheet")).to_have_count(0)
    wait_for_marks(page, SEEDS, 10)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_have_count(0)
    assert_clean(page, server)


def test_a_search_grows_without_a_script_run_survives_a_reload_and_leads_to_train(
    page: Page, server: AppServer
) -> None:
    asked = section(page, server, "Search", "length=100&epochs=2&units=4")
    page.get_by_role("radio", name="Random", exact=True).click()
    expect(page.get_by_text("30 trials × 3 origins = 90 trainings")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Start the search").press("Enter")
    once(page.get_by_text("The test part is locked"))
    # A second Enter would change a setting.
    expect(page.locator("button[aria-label=Increment]:focus")).to_have_count(0)
    once(page.get_by_text(re.compile(r"Best of \d+ finished trial")), 4 * PATIENCE)
    # With the fifth that came to its end the page draws Optuna's picture; then it has no reason until the end.
    once(page.get_by_text(re.compile(r"^Of \d+ finished trials so far")), 6 * PATIENCE)
    # A chart that nobody sees is not drawn anew.
    page.locator(HISTORY).scroll_into_view_if_needed()
    wait_for_marks(page, TRIALS, 5)
    before, seen = len(asked), marks(page, TRIALS)
    wait_for_marks(page, TRIALS, seen + 2)
    assert len(asked) == before
    # A chart with tools in it is no image: what is inside one is not told.
    expect(page.locator(HISTORY)).to_have_role("figure")
    rows = page.locator(".lab-grid tbody tr")
    assert rows.count() >= seen + 2
    expect(page.locator(".lab-sheet").get_by_text(re.compile(r"^Best of \d+ finished trial"))).to_be_visible()
    button(page, "Pause")
    button(page, "Resume")
    page.reload()
    # Still running, and on the section that shows it.
    once(page.get_by_text(re.compile(r"The search runs: \d+ of 30 trials")))
    button(page, "Stop")
    once(page.get_by_text("On the test part, which no trial has seen:"), 4 * PATIENCE)
    expect(page.locator(".lab-sheet")).to_have_count(0)
    best = page.get_by_text(re.compile("Best of .* finished trials?: trial"))
    once(best)
    units = re.search(r"Units (\d+)", best.first.inner_text())
    assert units is not None
    button(page, "Use the best")
    heading(page, "Train")
    expect(page).to_have_url(re.compile(rf"units={units[1]}(&|$)"))
    assert_clean(page, server)
