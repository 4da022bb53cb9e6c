"""Page tests draw the real app without a browser and without a training process."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui import session, shelves
from ui.walk import path
from ui.web import SCRIPT

APP = str(SCRIPT)


def components(at: AppTest) -> list[Any]:
    """The charts and the other pictures of our own on a page."""
    return [found for found in at.get("bidi_component") if "theme_watched" not in found.proto.id]


class IdleHost:
    """A host that knows no job and starts no process."""

    ready = False

    def warm(self) -> None:
        pass

    def rehearse(self, settings: object, prepared: object) -> None:
        pass

    def job(self, job_id: str) -> None:
        return None

    def works(self, owner: str) -> list[object]:
        return []


@pytest.fixture(autouse=True)
def idle_host(monkeypatch: pytest.MonkeyPatch) -> IdleHost:
    host = IdleHost()
    monkeypatch.setattr(session, "host", lambda: host)
    return host


@pytest.fixture(autouse=True)
def empty_shelves(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds the runs of another one."""
    monkeypatch.setattr(shelves, "_shelves", OrderedDict())


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open a page of the app at an address."""

    def open_page(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=30)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        return app.switch_page(path(page)).run()

    return open_page
