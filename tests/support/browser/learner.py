"""What a learner does on any page, and what must not happen meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLong

from rig.server import AppServer

# Milliseconds until a wait gives up; all is well long before, on a machine that does nothing else.
PATIENCE = 90_000
# Milliseconds until a list that is not there yet is opened once more: a page that is drawn again has closed it.
LIST = 1_500
# Nothing is on its way.
STILL = """() => document.querySelector("[data-test-script-state]")?.dataset.testScriptState === "notRunning"
    && document.querySelector("h1") && !document.querySelector("[data-stale=true]")"""
# On a deep link Streamlit's own page first asks whether it is served below that path. A 404 is its answer.
PROBES = "404 (Not Found)"
# Streamlit's own: on a busy machine it may close the socket of a page that was left a second time.
SOCKET_RACE = re.compile(
    r'[^\n]*Exception in ASGI application.*?Cannot call "send" once a close message has been sent\.', re.DOTALL
)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text, exact=True, level=1)).to_be_visible(timeout=PATIENCE)


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
    heading(page, name)


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click(timeout=PATIENCE)


def slider(page: Page, label: str, keys: str) -> None:
    page.get_by_role("slider", name=re.compile(f"^{label}")).first.press(keys)


def by_hand(page: Page) -> None:
    """On Train: nothing trains unless a button asks for it."""
    page.get_by_text("Train on every change", exact=True).click(timeout=PATIENCE)
    expect(page.get_by_role("switch", name="Train on every change")).not_to_be_checked(timeout=PATIENCE)
    page.wait_for_function(STILL, timeout=PATIENCE)


def choose(page: Page, select: str, option: str) -> None:
    """Take an option from a list. Where the page is drawn again the list closes, and a hand opens it again."""
    for _ in range(PATIENCE // LIST):
        page.wait_for_function(STILL, timeout=PATIENCE)
        page.get_by_role("combobox", name=select).press("ArrowDown", timeout=PATIENCE)
        with suppress(TooLong):
            page.get_by_role("option", name=option, exact=True).click(timeout=LIST)
            return
    raise AssertionError(f"{select} never offers {option}")


def once(sentence: Locator, timeout: int = PATIENCE) -> None:
    """Wait until a sentence stands on the page once: while it goes over from the road to the script, there are two."""
    expect(sentence.filter(visible=True)).to_have_count(1, timeout=timeout)


def assert_clean(page: Page, server: AppServer) -> None:
    """No complaint in the console, nothing from another host, no warning in the server's log."""
    complaints = [text for text in page.lab_console.complaints if PROBES not in text]  # type: ignore[attr-defined]
    assert complaints == []
    assert page.lab_console.foreign == []  # type: ignore[attr-defined]
    log = SOCKET_RACE.sub("", server.log)
    assert not re.search(r"Traceback|Warning|WARNING|Error|ERROR", log), log


def at(page: Page, address: str) -> None:
    page.wait_for_url(re.compile(re.escape(address) + "$"), timeout=PATIENCE)


@contextmanager
def new_context(browser: Browser) -> Iterator[BrowserContext]:
    """Another learner's browser, without a cookie or a file."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def new_page(context: BrowserContext) -> Page:
    """A new tab, whose complaints are noted."""
    page = context.new_page()
    page.lab_console = Console(page)  # type: ignore[attr-defined]
    return page


class Console:
    """What the page complained about."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._request(request.url))

    def _message(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _request(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")):
            self.foreign.append(url)
