"""What hands and eyes need on every page: a name in the tab, a place for the keyboard, colours that can be read."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, Route, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, STILL, assert_clean, button, go, heading
from tests.support.contrast import READABLE, VISIBLE, contrast
from ui.format.pages import PAGES, title
from ui.widgets.component import FOLDER as COMPONENTS

SHEET = int((210 - 20) / 25.4 * 96)  # A4 with margins of 10 mm, at 96 pixels to the inch

# Contrast of what is shown: the text's colour, its own opacity included, over the grounds under it.
CONTRASTS = """
    (chosen) => {
        const parse = (text) => { const c = document.createElement("canvas"); c.width = c.height = 1;
            const g = c.getContext("2d"); g.fillStyle = text; g.fillRect(0, 0, 1, 1);
            const [r, v, b, a] = g.getImageData(0, 0, 1, 1).data; return [r, v, b, a / 255]; };
        const over = ([r, g, b, a], under) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a));
        const ground = (e) => { const layers = [];
            for (; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
            return layers.reduceRight((under, layer) => over(layer, under), [255, 255, 255]); };
        const seen = (e) => { let a = 1; for (; e; e = e.parentElement) a *= getComputedStyle(e).opacity; return a; };
        const light = (c) => c.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const says = (e) => [...e.childNodes].some(({nodeType, data}) => nodeType === 3 && data.trim());
        return [...document.querySelectorAll(chosen)].filter((e) => e.checkVisibility() && seen(e) && says(e))
            .filter((e) => !e.closest("svg, style, [data-testid=stSliderTickBar], :disabled"))
            .filter((e) => !e.closest("[aria-disabled=true], [aria-hidden=true]"))
            .map((e) => { // The value of a slider stands above its handle, not on it.
                const under = ground(e.closest("[data-testid=stSlider]") ?? e);
                const [r, g, b, a] = parse(getComputedStyle(e).color);
                const [one, other] = [light(over([r, g, b, a * seen(e)], under)), light(under)].sort((x, y) => y - x);
                return [e.innerText.trim().slice(0, 40), Math.round(100 * (one + 0.05) / (other + 0.05)) / 100]; });
    }
