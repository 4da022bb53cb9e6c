"""The presenter's look: large enough for the last row, kept in the address, led by the arrows."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, STILL, assert_clean, button, heading

SMALLEST, THINNEST = 20, 3
# The size of each word on the page that stands in no picture.
SIZES = """() => [...document.querySelectorAll(".stMain *, .stMain")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((e) => !e.closest("svg, style, [data-testid=stIconMaterial]"))
    .filter((e) => [...e.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim()))
    .map((e) => [e.textContent.trim().slice(0, 30), parseFloat(getComputedStyle(e).fontSize)])"""
# Sizes of the words and widths of the lines in the charts that are drawn.
CHARTS = """() => [...document.querySelectorAll(".live-chart")].filter((e) => e._fullLayout).flatMap((e) => [
    ["type", e._fullLayout.xaxis.tickfont.size], ["type", e._fullLayout.yaxis.title.font?.size ?? 99],
    ["type", e._fullLayout.legend?.font.size ?? 99],
    ...e._fullData.filter((trace) => trace.line && trace.mode.includes("lines"))
        .map((trace) => ["line", trace.line.width])])"""
DRAWN = "() => document.querySelector('.live-chart')?._fullLayout"
WIDER = "() => document.querySelector('[data-testid=stMain]').scrollWidth > innerWidth"


def still(page: Page) -> None:
    page.wait_for_function(STILL, timeout=PATIENCE)


def test_large_and_without_bars(page: Page, server: AppServer) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server.url}/train?present=1")
    heading(page, "Train")
    still(page)
    page.wait_for_function(DRAWN, timeout=PATIENCE)
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    small = [found for found in page.evaluate(SIZES) if found[1] < SMALLEST]
    assert small == []
    kinds = page.evaluate(CHARTS)
    assert {kind for kind, _ in kinds} == {"type", "line"}
    assert [size for kind, size in kinds if kind == "type" and size < SMALLEST] == []
    # What says how good it could be is a thin line on any look.
    assert min(width for kind, width in kinds if kind == "line") >= THINNEST
    assert not page.evaluate(WIDER)
    assert_clean(page, server)


def test_arrows_lead_from_page_to_page_and_from_step_to_step(page: Page, server: AppServer) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server.url}/prepare?window=12")
    heading(page, "Prepare")
    still(page)
    # Without the look the arrows are the browser's.
    page.keyboard.press("ArrowRight")
    button(page, "Present: large, without bars")
    page.wait_for_url(re.compile("present=1"))
    page.keyboard.press("ArrowRight")
    heading(page, "Train")
    page.wait_for_url(re.compile(r"/train\?(?=.*present=1)(?=.*window=12)"), timeout=PATIENCE)
    still(page)
    page.keyboard.press("PageUp")
    heading(page, "Prepare")
    still(page)
    page.keyboard.press("PageDown")
    heading(page, "Train")
    button(page, "Train")
    told = page.locator(".film-told")
    expect(told).to_have_text(re.compile("^After epoch 50"), timeout=PATIENCE)
    still(page)
    told.scroll_into_view_if_needed()
    page.mouse.click(5, 300)
    page.keyboard.press("ArrowUp")
    expect(told).to_have_text(re.compile("^After epoch 49"), timeout=PATIENCE)
    page.keyboard.press("ArrowDown")
    expect(told).to_have_text(re.compile("^After epoch 50"), timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    assert "present" not in page.url
    assert_clean(page, server)
