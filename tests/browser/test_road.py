"""The live road in a real Chromium: curves move without script runs, and whatever breaks on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, new_context, once

LOSS = '.live-chart[aria-label^="Loss"]'
# Long enough to be caught in the middle on any machine, stopped by the tests.
LONG = "train?epochs=1000&units=64"
EPOCH = "() => Number((document.querySelector('.lab-slot')?.innerText.match(/^Epoch (\\d+)/) ?? [0, 0])[1])"

# How far the training is in an answer of the road.
TOLD = r"/Epoch (\d+) of/"
DRAWN = f"""() => Number(document.querySelector('{LOSS}').getAttribute('aria-label').match(/epoch (\\d+)/)[1])"""


def open_train(page: Page, server: AppServer, address: str = LONG) -> None:
    page.goto(f"{server.url}/{address}")
    page.get_by_text("Back to").first.wait_for(timeout=PATIENCE)


def train(page: Page) -> None:
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(f"() => ({EPOCH})() > 2", timeout=PATIENCE)


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop", exact=True).click()
    once(page.get_by_text(re.compile("stopped$")))


def moves(page: Page) -> None:
    """Both the line and the chart go on."""
    before = page.evaluate(EPOCH)
    page.wait_for_function(f"before => ({EPOCH})() > before + 2", arg=before, timeout=PATIENCE)
    page.wait_for_function(f"before => ({DRAWN})() > before", arg=before, timeout=PATIENCE)


def test_curves_move_and_no_script_runs_meanwhile(page: Page, server: AppServer) -> None:
    asked: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(frame)))
    open_train(page, server)
    train(page)
    points = "chart => chart.data[0].y.length"
    drawn = page.locator(LOSS).evaluate(points)
    # What the click itself asks for comes before the first epochs.
    before = len(asked)
    moves(page)
    moves(page)
    assert len(asked) == before
    assert page.locator(LOSS).evaluate(points) > drawn
    stop(page)
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()
    assert_clean(page, server)


# Notes the frame in which each chart is drawn from now on.
NOTE_FRAMES = """() => {
    const react = Plotly.react;
    window.drawnIn = [];
    Plotly.react = (...chart) => { drawnIn.push(document.timeline.currentTime); return react.apply(Plotly, chart); };
}"""


def test_two_charts_that_move_are_never_drawn_in_the_same_frame(page: Page, server: AppServer) -> None:
    open_train(page, server)
    train(page)
    page.evaluate(NOTE_FRAMES)
    moves(page)
    moves(page)
    frames = page.evaluate("drawnIn")
    assert len(frames) > 2
    assert len(set(frames)) == len(frames)
    stop(page)


def test_the_end_is_drawn_by_itself(page: Page, server: AppServer) -> None:
    open_train(page, server, "train?epochs=60")
    page.get_by_role("button", name="Train", exact=True).click()
    once(page.get_by_text("Epoch 60 of 60"))
    page.get_by_text(re.compile("^Done")).first.wait_for(timeout=PATIENCE)
    expect(page.locator(LOSS)).to_have_attribute("aria-label", re.compile("after epoch 60:"))
    assert len(page.locator(LOSS).evaluate("chart => chart.data[0].y")) == 61
    assert_clean(page, server)


def test_where_events_do_not_get_through_a_slow_poll_takes_over(page: Page, server: AppServer) -> None:
    page.route(re.compile(r"/lab/live/[^?]*\?from=[\d.]*$"), lambda route: route.abort())
    open_train(page, server)
    train(page)
    moves(page)
    stop(page)
    page.get_by_role("button", name="Train", exact=True).wait_for(timeout=PATIENCE)


def test_a_road_that_breaks_in_the_middle_goes_on(page: Page, server: AppServer) -> None:
    open_train(page, server)
    train(page)
    # The stream's own connection breaks, and every new one for a while.
    page.route("**/lab/live/**", lambda route: route.abort())
    page.evaluate("() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
                  " document.dispatchEvent(new Event('visibilitychange')); delete document.hidden;"
                  " document.dispatchEvent(new Event('visibilitychange')); }")  # fmt: skip
    before = page.evaluate(EPOCH)
    page.unroute("**/lab/live/**")
    page.wait_for_function(f"before => ({EPOCH})() > before", arg=before, timeout=PATIENCE)
    moves(page)
    # Nothing is missing in between: one point per epoch.
    y = page.locator(LOSS).evaluate("chart => chart.data[0].x.slice(0, 60)")
    assert y == list(range(len(y)))
    stop(page)


def test_a_hidden_tab_gets_no_pictures_and_catches_up(page: Page, server: AppServer) -> None:
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url) if "/lab/live/" in request.url else None)
    open_train(page, server)
    train(page)
    page.evaluate("() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
                  " document.dispatchEvent(new Event('visibilitychange')); }")  # fmt: skip
    # The road is left one turn later; what had come before is drawn in the next frames, one picture in each.
    page.evaluate("""async () => {
        await new Promise(setTimeout);
        for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
    }""")
    still = page.evaluate(EPOCH)
    further = f"async ([address, epoch]) => Number((await (await fetch(address)).text()).match({TOLD})?.[1]) > epoch"
    page.wait_for_function(further, arg=[seen[0].replace("?", "?poll=1&"), still + 5], timeout=PATIENCE)
    assert page.evaluate(EPOCH) == still
    page.evaluate("() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }")
    page.wait_for_function(f"before => ({EPOCH})() > before", arg=still, timeout=PATIENCE)
    stop(page)
    assert_clean(page, server)


def test_another_browser_is_not_told(page: Page, server: AppServer, browser: Browser) -> None:
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url) if "/lab/live/" in request.url else None)
    open_train(page, server)
    train(page)
    address = seen[0].replace("?", "?poll=1&")
    assert page.request.get(address).status == 200
    with new_context(browser) as stranger:
        stranger.new_page().goto(server.url)
        assert stranger.request.get(address).status == 404
    stop(page)


@pytest.fixture
def eight(browser: Browser) -> Iterator[list[Page]]:
    with ExitStack() as stack:
        yield [stack.enter_context(new_context(browser)).new_page() for _ in range(8)]


def test_eight_train_at_once_and_five_reload_in_the_middle(eight: list[Page], server: AppServer) -> None:
    for page in eight:
        open_train(page, server, "train?epochs=200")
    for page in eight:
        page.get_by_role("button", name="Train", exact=True).click()
    runs = []
    for place, page in enumerate(eight):
        page.wait_for_url("**run=*")
        runs.append(re.search(r"run=([\w-]+)", page.url).group(1))  # type: ignore[union-attr]
        if place < 5:
            # In the middle, at once: none waits for the page of another one.
            page.reload(wait_until="commit")
    for page, run in zip(eight, runs, strict=True):
        once(page.get_by_text("Epoch 200 of 200"), 3 * PATIENCE)
        expect(page.locator(LOSS)).to_have_attribute("aria-label", re.compile("after epoch 200:"))
        assert f"run={run}" in page.url
        assert len(page.locator(LOSS).evaluate("chart => chart.data[0].y")) == 201
