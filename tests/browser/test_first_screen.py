"""What a newcomer sees before any scrolling: on a projector the picture and its controls, on a phone the picture."""

import pytest
from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, STILL, assert_clean
from ui.format.pages import PAGES

SCREENS = {"projector": (1280, 720), "phone": (390, 844)}
# The first picture of the page, and the words that stand above it; what controls say of themselves is no prose.
SEEN = """() => {
    const main = document.querySelector("[data-testid=stMainBlockContainer]");
    const box = (element) => element.getBoundingClientRect();
    const all = [...main.querySelectorAll(".live-chart, .st-key-start_cell")];
    const pictures = all.filter((one) => box(one).height > 50);
    const [first] = pictures.map(box).sort((one, other) => one.top - other.top);
    const prose = [...main.querySelectorAll("[data-testid=stMarkdownContainer]")].filter((one) =>
        box(one).height && box(one).top < first.top && !one.closest("label, button, a"));
    return {
        bottom: first.bottom,
        words: prose.flatMap((one) => one.innerText.split(/\\s+/)).filter(Boolean).length,
        head: Math.max(...[...main.querySelectorAll("h1, .st-key-stepper a")].map((one) => box(one).bottom)),
        wide: document.querySelector("[data-testid=stMain]").scrollWidth,
    };
}"""
# The one main button of a page that has one.
MAIN = {"start": "Train it now", "train": "Train"}
BAR = 60


@pytest.mark.parametrize("screen", SCREENS)
def test_the_first_screen_has_the_picture(page: Page, server: AppServer, screen: str) -> None:
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    for name in PAGES:
        page.goto(f"{server.url}/{name if name != PAGES[0] else ''}")
        page.wait_for_function(STILL, timeout=PATIENCE)
        expect(page.locator(".live-chart, .st-key-start_cell svg.cell").first).to_be_visible(timeout=PATIENCE)
        seen = page.evaluate(SEEN)
        assert seen["bottom"] <= height, (name, seen)
        assert seen["words"] < 60, (name, seen)
        assert seen["wide"] <= width, (name, seen)
        assert screen == "phone" or seen["head"] - BAR <= 150, (name, seen)
        if name in MAIN:
            button = page.get_by_role("button", name=MAIN[name], exact=True).first.bounding_box()
            assert button is not None
            assert button["y"] + button["height"] <= height, (name, button)
    assert_clean(page, server)
