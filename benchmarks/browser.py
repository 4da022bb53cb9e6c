"""What a learner waits for, measured in a real Chromium on the real app."""

from __future__ import annotations

import itertools
import re
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks import report
from rig.chromium import chromium, chromium_path
from rig.server import AppServer, serve

ROUNDS = 5
# Milliseconds until a wait gives up; a machine that others use, too, may take its time.
PATIENCE = 300_000
KEYS = itertools.cycle(("ArrowRight", "ArrowLeft"))
# Page → a slider on it that redraws the page's pictures.
SLIDERS = {
    "data": "Noise", "explore": "Lags", "prepare": "Window", "train": "Units", "results": "", "gates": "Step",
}  # fmt: skip
# Resolves with the milliseconds from now until the page's last change, once it has been still for 0.6 s; null where
# nothing has changed.
STILL = """() => new Promise(resolve => {
    const start = performance.now(); let last = start;
    const observer = new MutationObserver(() => { last = performance.now(); });
    observer.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
    const check = () => performance.now() - last > 600 && last > start || performance.now() - start > 5000
        ? (observer.disconnect(), resolve(last > start ? last - start : null)) : requestAnimationFrame(check);
    check();
})"""
# From now on `window.labTimes` gets the milliseconds from the next click until the loss chart holds the first and the
# last epoch of a training other than the one that it holds now. Looks at what the chart has drawn, in every frame.
WATCH = """(epochs) => {
    const loss = () => document.querySelector('.live-chart[aria-label^="Loss"]')?.data?.[0] ?? {x: [], y: []};
    const before = loss().y[0], times = window.labTimes = {};
    let clicked = null;
    document.addEventListener("click", () => { clicked = performance.now(); }, {once: true, capture: true});
    const look = () => {
        const {x, y} = loss(), epoch = x.at(-1);
        if (clicked !== null && y.length && y[0] !== before && epoch >= 1) {
            times.first ??= performance.now() - clicked;
            if (epoch >= epochs) times.last ??= performance.now() - clicked;
        }
        if (times.last === undefined) requestAnimationFrame(look);
    };
    look();
}"""
EPOCHS = 50


def run(fit_seconds: float) -> None:
    """`fit_seconds`: how long `model.fit` took for the article's example in this run."""
    report.section("In the browser")
    if chromium_path() is None:
        report.note("No Chromium found: set CHROME to its path to measure in the browser.")
        return
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        _first_page(browser, Path(folder))
        with serve(Path(folder)) as server:
            _training(browser, server, fit_seconds)
            _redraws(browser, server)


def _first_page(browser: Browser, folder: Path) -> None:
    waits = []
    for _ in range(3):
        page, started = browser.new_page(), time.perf_counter()
        with serve(folder) as server:
            page.goto(server.url)
            page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE)
            waits.append(time.perf_counter() - started)
            page.close()
    seconds = statistics.median(waits)
    report.line("server start → first page drawn", seconds, "s", "≤ 3", seconds <= 3)


def _training(browser: Browser, server: AppServer, fit_seconds: float) -> None:
    page = _open(browser, server, "train")
    _train(page)
    waits = [_train(page) for _ in range(ROUNDS)]
    first, last = (statistics.median(column) for column in zip(*waits, strict=True))
    report.line("click → first epoch on the page, host warm", first, "s", "≤ 0.8", first <= 0.8)
    ratio = fit_seconds / last
    report.line(
        "article's example, click → last epoch, × model.fit", ratio, "×", "≥ 8", ratio >= 8, f"ours {last:.2f} s"
    )
    page.close()
    watched, alone = [], []
    for _ in range(3):
        watched.append(_training_seconds(browser, server, look=True))
        alone.append(_training_seconds(browser, server, look=False))
    ratio = statistics.median(watched) / statistics.median(alone)
    report.line("training time, live view on ÷ off", ratio, "×", "≤ 1.10", ratio <= 1.10, f"{alone[0]:.1f} s each")


def _train(page: Page) -> tuple[float, float]:
    """Seconds from the click until the loss chart has drawn the first and the last epoch of this training."""
    # Another number of units than last time: other losses, so that the new training cannot be taken for the old one.
    page.get_by_role("slider", name=re.compile("^Units")).press(next(KEYS))
    page.wait_for_timeout(2500)  # a learner looks; the host compiles ahead and warms up
    page.evaluate(WATCH, EPOCHS)
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("() => window.labTimes.last !== undefined", timeout=PATIENCE)
    times = page.evaluate("() => window.labTimes")
    return times["first"] / 1000, times["last"] / 1000


def _training_seconds(browser: Browser, server: AppServer, look: bool) -> float:
    """The training's own clock over 1,000 epochs, with the live view open or closed."""
    page = _open(browser, server, "train?epochs=1000")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text(re.compile(r"^Epoch [1-9]")).first.wait_for(timeout=PATIENCE)
    if not look:
        page.get_by_role("link", name="Start", exact=True).first.click()
        page.wait_for_timeout(9000)
        page.get_by_role("link", name="Train", exact=True).first.click()
    line = page.get_by_text(re.compile(r"^Epoch 1000 of 1000.*done")).first
    line.wait_for(timeout=PATIENCE)
    took = re.search(r"([\d.]+) (s|min)\b", line.inner_text())
    page.close()
    if took is None:
        raise RuntimeError("the training does not say how long it took")
    return float(took[1]) * (60 if took[2] == "min" else 1)


def _redraws(browser: Browser, server: AppServer) -> None:
    for name, label in SLIDERS.items():
        page = _open(browser, server, name)
        if name == "results":
            page.get_by_role("radiogroup", name="Look closer").get_by_text("Errors").click()
        page.wait_for_timeout(2500)
        waits = []
        for i in range(ROUNDS * 2):
            if label:
                page.get_by_role("slider", name=re.compile(f"^{label}")).first.focus()
            page.evaluate(f"() => {{ window.labStill = ({STILL})(); }}")
            if label:
                page.keyboard.press("ArrowLeft" if i % 2 == 0 else "ArrowRight")  # the step begins at its end
            else:  # Results has no slider: the part whose residuals are shown
                page.get_by_role("radiogroup", name="Part").get_by_text(("validation", "test")[i % 2]).click()
            wait = page.evaluate("() => window.labStill")
            if wait is None:
                raise RuntimeError(f"{name} was not redrawn")
            waits.append(wait)
        milliseconds = statistics.median(waits)
        what = "slider" if label else "choice"
        report.line(f"{name}: {what} → redrawn, median", milliseconds, "ms", "≤ 300", milliseconds <= 300)
        page.close()


def _open(browser: Browser, server: AppServer, name: str) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{server.url}/{name}")
    page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE)
    page.get_by_role("link", name=re.compile("^(On|Back) to ")).first.wait_for(timeout=PATIENCE)
    return page
