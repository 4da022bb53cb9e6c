"""From a finding to its fix: a rising series read as values, the doctor's change, a better score."""

import re

from playwright.sync_api import Page, expect

from tests.browser.app_server import AppServer
from tests.browser.learner import PATIENCE, assert_clean, button, go, heading

OUTSIDE = re.compile(r"of the test part lies outside the training range")


def test_the_doctors_fix_makes_the_score_better(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/train?series=trend_season")
    heading(page, "Train")
    train(page)
    go(page, "Results")
    finding = page.get_by_text(OUTSIDE).first
    expect(finding).to_be_visible(timeout=PATIENCE)

    page.get_by_role("button", name=re.compile("^Try this: Transform Values → ")).first.click()
    heading(page, "Train")
    page.wait_for_url(re.compile("transform=difference"))
    train(page)
    go(page, "Results")
    told = page.get_by_test_id("stAlertContainer").filter(has_text="You tried Transform Values → Change per step")
    expect(told).to_be_visible(timeout=PATIENCE)
    before, after = map(_number, re.search(r"Skill (\S+) → (\S+),", told.inner_text()).groups())
    assert after > max(before, 0.1)
    expect(page.get_by_text(OUTSIDE)).to_have_count(0)
    assert_clean(page, server)


def train(page: Page) -> None:
    """Train to the end. What the run before has left on the page goes when the new one, with another id, is drawn."""
    before = run_id(page)
    button(page, "Train")
    page.wait_for_function(
        "before => new URL(location).searchParams.get('run') != before", arg=before, timeout=PATIENCE
    )
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=PATIENCE)
    # Long enough for a training host that has to start on a busy machine.
    expect(page.get_by_text(re.compile(r"^Epoch 50 of 50.*done"))).to_be_visible(timeout=3 * PATIENCE)


def run_id(page: Page) -> str | None:
    return page.evaluate("() => new URL(location).searchParams.get('run')")


def _number(shown: str) -> float:
    return float(shown.replace("−", "-"))
