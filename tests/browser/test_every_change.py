"""Train on every change, in a real Chromium: a hand that moves a knob on and on ends with its last value's curves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from rig.server import AppServer, serve
from tests.support.browser.learner import PATIENCE, STILL, assert_clean, heading, once, slider

MOVES = 20
DONE = re.compile("^Epoch 50 of 50 .* done$")
LOSS = '.live-chart[aria-label^="Loss after epoch 50"]'
NAMES = f"() => document.querySelector('{LOSS}')?.data.map((trace) => trace.name)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server of its own: nobody else waits in its line."""
    with serve(tmp_path_factory.mktemp("every")) as running:
        yield running


def test_many_moves_end_with_the_last_value(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/train")
    heading(page, "Train")
    page.wait_for_function(STILL, timeout=PATIENCE)
    # The host has to be there before a knob alone begins a training.
    expect(page.get_by_text("Ready: 50 epochs").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Train", exact=True).first.click()
    once(page.get_by_text(DONE))
    for _ in range(MOVES):
        slider(page, "Units", "ArrowRight")
    page.wait_for_url(re.compile(f"units={50 + MOVES}"), timeout=PATIENCE)
    once(page.get_by_text(DONE))
    page.wait_for_function(STILL, timeout=PATIENCE)
    expect(page.get_by_text(f"LSTM {50 + MOVES}").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("The charts show your run.")).to_be_visible(timeout=PATIENCE)
    names = page.wait_for_function(NAMES, timeout=PATIENCE).json_value()
    assert "Units 50" in names
    assert_clean(page, server)
