"""Page tests draw the real app without a browser and without a training process."""

import json
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui.format.markup import html_of
from ui.format.pages import path
from ui.state import run_store as shelves
from ui.state import server, session
from ui.web import SCRIPT

APP = str(SCRIPT)


def components(at: AppTest) -> list[Any]:
    """The charts and the other pictures of our own on a page; not what only listens."""
    listens = "theme_watched", "-watch_"
    return [found for found in at.get("bidi_component") if not any(part in found.proto.id for part in listens)]


def moving(at: AppTest) -> dict[str, Any]:
    """Name → what the live road keeps up to date on sheets of works, as the page has drawn it."""
    found: dict[str, Any] = {}
    for element in components(at):
        found |= json.loads(element.proto.json).get("items", {})
    return found


def moving_text(at: AppTest) -> str:
    """All that these sheets say, as HTML."""
    return "\n".join(item["html"] for item in moving(at).values() if "html" in item)


def as_html(words: str) -> str:
    """Words of a text's Markdown, as they stand inside a paragraph of a sheet."""
    return html_of(words).removeprefix("<p>").removesuffix("</p>")


def bars(at: AppTest) -> list[str]:
    """What the bars say that the road keeps up to date."""
    sent = [json.loads(element.proto.json).get("item") or {} for element in components(at)]
    return [item["text"] for item in sent if item.get("text")]


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
    monkeypatch.setattr(server, "host", lambda: host)
    return host


@pytest.fixture(autouse=True)
def empty_shelves(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds the runs of another one."""
    monkeypatch.setattr(shelves, "_shelves", OrderedDict())


@pytest.fixture(autouse=True)
def no_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test acts at once, and yet as a hand does that has seen the page."""
    monkeypatch.setattr(session, "LOST_SECONDS", 0.0)


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open a page of the app at an address."""

    def open_page(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=300)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        return app.switch_page(path(page)).run()

    return open_page
