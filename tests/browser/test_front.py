"""What reaches a browser before and beside the pages: how many bytes, in which order, and nothing foreign."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

from playwright.sync_api import Page, Route, expect
from prometheus_client.parser import text_string_to_metric_families

from rig.server import AppServer, serve
from tests.support.browser.learner import PATIENCE, assert_clean, button, go, heading, slider
from ui.format.pages import PAGES, title

FIRST_VISIT = 2_000_000  # bytes on the wire
CHART = ".live-chart .main-svg"
# From the first moment on, `window.labSeen` has every entry of a menu, every heading and every dialog.
NOTE_WHAT_IS_SEEN = """
    window.labSeen = {links: [], titles: [], dialogs: []};
    const note = (name, elements) => elements.forEach(({innerText}) => {
        if (innerText.trim() && !labSeen[name].includes(innerText.trim())) labSeen[name].push(innerText.trim());
    });
    new MutationObserver(() => {
        note("links", document.querySelectorAll('[data-testid*="NavLink"]:not([data-testid*="PageLink"])'));
        note("titles", document.querySelectorAll("h1"));
        note("dialogs", document.querySelectorAll("[role=dialog]"));
    }).observe(document, {childList: true, subtree: true, characterData: true});
"""


def test_a_new_server_is_first_asked_for_a_deep_link_and_tells_how_it_is(first_page: Page, tmp_path: Path) -> None:
    page = first_page
    with serve(tmp_path, environment={"LSTM_LAB_METRICS_TOKEN": "secret", "LSTM_LAB_LOG": "json"}) as server:
        page.add_init_script(NOTE_WHAT_IS_SEEN)
        page.goto(f"{server.url}/gates?units=7")
        heading(page, "Gates")
        page.get_by_role("link", name="Experiments", exact=True).first.wait_for()
        seen = page.evaluate("() => window.labSeen")
        assert seen["titles"] == ["Gates"]
        assert seen["dialogs"] == []
        # An icon's name stands before an entry's as long as its font is on the way.
        assert {link.split()[-1] for link in seen["links"]} <= {title(name) for name in PAGES}
        assert "units=7" in page.url
        assert_clean(page, server)

        go(page, "Train")
        button(page, "Train")
        # The first training of a server that has just started waits for its host.
        page.get_by_text(re.compile("^(Done|Stopped early)")).first.wait_for(timeout=3 * PATIENCE)
        told = page.request.get(f"{server.url}/metrics", headers={"Authorization": "Bearer secret"}).text()
        assert page.request.get(f"{server.url}/metrics").status == 401
        found = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(told)
            for sample in family.samples
        }
        assert found["lstm_lab_sessions",] == 1
        assert found["lstm_lab_jobs", "training", "done"] == 1
        assert found["lstm_lab_redraw_seconds_count", "Train"] >= 1
        assert found["process_resident_memory_bytes",] > 50e6
        for host in _children(server.process.pid):
            os.kill(host, signal.SIGKILL)
        while "training host ended" not in server.log:
            page.wait_for_timeout(100)
        last = json.loads(next(line for line in server.log.splitlines() if line.startswith("{")))
        assert (last["level"], last["logger"]) == ("ERROR", "lstm_core.host.client")
        assert "code -9" in last["message"]


def test_a_first_visit_is_small(first_page: Page, server: AppServer) -> None:
    page = first_page
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    network.on("Network.webSocketFrameReceived", lambda event: sizes.append(len(event["response"]["payloadData"])))
    page.goto(f"{server.url}/train")
    heading(page, "Train")
    page.locator(CHART).first.wait_for(timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    assert 1_000_000 < sum(sizes) < FIRST_VISIT


def test_a_redraw_that_overtakes_the_script_is_the_one_that_stays(page: Page, server: AppServer) -> None:
    held: list[Route] = []
    page.route("**/live_chart/live_chart.js", lambda route: held.append(route))
    page.goto(f"{server.url}/data")
    heading(page, "Data")
    page.get_by_text("sine, 200 points").first.wait_for()
    page.wait_for_function("() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'")
    assert page.locator(CHART).count() == 0
    slider(page, "Length", "ArrowRight")
    page.get_by_text("210 points").first.wait_for()
    page.wait_for_function("() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'")
    for route in held:
        route.continue_()
    page.locator(CHART).first.wait_for(timeout=PATIENCE)
    lengths = "() => [...document.querySelectorAll('.live-chart')].map(chart => chart.data?.[0].y.length)"
    expect(page.locator(".live-chart").first).to_be_visible()
    # Long enough for the end of the first drawing, which came before: Plotly draws once more.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert 210 in page.evaluate(lengths)
    assert_clean(page, server)


def test_scripts_come_once_for_all_pages(first_page: Page, server: AppServer) -> None:
    page = first_page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    heading(page, "LSTM Lab")
    for name in ("Explore", "Train", "Gates", "Explore"):
        go(page, name)
        page.locator(CHART).first.wait_for(timeout=PATIENCE)
    ours = [url for url in asked if "/lab/files/" in url]
    assert any(url.endswith("/plotly-cartesian.min.js") for url in ours)
    assert len(ours) == len(set(ours))
    assert not any("PlotlyChart" in url for url in asked), "Streamlit's own copy of Plotly is 4.7 MB"
    assert_clean(page, server)


def _children(process: int) -> list[int]:
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]
