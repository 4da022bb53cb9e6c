"""A shared link in another browser: what it describes, trained on the spot, looked at where it points."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, at, button, go, heading, new_context, once, slider

SMALL = "units=4&epochs=3"


def test_a_link_of_another_browser_is_trained_where_it_leads(page: Page, browser: Browser, server: AppServer) -> None:
    page.goto(f"{server.url}/train?{SMALL}")
    button(page, "Train")
    once(page.get_by_text("Done."))
    go(page, "Gates")
    slider(page, "Step of the window", "ArrowLeft")
    page.wait_for_url(re.compile(r"at\.step=9$"), timeout=PATIENCE)
    link = page.url
    with new_context(browser) as context:
        other = context.new_page()
        other.goto(link)
        heading(other, "Gates")
        once(other.get_by_text("belongs to another browser"))
        once(other.locator(".js-plotly-plot").get_by_text("not trained yet"))
        assert "at.step=9" in other.url
        button(other, "Train it now")
        step = other.get_by_role("slider", name=re.compile("^Step of the window"))
        expect(step).to_have_value("9", timeout=PATIENCE)
        once(other.get_by_text("run: yours"))
        expect(other.get_by_text("belongs to another browser")).to_have_count(0)
        other.wait_for_url(re.compile(r"run=[^&]+.*at\.step=9$"), timeout=PATIENCE)


def test_a_picture_that_is_drawn_alone_writes_its_place_too(page: Page, browser: Browser, server: AppServer) -> None:
    page.goto(f"{server.url}/results?at.way=free")
    steps = page.get_by_role("slider", name=re.compile("^Steps it runs"))
    usual = int(steps.input_value(timeout=PATIENCE))
    slider(page, "Steps it runs", "ArrowLeft")
    at(page, f"/results?at.way=free&at.free-steps={usual - 1}")
    with new_context(browser) as context:
        other = context.new_page()
        other.goto(page.url)
        found = other.get_by_role("slider", name=re.compile("^Steps it runs"))
        expect(found).to_have_value(str(usual - 1), timeout=PATIENCE)
        expect(other.get_by_role("radio", name="Free-running")).to_be_checked()


def test_looking_around_makes_no_entries_and_back_finds_the_place(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/prepare")
    heading(page, "Prepare")
    go(page, "Gates")
    step = page.get_by_role("slider", name=re.compile("^Step of the window"))
    expect(step).to_have_value("10", timeout=PATIENCE)
    entries = page.evaluate("history.length")
    slider(page, "Step of the window", "ArrowLeft")
    at(page, "/gates?at.step=9")
    slider(page, "Step of the window", "ArrowLeft")
    at(page, "/gates?at.step=8")
    assert page.evaluate("history.length") == entries
    go(page, "Results")
    at(page, "/results")
    page.get_by_text("Back to").first.wait_for(timeout=PATIENCE)
    page.go_back()
    at(page, "/gates?at.step=8")
    expect(step).to_have_value("8", timeout=PATIENCE)
    page.go_back()
    at(page, "/prepare")
    page.go_forward()
    at(page, "/gates?at.step=8")
    expect(step).to_have_value("8", timeout=PATIENCE)


DROP = """([name, bytes]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([new Uint8Array(bytes)], name));
    const target = document.querySelector("h1");
    for (const type of ["dragover", "drop"])
        target.dispatchEvent(new DragEvent(type, {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


def test_a_run_file_is_opened_wherever_it_is_dropped(page: Page, server: AppServer) -> None:
    content = list(Path("lstm_core/sample_data/counter.lstmlab").read_bytes())
    page.goto(f"{server.url}/explore?series=nile")
    heading(page, "Explore")
    once(page.get_by_text("Nile flow, 100 points"))
    page.evaluate(DROP, ["notes.csv", [1, 2, 3]])
    expect(page.get_by_text("Nile flow, 100 points")).to_be_visible()
    page.evaluate(DROP, ["A Run.LSTMLAB", content])
    once(page.get_by_text("The run of the file A Run.LSTMLAB is open"))
    expect(page.get_by_text("Counter with reset, 40,000 points").first).to_be_visible()
    once(page.get_by_text("run: yours"))
    assert page.locator(".lab-dragging").count() == 0
    assert_clean(page, server)
