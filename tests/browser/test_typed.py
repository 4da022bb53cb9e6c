"""A number beside its slider in a real Chromium: typed, moved fast, and kept in focus."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.app_server import AppServer
from tests.browser.learner import PATIENCE, assert_clean


def test_a_slider_in_a_hurry_ends_where_the_hand_left_it(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/train")
    slider, number = views(page)
    expect(number).to_have_value("50", timeout=PATIENCE)
    for _ in range(25):
        slider.press("ArrowRight")
    expect(number).to_have_value("75", timeout=PATIENCE)
    expect(slider).to_have_value("75")
    page.wait_for_url(re.compile("units=75$"), timeout=PATIENCE)
    assert_clean(page, server)


def test_a_number_in_a_hurry_ends_where_the_hand_left_it(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/train?units=75")
    slider, number = views(page)
    expect(number).to_have_value("75", timeout=PATIENCE)
    for _ in range(15):
        number.press("ArrowDown")
    expect(slider).to_have_value("60", timeout=PATIENCE)
    expect(number).to_have_value("60")
    page.wait_for_url(re.compile("units=60$"), timeout=PATIENCE)
    assert_clean(page, server)


def views(page: Page) -> tuple[Locator, Locator]:
    """The slider of the units and the number beside it."""
    return page.get_by_role("slider", name=re.compile("^Units")), page.get_by_label("Number: Units (cells)")


def test_a_typed_number_is_taken_or_refused_with_a_sentence(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/train")
    number = page.get_by_label("Number: Epochs")
    expect(number).to_have_value("50", timeout=PATIENCE)
    number.fill("137")
    number.press("Enter")
    expect(page.get_by_role("slider", name=re.compile("^Epochs"))).to_have_value("137", timeout=PATIENCE)
    expect(number).to_be_focused()
    number.fill("999999")
    number.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="It stays 137.")).to_be_visible(timeout=PATIENCE)
    expect(number).to_have_value("137")
    assert_clean(page, server)