"""
WORDS = ".stApp *"
# Nothing fades in or out any more.
UNMOVED = "() => document.getAnimations().every((one) => one.playState !== 'running')"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read_and_the_page_has_an_order(page: Page, server: AppServer, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(server.url)
    for name in PAGES:
        if name == "start":
            heading(page, "LSTM Lab")
        else:
            go(page, title(name))
        page.get_by_text("Back to" if name != "start" else "On to").first.wait_for(timeout=PATIENCE)
        page.wait_for_function(f"() => ({STILL})() && ({UNMOVED})()", timeout=PATIENCE)
        expect(page).to_have_title(f"{title(name)} – LSTM Lab")
        found = page.evaluate(CONTRASTS, WORDS)
        assert len(found) > 10
        assert [one for one in found if one[1] < READABLE] == [], name
        levels = [
            int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(e => e.tagName)")
        ]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)
        assert page.evaluate("[...document.querySelectorAll('th')].filter(e => !e.innerText.trim()).length") == 0
    assert_clean(page, server)


# What has a ground or a colour of its own, where a page shows it.
COLOURED = {
    "primary buttons": '[data-testid="stBaseButton-primary"] *', "chips": "[data-tag] *",
    "selected labels": ':is([aria-checked="true"], [aria-pressed="true"], [aria-selected="true"]) *',
    "slider values": '[data-testid="stSliderThumbValue"] *', "captions": '[data-testid="stCaptionContainer"] *',
    "warnings": '[data-testid="stAlertContainer"] *',
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_on_a_coloured_ground_can_be_read(page: Page, server: AppServer, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{server.url}/experiments?at.section=race")
    page.wait_for_function(STILL, timeout=PATIENCE)
    number = page.get_by_label("Number: Seeds")
    number.fill("999")
    number.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="999 was not taken")).to_have_count(1, timeout=PATIENCE)
    page.get_by_role("slider", name="Seeds").focus()
    value = page.locator(".st-key-row_w_race_seeds_n [data-testid=stSliderThumbValue]")
    expect(value).to_have_css("opacity", "1")
    for name, chosen in COLOURED.items():
        found = page.evaluate(CONTRASTS, chosen)
        assert found, name
        assert [one for one in found if one[1] < READABLE] == [], name
    assert_clean(page, server)


# The frame of a page has said which one it is: main is no stop any more.
ANNOUNCED = "() => document.querySelector('[data-testid=stMain]').tabIndex === -1"


def test_the_keyboard_goes_to_the_title_of_a_new_page_and_stays_with_train(page: Page, server: AppServer) -> None:
    page.goto(server.url)
    heading(page, "LSTM Lab")
    page.wait_for_function(ANNOUNCED, timeout=PATIENCE)
    go(page, "Train")
    expect(page.get_by_role("heading", level=1)).to_be_focused(timeout=PATIENCE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Skip to the buttons")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_text("· done").first.wait_for(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_focused()
    assert_clean(page, server)


# A page that has its script, where the app's own frame says nothing of itself before the test does.
BARE = """<!DOCTYPE html><link rel="icon" href="data:,"><header><a href="#">Train</a></header>
<main data-testid="stMain"><h1>LSTM Lab</h1></main><script src="/lab/focus.js"></script>"""
AT = "document.activeElement.tagName"


def test_who_leaves_the_first_page_before_it_is_drawn_comes_to_the_title_of_the_next(page: Page) -> None:
    def answer(route: Route) -> None:
        script = route.request.url.endswith("focus.js")
        route.fulfill(path=COMPONENTS / "focus.js") if script else route.fulfill(body=BARE, content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://127.0.0.1:1/")
    # The first page's frame never says that it is there; that of the second one is the first to be heard.
    page.get_by_role("link", name="Train").focus()
    page.evaluate("() => { history.pushState(null, '', '/train'); labArrive('train'); }")
    assert page.evaluate(AT) == "H1"
    # A first page takes the keyboard nowhere, however its address is written.
    for there in ("/", "/train", "/train/?units=7"):
        page.goto(f"http://127.0.0.1:1{there}")
        page.evaluate(
            "() => { history.replaceState(null, '', location.pathname.replace(/(.)\\/$/, '$1')); labArrive('x'); }"
        )
        assert page.evaluate(AT) == "BODY"


def test_where_the_keyboard_is_can_be_seen_in_the_navigation(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/train")
    heading(page, "Train")
    link = page.get_by_role("link", name="Data", exact=True).first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_have_css("outline-style", "solid")
    expect(link).to_have_css("outline-width", "2px")
    color = link.evaluate("e => getComputedStyle(e).outlineColor")
    rgb = "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", color)[:3])
    assert contrast(rgb, "#ffffff") >= VISIBLE


def test_light_and_dark_are_a_choice_that_a_reload_remembers(page: Page, server: AppServer) -> None:
    ground = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    page.goto(f"{server.url}/explore")
    heading(page, "Explore")
    page.get_by_role("heading", name="Does it repeat?").wait_for(timeout=PATIENCE)
    light = page.locator(".live-chart .xtick text").first.evaluate("e => getComputedStyle(e).fill")
    button(page, "Dark colours")
    page.wait_for_function(f"{ground} === 'rgb(20, 24, 28)'")
    # The charts follow, in the server's colours.
    page.wait_for_function(f"getComputedStyle(document.querySelector('.live-chart .xtick text')).fill !== '{light}'")
    page.reload()
    page.get_by_role("button", name="Light colours").wait_for(timeout=PATIENCE)
    assert page.evaluate(ground) == "rgb(20, 24, 28)"
    go(page, "Data")
    button(page, "Light colours")
    page.wait_for_function(f"{ground} === 'rgb(255, 255, 255)'")
    assert_clean(page, server)


def test_a_chart_is_one_stop_and_sends_nothing_away(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/data")
    tools = page.get_by_role("toolbar").first.get_by_role("button")
    tools.first.wait_for(timeout=PATIENCE)
    names = tools.evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert "Zoom" in names
    assert not [name for name in names if "Share" in name or "loud" in name]
    assert [value for value in tools.evaluate_all("all => all.map(e => e.tabIndex)") if value == 0] == [0]
    tools.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tools.nth(1)).to_be_focused()
    assert_clean(page, server)


def test_on_paper_no_chart_is_wider_than_the_sheet(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/train")
    page.locator(".live-chart .main-svg").first.wait_for(timeout=PATIENCE)
    page.get_by_text("Back to").first.wait_for(timeout=PATIENCE)
    edges = page.locator(".live-chart .main-svg").evaluate_all("all => all.map(e => e.getBoundingClientRect().right)")
    assert len(edges) > 2
    # A browser prints what it has drawn for the window: no script redraws a chart for the sheet.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    smaller = float(page.locator(".stApp").evaluate("e => getComputedStyle(e).zoom"))
    assert SHEET < max(edges) <= SHEET / smaller
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.get_by_role("button", name="Dark colours")).to_be_hidden()
    # What is folded on the screen is read on paper.
    folded = page.get_by_text("Both curves fall together")
    expect(folded).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(folded).to_be_hidden()
