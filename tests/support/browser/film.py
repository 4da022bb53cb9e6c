"""The film of a training as a learner plays it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE

# Long enough to be caught in the middle on any machine, stopped by the test.
LONG = "train?epochs=1000&units=64"
# The epoch that the player tells.
AT = "() => Number(document.querySelector('.film-told')?.textContent.match(/^After epoch (\\d+)/)?.[1] ?? -1)"
# From now on `labShown` has every epoch that the player has told, and `labShifts` whatever has jumped.
NOTE = """() => {
    window.labShown = [];
    window.labShifts = [];
    const told = document.querySelector(".film-told");
    new MutationObserver(() => labShown.push(Number(told.textContent.match(/^After epoch (\\d+)/)[1])))
        .observe(told, { childList: true, characterData: true, subtree: true });
    new PerformanceObserver((list) => {
        for (const { sources } of list.getEntries()) labShifts.push(...sources.map(({ node }) => node?.outerHTML));
    }).observe({ type: "layout-shift" });
}"""


def open_train(page: Page, server: AppServer, address: str = "train") -> None:
    page.goto(f"{server.url}/{address}")
    page.get_by_text("Back to").first.wait_for(timeout=PATIENCE)


def told(page: Page, epoch: int) -> str:
    """What the player says, once it has come to an epoch."""
    expect(page.locator(".film-told")).to_have_text(re.compile(f"^After epoch {epoch}:"))
    return page.locator(".film-told").inner_text()


def press(page: Page, name: str) -> None:
    page.locator(".film").get_by_role("button", name=name, exact=True).press("Enter")


def listen(page: Page) -> list[str]:
    """What goes to the server and comes from it from now on."""
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))
    return heard


def frames_of(page: Page) -> list[Any]:
    """Messages over Streamlit's own line, to be asked for before the page is opened."""
    heard: list[Any] = []

    def hear(way: str) -> Callable[[Any], None]:
        return lambda frame: heard.append((way, frame))

    page.on("websocket", lambda socket: (socket.on("framesent", hear("to")), socket.on("framereceived", hear("from"))))
    return heard
