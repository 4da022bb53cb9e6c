"""A shared link in another browser: what it describes, trained on the spot, looked at where it points."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.app_server import AppServer
from tests.browser.learner import PATIENCE, button, go, heading, slider
from tests.browser.test_history import at

SMALL = "units=4&epochs=3"


def test_a_link_of_another_browser_is_trained_where_it_leads(page: Page, browser: Browser, server: AppServer) -> None:
    page.goto(f"{server.url}/train?{SMALL}")
    button(page, "Train")
    expect(page.get_by_text("Done.")).to_be_visible(timeout=PATIENCE)
    go(page, "Gates")
    slider(page, "Step of the window", "ArrowLeft")
    page.wait_for_url(re.compile(r"at\.step=9$"), timeout=PATIENCE)
    link = page.url
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    other = context.new_page()
    other.goto(link)
    heading(other, "Gates")
    expect(other.get_by_text("belongs to another browser")).to_be_visible(timeout=PATIENCE)
    expect(other.locator(".js-plotly-plot").get_by_text("not trained yet")).to_be_visible(timeout=PATIENCE)
    assert "at.step=9" in other.url
    button(other, "Train it now")
    step = other.get_by_role("slider", name=re.compile("^Step of the window"))
    expect(step).to_have_value("9", timeout=PATIENCE)
    expect(other.get_by_text("run: yours")).to_be_visible(timeout=PATIENCE)
    expect(other.get_by_text("belongs to another browser")).to_have_count(0)
    other.wait_for_url(re.compile(r"run=[^&]+.*at\.step=9$"), timeout=PATIENCE)
    context.close()


def test_looking_around_makes_no_entries_and_back_finds_the_place(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/prepare")
    heading(page, "Prepare")
    go(page, "Gates")
    step = page.get_by_role("slider", name=re.compile("^Step of the window"))
    expect(step).to_have_value("10", timeout=PATIENCE)
    entries = page.evaluate("history.length")
    slider(page, "Step of the window", "ArrowLeft")
    at(page, "/gates?at.step=9")
    slider(page, "Step of the window", "ArrowLeft")
    at(page, "/gates?at.step=8")
    assert page.evaluate("history.length") == entries
    go(page, "Results")
    at(page, "/results")
    page.get_by_text("Back to").first.wait_for(timeout=PATIENCE)
    page.go_back()
    at(page, "/gates?at.step=8")
    expect(step).to_have_value("8", timeout=PATIENCE)
    page.go_back()
    at(page, "/prepare")
    page.go_forward()
    at(page, "/gates?at.step=8")
    expect(step).to_have_value("8", timeout=PATIENCE)
