"""Browser tests run where there is a Chromium; elsewhere they are skipped, and say so."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rig.chromium import chromium, chromium_path
from rig.server import AppServer, serve
from tests.support.browser.learner import PATIENCE, new_context, new_page

HERE = Path(__file__).parent
# On a busy machine a page may take its time; nothing waits longer than it has to.
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mine = [item for item in items if HERE in item.path.parents]
    for item in mine:
        item.add_marker("browser")
        if chromium_path() is None and not os.environ.get("LSTM_LAB_NEED_BROWSER"):
            item.add_marker(pytest.mark.skip(reason="no Chromium found: set CHROME to its path to run browser tests"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    with serve(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def cell_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The cell explorer alone, `cell_page.py`."""
    with serve(tmp_path_factory.mktemp("cell_server"), "tests/support/cell_app.py") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """One window for all tests: to open one takes Chromium as long as a page of the app. A blank tab keeps it open."""
    with new_context(browser) as context:
        context.new_page()
        yield context


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A tab of a browser that has been nowhere: no cookie, nothing remembered; only files may be there already."""
    yield (page := new_page(window))
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    page.close()
    window.clear_cookies()
    blank = window.new_cdp_session(window.pages[0])
    blank.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    blank.detach()


@pytest.fixture
def first_page(browser: Browser) -> Iterator[Page]:
    """The only tab of a browser that has no file of the app yet."""
    with new_context(browser) as context:
        yield new_page(context)
