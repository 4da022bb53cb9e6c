"""What axe-core finds on the pages: contrast, names, roles and headings, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, STILL
from ui.format.pages import PAGES

GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_serious_violation(page: Page, server: AppServer, theme: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    axe, found = Axe(), {}
    for name in (*PAGES, "experiments?at.section=sweep", "train?present=1"):
        page.goto(f"{server.url}/{name if name != PAGES[0] else ''}")
        page.wait_for_function(STILL, timeout=PATIENCE)
        page.locator(".live-chart .main-svg, svg.cell, .st-key-sweep_go").first.wait_for(timeout=PATIENCE)
        # What is folded is examined, too.
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for one in axe.run(page).response["violations"]:
            if one["impact"] in GRAVE:
                found[name, one["id"]] = [node["target"] for node in one["nodes"]]
    assert found == {}
