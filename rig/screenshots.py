"""`make screenshots`: every page, light and dark, wide and phone; and the picture of the README."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from rig.chromium import chromium
from rig.server import ROOT, AppServer, serve

PAGES = ("start", "data", "explore", "prepare", "train", "results", "gates", "experiments")
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
FOLDER = ROOT / "screenshots"
TALLEST = 8000


def main() -> None:
    """Take them all, on the settings that the app starts with."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, chromium() as browser:
        for scheme in ("light", "dark"):
            for size in SIZES:
                _all_pages(browser, server, scheme, size)
        _readme_picture(browser, server)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.name}/")


def _all_pages(browser: Browser, server: AppServer, scheme: str, size: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    for name in PAGES:
        _open(page, server, "" if name == "start" else name)
        whole = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": min(whole + 60, TALLEST)})
        _settle(page)
        page.screenshot(path=FOLDER / f"{name}-{scheme}-{size}.png")
        page.set_viewport_size({"width": width, "height": height})
    page.close()


def _readme_picture(browser: Browser, server: AppServer) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    _open(page, server, "train")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("done").first.wait_for()
    page.mouse.move(0, 0)
    _settle(page)
    page.screenshot(path=ROOT / "docs" / "train.png")
    page.close()


def _open(page: Page, server: AppServer, path: str) -> None:
    page.goto(f"{server.url}/{path}")
    page.get_by_role("link", name=re.compile("^(On|Back) to ")).first.wait_for()
    _settle(page)


def _settle(page: Page) -> None:
    """Wait until the server is quiet and the charts have drawn."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')")
    page.wait_for_timeout(800)


if __name__ == "__main__":
    main()
