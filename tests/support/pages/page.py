"""Any page as the tests see it: what stands on it, and what the live road moves."""

import json
from collections.abc import Mapping
from typing import Any

from streamlit.testing.v1 import AppTest

from lstm_core.runs.run import Run
from ui.format.markup import html_of
from ui.format.pages import PAGES, heading, path
from ui.shell.stepper import STEPS
from ui.state import slots
from ui.state.session import PAGE
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


def query(app: AppTest) -> dict[str, str]:
    """The address as the browser shows it."""
    given = app.query_params.items()
    return {key: values[-1] if isinstance(values, list) else values for key, values in given if key != PAGE}


def arrive(page: str, link: Mapping[str, str] | None = None, run: Run | None = None) -> AppTest:
    """A browser that opens the app on this page, with its address, or with a run in front of it.

    Drawn is that page alone: a test that means to walk begins on Start.
    """
    at = AppTest.from_file(APP, default_timeout=300)
    at.query_params.update(link or {})
    if run is not None:
        at.session_state[slots.LOADED.key], at.session_state[slots.SETTINGS.key] = run, run.settings
    if page != PAGES[0]:
        at.switch_page(path(page))
    at.run()
    assert not at.exception
    assert at.title[0].value == heading(page)
    return at


def follow(page: str, **link: str) -> AppTest:
    """The page that Back or Forward leads to."""
    return arrive(page, {"past": "1", **link})


def warned(at: AppTest) -> str:
    """What the page warns of, with its escapes taken out."""
    return " ".join(warning.value.replace("\\", "") for warning in at.warning)


def steps(at: AppTest) -> list[str]:
    """The words of the steps under the title."""
    return [link.proto.label for link in at.get("page_link")[:STEPS]]
