"""Two runs from Train, side by side on Experiments, and what is still there after a reload."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from rig.server import AppServer
from tests.support.browser.learner import (
    PATIENCE,
    assert_clean,
    button,
    by_hand,
    go,
    heading,
    new_context,
    once,
    slider,
)

SENTENCE = re.compile(r"From Run 1 to first try: Units 50 → 51; all other settings stayed, the seed too; the RMSE went")


def test_two_runs_are_kept_compared_and_found_again(page: Page, server: AppServer, browser: Browser) -> None:
    page.goto(f"{server.url}/train?epochs=8")
    heading(page, "Train")
    by_hand(page)
    train(page)
    slider(page, "Units", "ArrowRight")
    page.wait_for_url(re.compile("units=51"))
    train(page)

    go(page, "Experiments")
    names = page.get_by_label("Name", exact=True)
    expect(names).to_have_value("Run 2", timeout=PATIENCE)
    names.fill("first try")
    names.press("Enter")
    expect(page.get_by_text(SENTENCE)).to_be_visible(timeout=PATIENCE)
    expect(legend(page, "Validation loss")).to_have_text(["first try", "Run 1"])
    expect(legend(page, "Truth and the forecast")).to_have_text(["truth", "first try", "Run 1"])
    expect(names_in_table(page)).to_have_text(["first try", "Run 1", "The shipped run"])

    page.reload()
    expect(page.get_by_text(SENTENCE)).to_be_visible(timeout=PATIENCE)
    expect(names_in_table(page)).to_have_text(["first try", "Run 1", "The shipped run"])

    # Another choice in the table: the second run and the shipped one.
    for row in (0, 2):
        tick(page, row)
    expect(page.get_by_text(re.compile("^From The shipped run to Run 1: Epochs 50 → 8;"))).to_be_visible()
    assert_clean(page, server)

    with new_context(browser) as context:
        stranger = context.new_page()
        stranger.goto(f"{server.url}/experiments")
        once(stranger.get_by_text("one run beside nothing says nothing"))


def train(page: Page) -> None:
    """Train to the end; the new run is there when the address names it."""
    run = "() => new URL(location).searchParams.get('run')"
    before = page.evaluate(run)
    button(page, "Train")
    page.wait_for_function(f"before => ({run})() != before", arg=before, timeout=PATIENCE)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=PATIENCE)
    # Long enough for a training host that has to start on a busy machine.
    once(page.get_by_text(re.compile(r"^Epoch 8 of 8.*done")), 3 * PATIENCE)


def legend(page: Page, alt: str) -> Locator:
    """The names in the legend of the chart whose description begins so."""
    return page.locator(f".live-chart[aria-label^='{alt}'] .legendtext")


def names_in_table(page: Page) -> Locator:
    """The names in the table, as a screen reader has them; the table writes them a moment after the page is drawn."""
    return page.get_by_test_id("stDataFrame").locator("td[aria-colindex='1']")


def tick(page: Page, row: int) -> None:
    """Click the box in front of a row, counted from 0; each row is 35 pixels tall, like the head above them."""
    page.get_by_test_id("stDataFrame").click(position={"x": 14, "y": 35 * (row + 1) + 17})
