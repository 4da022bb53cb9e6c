"""Whatever page a class comes to first, a server that has just started knows it."""

import asyncio
import re
from pathlib import Path

from benchmarks.classroom.browser import Browser
from benchmarks.classroom.figures import Figures
from rig.server import serve
from ui.format.pages import PAGES, title

SESSIONS = 30


async def come(browser: Browser, page: str) -> tuple[str, str]:
    """Tab and heading that this visitor has in front of them."""
    try:
        await browser.open("" if page == PAGES[0] else page, files=False)
        return browser.page.title, browser.page.heading
    finally:
        await browser.close()


async def class_of(url: str, figures: Figures) -> list[tuple[str, str]]:
    browsers = (Browser(url, figures, lambda news: None) for _ in range(SESSIONS))
    return await asyncio.gather(*(come(one, PAGES[i % len(PAGES)]) for i, one in enumerate(browsers)))


def test_thirty_at_once_open_all_pages_of_a_server_that_nobody_has_asked_before(tmp_path: Path) -> None:
    figures = Figures()
    with serve(tmp_path) as server:
        found = asyncio.run(class_of(server.url, figures))
        log = server.log
    assert dict(figures.troubles) == {}
    wanted = [title(PAGES[i % len(PAGES)]) for i in range(SESSIONS)]
    assert [tab for tab, _ in found] == [f"{name} – LSTM Lab" for name in wanted]
    assert [heading for _, heading in found] == ["LSTM Lab" if name == "Start" else name for name in wanted]
    assert not re.search(r"Traceback|Warning|WARNING|Error|ERROR", log), log
