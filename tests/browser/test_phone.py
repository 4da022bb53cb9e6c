"""On a phone, what a sentence asks for is at hand."""

from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, choose, heading


def test_the_line_of_changed_settings_brings_the_train_button(page: Page, server: AppServer) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    # Another series takes the noise back; the way on leads to Train.
    page.goto(f"{server.url}/data?noise=0.3&units=3&epochs=2")
    choose(page, "Generator", "AR(1)")
    line = page.locator(".st-key-changed")
    expect(line.get_by_text("1 setting changed:")).to_be_visible(timeout=PATIENCE)
    train = page.get_by_role("button", name="Train", exact=True)
    expect(train).to_have_count(0)
    for name in ("Explore", "Prepare", "Train"):
        page.get_by_role("link", name=f"On to {name}").click(timeout=PATIENCE)
        heading(page, name)
    expect(line.get_by_text("1 setting changed:")).to_be_visible(timeout=PATIENCE)
    expect(train.first).to_be_in_viewport(ratio=1, timeout=PATIENCE)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(train).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 844})
    line.get_by_role("button", name="Train", exact=True).click(timeout=PATIENCE)
    # What comes of it stands far below the settings, and so do the buttons that go on with it.
    expect(page.locator(".st-key-train_buttons button:focus")).to_be_in_viewport(timeout=PATIENCE)
    expect(page.get_by_text("run: yours")).to_be_visible(timeout=PATIENCE)
    assert_clean(page, server)
