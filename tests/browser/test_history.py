"""Back and Forward in a real Chromium: each stop is a state, and its address and its page say the same."""

import re

from playwright.sync_api import Page, expect

from tests.browser.app_server import AppServer
from tests.browser.learner import PATIENCE, go, slider


def window(page: Page, value: int) -> None:
    shown = page.get_by_role("slider", name=re.compile("^Window"))
    expect(shown).to_have_value(str(value), timeout=PATIENCE)


def at(page: Page, address: str) -> None:
    page.wait_for_url(re.compile(re.escape(address) + "$"), timeout=PATIENCE)


def test_back_and_forward_restore_every_state(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/prepare")
    window(page, 10)
    slider(page, "Window", "ArrowRight")
    at(page, "/prepare?window=11")
    slider(page, "Window", "ArrowRight")
    at(page, "/prepare?window=12")
    page.go_back()
    window(page, 11)
    at(page, "/prepare?window=11")
    page.go_back()
    window(page, 10)
    at(page, "/prepare")
    page.go_forward()
    window(page, 11)
    page.go_forward()
    window(page, 12)
    at(page, "/prepare?window=12")


def test_another_page_is_one_entry(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/prepare")
    window(page, 10)
    slider(page, "Window", "ArrowRight")
    at(page, "/prepare?window=11")
    go(page, "Train")
    at(page, "/train?window=11")
    page.get_by_text("Back to").first.wait_for(timeout=PATIENCE)
    go(page, "Explore")
    at(page, "/explore?window=11")
    page.get_by_text("Back to").first.wait_for(timeout=PATIENCE)
    page.go_back()
    at(page, "/train?window=11")
    page.go_back()
    at(page, "/prepare?window=11")
    window(page, 11)
    page.go_back()
    at(page, "/prepare")
    window(page, 10)
