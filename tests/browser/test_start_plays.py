"""The cell on Start plays by itself until a hand takes it, and tells the server nothing meanwhile."""

import re

from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, STILL, assert_clean, button, once


def test_the_cell_plays_by_itself_until_a_hand_takes_it(page: Page, server: AppServer) -> None:
    asked: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(frame)))
    page.goto(server.url)
    page.wait_for_function(STILL, timeout=PATIENCE)
    cell = page.locator(".st-key-start_cell")
    step = cell.get_by_role("slider", name="Time step")
    before, told = step.input_value(), len(asked)
    expect(step).not_to_have_value(before, timeout=PATIENCE)
    assert len(asked) == told
    cell.get_by_role("button", name="Pause").click()
    expect(cell.get_by_role("button", name="Play")).to_be_visible()
    assert_clean(page, server)


def test_it_stands_still_where_motion_is_reduced(page: Page, server: AppServer) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(server.url)
    page.wait_for_function(STILL, timeout=PATIENCE)
    expect(page.locator(".st-key-start_cell").get_by_role("button", name="Play")).to_be_visible(timeout=PATIENCE)


def test_a_network_is_trained_on_the_first_page(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/?units=4&epochs=5")
    button(page, "Train it now")
    once(page.get_by_role("button", name="Train it now", exact=True))
    expect(page.get_by_role("link", name="run: yours", exact=True)).to_have_count(1, timeout=PATIENCE)
    page.wait_for_url(re.compile("run="), timeout=PATIENCE)
    assert_clean(page, server)
