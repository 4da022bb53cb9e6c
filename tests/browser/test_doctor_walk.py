"""From a finding to its fix: a rising series read as values, the doctor's change, a smaller validation error."""

import re

from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, heading, once

OUTSIDE = re.compile(r"of the test part lies outside the training range")


def test_the_doctors_fix_makes_the_validation_error_smaller(page: Page, server: AppServer) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/train?series=trend_season")
    heading(page, "Train")
    train(page)
    page.get_by_role("link", name="See the results").click()
    heading(page, "Results")
    finding = page.get_by_text(OUTSIDE).first
    expect(finding).to_be_visible(timeout=PATIENCE)

    page.get_by_role("button", name=re.compile("^Try this: Transform Values → ")).first.click()
    heading(page, "Train")
    page.wait_for_url(re.compile("transform=difference"))
    # From far below on a phone to the top of Train, where the run before is no longer done.
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=PATIENCE)
    expect(page.get_by_role("heading", name="Train", exact=True, level=1)).to_be_in_viewport()
    expect(page.get_by_text(re.compile("setting differs from it: Transform Values → .*Press Train"))).to_be_visible()
    expect(page.get_by_text(re.compile("^(Done|Epoch 50)"))).to_have_count(0)
    train(page)
    page.get_by_role("link", name="See the results").click()
    heading(page, "Results")
    told = page.locator(".st-key-doctor_tried_box").filter(has_text="You tried Transform Values → Change per step")
    expect(told).to_be_visible(timeout=PATIENCE)
    before, after = map(float, re.search(r"RMSE was (\S+) and is (\S+) now", told.inner_text()).groups())
    assert after < before
    told.get_by_role("button", name="Train 6 seeds of both").click()
    once(told.get_by_text(re.compile("on this validation part the change helps", re.IGNORECASE)), 4 * PATIENCE)
    expect(page.get_by_text(OUTSIDE)).to_have_count(0)
    assert_clean(page, server)


def train(page: Page) -> None:
    """Train to the end. What the run before has left on the page goes when the new one, with another id, is drawn."""
    before = run_id(page)
    # On a phone the line of changed settings has the same button.
    page.get_by_role("button", name="Train", exact=True).first.click(timeout=PATIENCE)
    page.wait_for_function(
        "before => new URL(location).searchParams.get('run') != before", arg=before, timeout=PATIENCE
    )
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=PATIENCE)
    # Long enough for a training host that has to start on a busy machine.
    once(page.get_by_text(re.compile(r"^Epoch 50 of 50.*done")), 3 * PATIENCE)


def run_id(page: Page) -> str | None:
    return page.evaluate("() => new URL(location).searchParams.get('run')")
