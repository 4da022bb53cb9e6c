"""The units of a network as dots that move with the film, in a real Chromium."""

from __future__ import annotations

import base64
import re
import struct
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.film import AT, LONG, NOTE, frames_of, listen, open_train, press, told
from tests.support.browser.learner import PATIENCE, STILL, assert_clean, once

UNITS, SAID = ".units svg", ".units-told"
# The state that each dot stands for, layer by layer.
DOTS = "() => [...document.querySelectorAll('.units .unit')].map((dot) => Number(dot.dataset.state))"
# Circles above zero, squares below.
CIRCLES = (
    "() => [...document.querySelectorAll('.units .unit')].filter((dot) => dot.getAttribute('d').includes('a')).length"
)


def film_of(page: Page, server: AppServer) -> dict[str, Any]:
    """The film that the page has asked for, read as a browser's own answer."""
    address = page.evaluate("() => performance.getEntriesByType('resource').map((one) => one.name)")
    [film] = {one for one in address if re.search(r"/lab/film/[^/]+$", one)}
    return page.evaluate("async (address) => (await fetch(address)).json()", film)


def states_of(film: dict[str, Any], epoch: int) -> list[float]:
    """The states of the units after an epoch, read by other means than the page's."""
    units = film["units"]
    places = base64.b64decode(units["states"])
    most = struct.unpack(f"<{len(units['epochs'])}f", base64.b64decode(units["most"]))
    at, size = units["epochs"].index(epoch), len(places) // len(units["epochs"])
    return [(place - 127) / 127 * most[at] for place in places[at * size : (at + 1) * size]]


def test_the_units_move_with_the_film_and_are_its_numbers(page: Page, server: AppServer) -> None:
    messages = frames_of(page)
    open_train(page, server, "train?units=12&epochs=30")
    page.locator(UNITS).scroll_into_view_if_needed()
    expect(page.locator(SAID)).to_have_text(re.compile("^No states yet"))
    height = page.locator(".units").bounding_box()["height"]
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text(re.compile("^Done")).first.wait_for(timeout=PATIENCE)
    page.locator(UNITS).scroll_into_view_if_needed()
    expect(page.locator(SAID)).to_have_text(re.compile("^After epoch 30, "))
    head = page.get_by_role("slider", name="Epoch", exact=True)
    head.fill("29")
    told(page, 29)
    film = film_of(page, server)
    page.wait_for_function(STILL, timeout=PATIENCE)
    requests, before = listen(page), len(messages)

    drawn = {}
    for epoch in (0, 30):
        head.fill(str(epoch))
        told(page, epoch)
        page.locator(UNITS).scroll_into_view_if_needed()
        expect(page.locator(SAID)).to_have_text(re.compile(f"^After epoch {epoch}, "))
        expected = states_of(film, epoch)
        page.wait_for_function(f"first => ({DOTS})()[0] === first", arg=expected[0])
        drawn[epoch] = page.evaluate(DOTS)
        assert drawn[epoch] == pytest.approx(expected, rel=1e-6)
        above, below = sum(state > 0 for state in expected), sum(state < 0 for state in expected)
        at_last = f"states at the last step of the newest validation window: {above} positive, {below} negative."
        expect(page.locator(UNITS)).to_have_attribute("aria-label", f"LSTM, 12 units. After epoch {epoch}, {at_last}")
        assert page.evaluate(CIRCLES) == above
    assert len(drawn[0]) == 12
    assert drawn[0] != drawn[30]

    head.press("Home")
    press(page, "25/s: 25 epochs a second")
    page.evaluate(NOTE)
    press(page, "Play")
    page.wait_for_function("() => labShown.at(-1) === 30", timeout=PATIENCE)
    expect(page.locator(SAID)).to_have_text(re.compile("^After epoch 30, "))
    assert page.evaluate("labShifts") == []
    assert requests == []
    assert messages[before:] == []
    assert page.locator(".units").bounding_box()["height"] == height

    # Under the hand the window walks through it, and stands at its last step again.
    page.evaluate(
        """() => {
            const said = document.querySelector(".units-told");
            window.labSteps = [];
            new MutationObserver(() => labSteps.push(said.textContent))
                .observe(said, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.locator(UNITS).focus()
    page.wait_for_function("() => labSteps.at(-1)?.includes('at the last step')", timeout=PATIENCE)
    steps = page.evaluate("labSteps")
    assert [int(re.search(r"at step (\d+) of 10 ", words)[1]) for words in steps[:-1]] == list(range(1, 11))
    assert page.evaluate(DOTS) == pytest.approx(drawn[30], rel=1e-6)
    assert requests == []
    assert_clean(page, server)


def test_while_it_trains_the_units_follow_and_with_less_motion_no_window_walks(page: Page, server: AppServer) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_train(page, server, LONG)
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(f"() => ({AT})() > 20", timeout=PATIENCE)
    page.locator(UNITS).scroll_into_view_if_needed()
    seen = "() => Number(document.querySelector('.units-told').textContent.match(/^After epoch (\\d+)/)?.[1] ?? -1)"
    page.wait_for_function(f"() => ({seen})() > 0", timeout=PATIENCE)
    first = page.evaluate(seen)
    page.wait_for_function(f"first => ({seen})() > first", arg=first, timeout=PATIENCE)
    page.get_by_role("button", name="Stop", exact=True).click()
    once(page.get_by_text(re.compile("stopped$")))
    # It stands at its end, whatever had been kept.
    page.wait_for_function(f"() => ({seen})() === ({AT})()", timeout=PATIENCE)
    page.locator(UNITS).focus()
    page.locator(UNITS).hover()
    expect(page.locator(SAID)).to_have_text(re.compile("^After epoch"))
    assert_clean(page, server)
