"""A learner's whole walk in a real Chromium, on the real app with the real training host."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rig.server import AppServer, serve
from tests.support.browser.learner import PATIENCE, assert_clean, button, go, heading, new_context, once, slider
from ui.web.housekeeping import GIVE_BACK_SECONDS

MAX_SERVER_MB = 300


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server of its own: its memory is that of the walks below, not of every other browser test's sessions."""
    with serve(tmp_path_factory.mktemp("walk")) as running:
        yield running


def epoch(page: Page) -> int:
    shown = page.get_by_text(re.compile(r"^Epoch \d+ of")).filter(visible=True).first.inner_text()
    return int(shown.split()[1])


def wait_for_epoch(page: Page, least: int) -> None:
    page.wait_for_function(
        """least => [...document.querySelectorAll('p')].some(p =>
            p.innerText.startsWith('Epoch ') && parseInt(p.innerText.split(' ')[1]) >= least)""",
        arg=least, timeout=PATIENCE,
    )  # fmt: skip


def better(page: Page) -> str:
    """What Results says of the network that beats persistence."""
    told = page.get_by_text(re.compile("the network is better than persistence"))
    once(told)
    return told.filter(visible=True).first.inner_text()


def test_from_a_sine_to_its_gates(page: Page, server: AppServer) -> None:
    page.goto(server.url)
    heading(page, "LSTM Lab")
    button(page, "Start with a noisy sine")
    heading(page, "Data")
    slider(page, "Noise", "ArrowRight")
    page.wait_for_url(re.compile(r"noise=0\.11"))

    go(page, "Explore")
    suggested = page.get_by_role("button", name=re.compile(r"^Use window = \d+$"))
    window = int(suggested.inner_text(timeout=PATIENCE).split()[-1])
    suggested.click()
    page.wait_for_url(re.compile(f"window={window}"))
    go(page, "Prepare")
    expect(page.get_by_text(f"{200 - window} windows").first).to_be_visible()

    go(page, "Train")
    slider(page, "Epochs", "End")
    page.wait_for_url(re.compile("epochs=1000"))
    slider(page, "Units", "End")  # slow enough to be stopped half-way
    page.wait_for_url(re.compile("units=256"))
    button(page, "Train")
    wait_for_epoch(page, 3)
    button(page, "Pause")
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_visible(timeout=PATIENCE)
    before = epoch(page)
    button(page, "Step one epoch")
    wait_for_epoch(page, before + 1)
    assert epoch(page) == before + 1
    button(page, "Resume")
    wait_for_epoch(page, before + 3)

    # The run goes on while other pages are open, and is found again.
    go(page, "Data")
    go(page, "Train")
    shown = epoch(page)
    wait_for_epoch(page, shown + 1)
    page.reload()
    heading(page, "Train")
    wait_for_epoch(page, shown + 2)
    button(page, "Stop")
    once(page.get_by_text(re.compile(r"^Epoch \d+ of 1000.*stopped")))
    stopped_at = epoch(page)

    go(page, "Results")
    expect(page.get_by_text(re.compile("your run", re.IGNORECASE)).first).to_be_visible(timeout=PATIENCE)
    verdict = better(page)
    go(page, "Gates")
    expect(page.get_by_text(re.compile("your run", re.IGNORECASE)).first).to_be_visible(timeout=PATIENCE)
    page.reload()
    heading(page, "Gates")
    expect(page.get_by_text(re.compile("your run", re.IGNORECASE)).first).to_be_visible(timeout=PATIENCE)
    go(page, "Results")
    assert better(page) == verdict
    go(page, "Train")
    assert epoch(page) == stopped_at
    assert_clean(page, server)


def test_from_a_file_to_a_forecast(page: Page, browser: Browser, server: AppServer, tmp_path: Path) -> None:
    file = tmp_path / "shop.csv"
    rows = [
        f"{day:02d}.{month:02d}.2021;{100 + 3 * month + 5 * (day % 7)},5"
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    file.write_text("Datum;Umsatz (€)\n" + "\n".join(rows), encoding="latin-1", errors="replace")
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"a;b\n1;2\n3\n" * 5)

    page.goto(f"{server.url}/data")
    heading(page, "Data")
    page.get_by_role("radio", name="Your file").or_(page.get_by_role("button", name="Your file")).first.click()
    # Beside it every page has one, out of sight, for a run file that is dropped.
    upload = page.get_by_test_id("stFileUploader").filter(visible=True).locator("input[type=file]")
    upload.set_input_files(broken)
    expect(page.get_by_text(re.compile("line 3", re.IGNORECASE)).first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Your series stays as it was")).to_be_visible()
    upload.set_input_files(file)
    button(page, "Use this series")
    page.wait_for_url(re.compile("file=shop.csv"))

    go(page, "Train")
    button(page, "Train")
    once(page.get_by_text(re.compile(r"^Epoch 50 of 50.*done")))
    go(page, "Results")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download the predictions")).click()
    table = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert "prediction" in table[0]
    assert len(table) == 1 + 336 - 10  # a row per window

    # The link carries no data: another browser is asked for the file by its name.
    with new_context(browser) as context:
        other = context.new_page()
        other.goto(page.url.split("&run=")[0].replace("/results", "/explore"))
        expect(other.get_by_text(re.compile("shop.csv")).first).to_be_visible(timeout=PATIENCE)
    assert_clean(page, server)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_the_server_stays_small_and_free_of_tensorflow(server: AppServer) -> None:
    """After the walks above: no TensorFlow library is mapped, and memory comes to rest below the bar.

    What redraws leave is given back every `GIVE_BACK_SECONDS`.
    """
    process = Path(f"/proc/{server.process.pid}")
    assert "libtensorflow" not in (process / "maps").read_text()

    def resident() -> float:
        lines = (process / "status").read_text().splitlines()
        return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))

    given_back = time.monotonic() + 2 * GIVE_BACK_SECONDS
    while (now := resident()) >= MAX_SERVER_MB and time.monotonic() < given_back:
        time.sleep(0.5)
    assert now < MAX_SERVER_MB
