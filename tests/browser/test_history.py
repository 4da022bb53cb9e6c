"""Back and Forward in a real Chromium: each stop is a state, and its address and its page say the same."""

import re

from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, at, button, go, heading, slider


def window(page: Page, value: int) -> None:
    shown = page.get_by_role("slider", name=re.compile("^Window"))
    expect(shown).to_have_value(str(value), timeout=PATIENCE)


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


# Every address as it stands in the browser from one moment to the next.
FOLLOW = """for (const way of ["pushState", "replaceState"]) {
    const own = History.prototype[way];
    History.prototype[way] = function (...entry) {
        own.apply(this, entry);
        (window.addresses ??= []).push(location.pathname + location.search);
    };
}"""


def test_another_page_has_the_settings_from_its_first_moment(page: Page, server: AppServer) -> None:
    page.add_init_script(FOLLOW)
    page.goto(f"{server.url}/prepare?window=11")
    window(page, 11)
    for name in ("Train", "Gates", "Explore"):
        go(page, name)
        at(page, f"/{name.lower()}?window=11")
    seen = page.evaluate("addresses")
    assert {"/train", "/gates", "/explore"} <= {address.partition("?")[0] for address in seen}
    assert [address for address in seen if "window=11" not in address] == []


def test_a_door_to_other_settings_is_one_entry_more_and_none_is_bare(page: Page, server: AppServer) -> None:
    page.add_init_script(FOLLOW)
    page.goto(f"{server.url}/?series=nile&window=11")
    button(page, "Start with a noisy sine")
    heading(page, "Data")
    at(page, "/data?window=11")
    assert [address for address in page.evaluate("addresses") if "window=11" not in address] == []
    page.go_back()
    at(page, "/?window=11")
    page.go_back()
    at(page, "/?series=nile&window=11")
    expect(page.get_by_text("Nile flow, 100 points")).to_be_visible(timeout=PATIENCE)


# What the server says waits until it says a word, and then comes all at once, as in a browser that has much else to do.
ALL_AT_ONCE = """{
    const listen = WebSocket.prototype.addEventListener, held = [];
    let word = "";
    window.waitFor = (said) => { word = said; };
    WebSocket.prototype.addEventListener = function (kind, hear, ...rest) {
        const late = (event) => {
            held.push(() => hear.call(this, event));
            if (!word || new TextDecoder().decode(event.data).includes(word)) {
                word = "";
                for (const say of held.splice(0)) say();
            }
        };
        listen.call(this, kind, kind === "message" ? late : hear, ...rest);
    };
}"""


def test_a_page_that_comes_all_at_once_leaves_the_one_before_its_place(page: Page, server: AppServer) -> None:
    page.add_init_script(ALL_AT_ONCE)
    page.goto(f"{server.url}/gates?at.step=8")
    expect(page.get_by_role("slider", name=re.compile("^Step of the window"))).to_have_value("8", timeout=PATIENCE)
    page.evaluate("waitFor('on=results')")
    go(page, "Results")
    at(page, "/results")
    page.go_back()
    at(page, "/gates?at.step=8")
