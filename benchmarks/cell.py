"""The cell explorer at play, in a real Chromium: frame times, traffic, and the size of its message."""

from __future__ import annotations

import re
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, WebSocket

from benchmarks import report
from rig.chromium import chromium, chromium_path
from rig.server import serve

LARGE = "train?units=64&layers=3&window=60&length=500&epochs=1"
LEVELS = {"cell": re.compile("^Unit"), "layer": re.compile("^Layer"), "network": re.compile("^Network")}
GRAINS = ("operation", "step", "window")
SECONDS = 3
# Milliseconds between the frames of the next seconds, or of as much of them as the explorer plays.
FRAMES = """(button, seconds) => new Promise(done => {
    const times = []; let last; const start = performance.now();
    const frame = (now) => {
        if (last !== undefined) times.push(now - last);
        last = now;
        const ended = button.innerText.trim() === "Play" && times.length > 3;
        if (ended || now - start > 1000 * seconds) done(times); else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
})"""


def run() -> None:
    report.section("The cell explorer, 3 layers × 64 units × 60 steps, at 4×")
    if chromium_path() is None:
        report.note("No Chromium found: set CHROME to its path to measure in the browser.")
        return
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, serve(Path(folder)) as server:
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        frames: list[int] = []
        page.on("websocket", lambda socket: listen(socket, frames))
        page.goto(f"{server.url}/{LARGE}")
        page.get_by_role("button", name="Train", exact=True).click()
        page.get_by_text(re.compile(r"^Epoch 1 of 1.*done")).wait_for(timeout=120_000)
        frames.clear()
        page.get_by_role("link", name="Gates", exact=True).first.click()
        page.locator(".explorer .node").first.wait_for()
        page.get_by_text("Back to").first.wait_for()
        _until_quiet(page, frames)
        size = max(frames) / 1e6
        report.line("largest message of the page", size, "MB", "< 1", size < 1)
        page.locator(".explorer [data-value='4']").click()
        traffic = sum(_play(page, frames, level, grain) for level in LEVELS for grain in GRAINS)
        report.line("messages to and from the server while playing", traffic, "", "0", traffic == 0)
        page.close()


def listen(socket: WebSocket, frames: list[int]) -> None:
    """Note the size of every message of Streamlit's own line, to and fro."""
    socket.on("framesent", lambda frame: frames.append(len(frame)))
    socket.on("framereceived", lambda frame: frames.append(len(frame)))


def _until_quiet(page: Page, frames: list[int]) -> None:
    before = -1
    while before != len(frames):
        before = len(frames)
        page.wait_for_timeout(2000)


def _play(page: Page, frames: list[int], level: str, grain: str) -> int:
    """Play from the first step for some seconds; returns how many messages went to and fro meanwhile."""
    page.locator(".explorer .crumbs").get_by_role("button", name=LEVELS[level]).click()
    page.locator(f".explorer [data-value='{grain}']").click()
    page.locator(".explorer .time").press("Home")
    _until_quiet(page, frames)  # the page around it has followed
    frames.clear()
    play = page.locator(".explorer .play")
    play.click()
    # A window's film ends within the time, and its end is told to the server.
    times = play.evaluate(FRAMES, SECONDS if grain != "window" else 0.8)
    traffic = len(frames)
    play.click()
    p95 = statistics.quantiles(times, n=20)[-1]
    name = f"{level}, by {grain}: frame time, 95th percentile"
    report.line(name, p95, "ms", "≤ 33", p95 <= 33.4, f"median {statistics.median(times):.1f}, {len(times)} frames")
    return traffic
