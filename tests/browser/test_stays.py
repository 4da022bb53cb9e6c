"""What is under the hand stays there, and what a hand has done is not lost: nothing jumps, nothing is told too late."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, STILL, button, go, heading

# From the top of the page, in whole pixels: the buttons of Train and its first chart, once neither has moved for a
# second: a page that has just come still finds its places.
PLACES = """() => new Promise((done) => {
    const look = () => ["train_buttons", "train_loss"].map((key) => Math.round(
        document.querySelector(`.st-key-${key}`).getBoundingClientRect().top
        + document.querySelector("[data-testid=stMain]").scrollTop));
    let last = look(), same = 0;
    const timer = setInterval(() => {
        const now = look();
        same = String(now) === String(last) ? same + 1 : 0;
        last = now;
        if (same === 20) { clearInterval(timer); done(now); }
    }, 50);
})"""
# Where the keyboard is: tag, name, and whether a line or a shadow is drawn round it, or round what stands for it.
STOP = """() => {
    const stop = document.activeElement;
    let ring = false, opacity = 1;
    for (let e = stop; e && !e.matches("[data-testid=stElementContainer]"); e = e.parentElement) {
        const { outlineStyle, outlineWidth, boxShadow, opacity: own } = getComputedStyle(e);
        ring ||= (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
        opacity *= own;
    }
    const drawn = stop.matches("input[type=checkbox]") ? 1 : opacity;
    return [stop.tagName, stop.ariaLabel || stop.innerText || stop.className, ring && drawn > 0.9];
}"""
# A key on the slider of the window, and at once a click on another page, as fast as no hand could.
AT_ONCE = """() => {
    const slider = document.querySelector(".st-key-w_window input[type=range], .st-key-w_window [role=slider]");
    const link = [...document.querySelectorAll("a")].find((one) => one.pathname === "/explore");
    // What the slider shows when the other page is asked for.
    window.go = () => { link.click(); return slider.value ?? slider.ariaValueNow; };
    slider.focus();
}"""


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (390, 844)])
def test_a_training_that_begins_and_ends_moves_neither_buttons_nor_charts(
    page: Page, server: AppServer, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(server.url)
    button(page, "Train it yourself")
    heading(page, "Train")
    expect(page.locator(".st-key-changed")).to_have_count(1)
    page.wait_for_function(STILL, timeout=PATIENCE)
    buttons = page.evaluate(PLACES)[0]
    # One epoch, and it waits: there is time to look.
    page.locator(".st-key-train_step button").filter(visible=True).click()
    expect(page.locator(".st-key-train_resume")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(".st-key-changed_before")).to_have_count(1)
    # It keeps its place, and says nothing any more.
    expect(page.locator(".st-key-changed_before p").first).to_be_hidden()
    page.wait_for_function(STILL, timeout=PATIENCE)
    running = page.evaluate(PLACES)
    assert running[0] == buttons
    page.locator(".st-key-train_resume button").filter(visible=True).click()
    expect(page.locator(".st-key-train_outcome").get_by_text("Done.")).to_have_count(1, timeout=PATIENCE)
    page.wait_for_function(STILL, timeout=PATIENCE)
    assert page.evaluate(PLACES) == running


def test_another_page_is_asked_for_after_the_slider_has_told(page: Page, server: AppServer) -> None:
    told: list[tuple[str, bool]] = []

    def note(frame: str | bytes) -> None:
        message = BackMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
        if message.WhichOneof("type") == "rerun_script":
            states = message.rerun_script.widget_states.widgets
            moved = any("w_window" in state.id and state.double_array_value.data[:] == [11.0] for state in states)
            told.append((message.rerun_script.page_script_hash, moved))

    page.on("websocket", lambda socket: socket.on("framesent", note))
    page.goto(f"{server.url}/prepare")
    expect(page.get_by_role("link", name="On to Train")).to_have_count(1, timeout=PATIENCE)
    # What a page draws late takes the focus from a slider that it replaces, and then no key reaches it.
    page.wait_for_function(STILL, timeout=PATIENCE)
    # Its script is loaded when the first slider is drawn.
    page.locator(".st-key-w_window input[type=range]").wait_for(timeout=PATIENCE)
    page.evaluate(AT_ONCE)
    told.clear()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => window.go()") == "11"
    heading(page, "Explore")
    expect(page).to_have_url(f"{server.url}/explore?window=11", timeout=PATIENCE)
    # The slider's message comes first and is about its own page; after it comes the other page, and no more of this.
    assert told[0][1]
    assert [one[0] for one in told].index(told[-1][0]) > 0
    assert told[0][0] not in [one[0] for one in told[1:]]


def test_the_keyboard_goes_on_below_a_button_that_can_be_pressed_no_more(page: Page, server: AppServer) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    page.goto(f"{server.url}/experiments?at.section=seeds&epochs=300")
    go_on = page.locator(".st-key-seeds_go button").filter(visible=True)
    # What a page draws late takes the focus from what it replaces.
    page.wait_for_function(STILL, timeout=PATIENCE)
    go_on.focus()
    page.keyboard.press("Enter")
    # Until the seeds are trained there are Pause and Stop, and afterwards what they leave behind.
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)


def test_below_the_last_button_of_a_page_the_keyboard_finds_the_way_on(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/explore")
    page.get_by_role("button", name=re.compile("^Use window = ")).press("Enter", timeout=PATIENCE)
    expect(page.get_by_role("button", name=re.compile("is in use$"))).to_be_disabled(timeout=PATIENCE)
    expect(page.get_by_role("link", name="Back to Data")).to_be_focused(timeout=PATIENCE)
    # One that can be pressed no more leaves the keyboard at what stands below it.
    go(page, "Prepare")
    page.get_by_role("button", name="Use the recommended preparation").press("Enter", timeout=PATIENCE)
    expect(page.get_by_role("button", name="The recommended preparation is in use")).to_be_disabled(timeout=PATIENCE)
    expect(page.locator("[data-testid=stMain] :focus:is(button:enabled, a)")).to_have_count(1, timeout=PATIENCE)


def test_every_stop_of_the_tab_key_can_be_seen(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/experiments?at.section=search")
    expect(page.get_by_role("button", name="Start the search")).to_have_count(1, timeout=PATIENCE)
    page.wait_for_function(STILL, timeout=PATIENCE)
    stops = []
    for _ in range(44):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STOP))
    tags = [tag for tag, *_ in stops]
    assert "MAIN" not in tags
    shown = {name.split(":")[0]: seen for _, name, seen in stops}
    # A tool of the table, a slider, and a switch.
    assert [shown[name] for name in ("Fullscreen", "Trials", "Prune")] == [True] * 3


def test_a_wide_table_keeps_the_names_of_its_rows_on_a_phone(page: Page, server: AppServer) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/results?at.section=baselines")
    table = page.get_by_test_id("stTable").first
    name = table.get_by_role("rowheader", name="network")
    expect(name).to_have_count(1)
    name.scroll_into_view_if_needed()
    left = name.evaluate("e => e.getBoundingClientRect().left")
    last = table.get_by_role("columnheader", name="sMAPE")
    last.evaluate("e => e.scrollIntoView({ inline: 'end', block: 'nearest' })")
    assert last.evaluate("e => e.getBoundingClientRect().right <= innerWidth")
    assert abs(name.evaluate("e => e.getBoundingClientRect().left") - left) < 2
    # The keyboard reaches what is out of sight, too.
    wide = table.locator("xpath=descendant-or-self::*[@tabindex='0']")
    expect(wide).to_have_count(1)
    wide.focus()
    was = wide.evaluate("e => e.scrollLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("([e, was]) => e.scrollLeft < was", arg=[wide.element_handle(), was])
    # The page itself does not move sideways.
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")
