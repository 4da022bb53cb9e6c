"""Browser tests run where there is a Chromium; elsewhere they are skipped, and say so."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rig.chromium import chromium, chromium_path
from rig.server import AppServer, serve
from tests.support.browser.learner import PATIENCE, Console

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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.lab_console = Console(page)  # type: ignore[attr-defined]
    yield page
    context.close()
