"""A search in a real Chromium: started, found again after a reload, stopped, its best settings taken to Train."""

import re

from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, button, heading, once

# Two trials and the learner's own settings, each a work of its own.
TRIALS_PATIENCE = 4 * PATIENCE


def test_a_search_survives_a_reload_and_leads_to_train(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/experiments?length=100&epochs=2&units=4")
    heading(page, "Experiments")
    page.get_by_role("radio", name="Search", exact=True).click()
    page.get_by_role("radio", name="Random", exact=True).click()
    expect(page.get_by_text("30 trials × 3 origins = 90 trainings")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Start the search").press("Enter")
    once(page.get_by_text("The test part is locked"))
    # A second Enter would change a setting.
    expect(page.locator("button[aria-label=Increment]:focus")).to_have_count(0)
    once(page.get_by_text(re.compile(r"Best of \d+ finished trial")), TRIALS_PATIENCE)
    page.reload()
    # Still running, and on the section that shows it.
    once(page.get_by_text(re.compile(r"The search runs: \d+ of 30 trials")))
    # A chart with tools in it is no image: what is inside one is not told.
    expect(page.locator(".lab-chart").first).to_have_role("figure")
    button(page, "Stop")
    once(page.get_by_text("On the test part, which no trial has seen:"), TRIALS_PATIENCE)
    best = page.get_by_text(re.compile("Best of .* finished trials?: trial"))
    once(best)
    units = re.search(r"Units (\d+)", best.first.inner_text())
    assert units is not None
    button(page, "Use the best")
    heading(page, "Train")
    expect(page).to_have_url(re.compile(rf"units={units[1]}(&|$)"))
    assert_clean(page, server)
