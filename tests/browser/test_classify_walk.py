"""From the preset to the windows behind a confusion, in a real Chromium."""

import re

from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, button, go, heading, once

# Small enough to train in a moment, large enough to be right more often than not.
SMALL = "sequences=300&epochs=6&units=16"
PRESET = "series=waveforms&task=label&horizon=0&window=50&noise=0.3&lr=0.01&batch=32&steps=50"


def test_from_the_preset_to_a_confusion(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/train?{PRESET}&{SMALL}")
    heading(page, "Train")
    button(page, "Train")
    once(page.get_by_text(re.compile(r"^Done\. .* of the validation windows rightly")))
    go(page, "Results")
    expect(page.get_by_text(re.compile("^Of 60 windows in the test part"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Accuracy, test part")).to_be_visible()

    # A click on the first cell, burst named burst, chooses it in the lists and draws its windows.
    matrix = page.locator(".st-key-classify_confusion .js-plotly-plot")
    matrix.scroll_into_view_if_needed()
    expect(matrix.locator(".annotation").first).to_be_visible(timeout=PATIENCE)
    matrix.locator(".annotation").first.scroll_into_view_if_needed()
    spot = matrix.locator(".annotation").first.bounding_box()
    assert spot is not None
    page.mouse.click(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    expect(page.get_by_text(re.compile(r"^Windows that are burst and were named so: \d+"))).to_be_visible()
    expect(page.locator(".st-key-classify_windows .js-plotly-plot .annotation").first).to_contain_text("burst 0.")
    assert_clean(page, server)
