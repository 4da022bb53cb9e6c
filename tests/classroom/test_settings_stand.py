"""Whatever a learner does in a hurry on a slow server, a setting changes by an act on its own control alone.

`SEQUENCES` of the environment asks for more of them than the tests do.
"""

import asyncio
import os
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from benchmarks.classroom.browser import Browser
from benchmarks.classroom.figures import Figures
from benchmarks.classroom.widgets import Widget
from lstm_core.settings import Settings, specs
from rig.server import serve

SEQUENCES = int(os.environ.get("SEQUENCES", "64"))
LEARNERS, ACTS = 8, 6
PAGES = ("data", "explore", "prepare", "train")
SETTING = re.compile(r"-w_(\w+)$")


@dataclass
class Hurry:
    """A learner who does not wait for the page. settings: what the acts so far make of the defaults.

    been: page and address of every act, where Back and Forward may lead.
    """

    url: str
    chance: random.Random
    figures: Figures = field(default_factory=Figures)
    settings: Settings = field(default_factory=Settings)
    been: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    asked: list[asyncio.Task[float]] = field(default_factory=list)
    story: list[str] = field(default_factory=list)

    async def come(self, page: str, query: str = "", cookies: dict[str, str] | None = None) -> None:
        self.browser = Browser(self.url, self.figures, lambda _: None)
        self.browser.wire.cookies.update(cookies or {})
        self.browser.page.query = query
        self.page = page
        await self.browser.open(page, files=False)

    def soon(self, act: Any) -> None:
        """Ask for it and do not wait."""
        self.asked.append(asyncio.create_task(act))

    async def settle(self) -> None:
        """Wait until everything that was asked for is drawn: then is also what is asked for now."""
        await asyncio.gather(*self.asked)
        self.asked.clear()
        await self.browser.again("look")

    def sliders(self) -> dict[str, Widget]:
        """Short key → its slider on the page; those on a log scale are left out."""
        found = {}
        for key, widget in self.browser.page.widgets.items():
            setting = SETTING.search(key)
            if setting and setting[1] in specs() and widget.state.double_array_value.data:
                found[setting[1]] = widget
        return found

    async def act(self) -> None:
        kind = self.chance.choice(("walk", "move", "move", "back", "back", "reload"))
        self.story.append(f"{kind} on {self.page}")
        if kind == "walk":
            self.page = self.chance.choice(PAGES)
            self.soon(self.browser.go(self.page))
        elif kind == "move" and (sliders := self.sliders()):
            await self._move(sliders)
        elif kind == "back" and self.been:
            await self._back(*self.chance.choice(self.been))
        elif kind == "reload":
            await self.settle()
            query, cookies = self.browser.page.query, dict(self.browser.wire.cookies)
            await self.browser.close()
            await self.come(self.page, query, cookies)
        self.been.append((self.page, self.settings.to_query()))
        await asyncio.sleep(self.chance.uniform(0, 0.2))

    async def _move(self, sliders: dict[str, Widget]) -> None:
        """A hand waits to see what it does; what was asked for before it came may be drawn at the same time."""
        key = self.chance.choice(sorted(sliders))
        state = sliders[key].other_number(self.chance)
        self.settings = self.settings.change(**{key: specs()[key].kind(round(state.double_array_value.data[0], 10))})
        self.story.append(f"{key} = {self.settings.get(key)}")
        await self.browser.act(f"move {key}", state)

    async def _back(self, page: str, query: dict[str, str]) -> None:
        """Back or Forward: on the same page the browser goes on with the widgets that it has.

        Who goes on before the page has come has seen nothing of it: Streamlit then draws what was asked for last alone.
        """
        self.settings = Settings.from_query(query)
        self.story.append(f"to {page} {query}")
        past = urlencode({**query, "past": str(len(self.story))})
        if page == self.page:
            self.browser.page.query = past
            await self.browser.again("back")
        else:
            self.page = page
            await self.browser.go(page, past)

    def check(self) -> None:
        """The address says what the acts have made, and every slider says what the address does."""
        query = dict(parse_qsl(self.browser.page.query))
        query.pop("run", None)
        assert query.pop("on") == self.page
        assert query == self.settings.to_query(), " · ".join(self.story)
        shown = {key: round(slider.state.double_array_value.data[0], 10) for key, slider in self.sliders().items()}
        assert shown == {key: self.settings.get(key) for key in shown}, " · ".join(self.story)


async def hurry(url: str, number: int, sequences: int) -> Figures:
    learner = Hurry(url, random.Random(number))
    for _ in range(sequences):
        learner.settings, learner.been, learner.story = Settings(), [], []
        await learner.come(learner.chance.choice(PAGES))
        for _ in range(ACTS):
            await learner.act()
        await learner.settle()
        # A page that is asked for now is drawn after all that was asked for before.
        await learner.browser.go(learner.page)
        learner.check()
        await learner.browser.close()
    return learner.figures


def test_settings_change_only_by_an_act_on_their_control(tmp_path: Path) -> None:
    async def all_of_them(url: str) -> list[Figures]:
        share = SEQUENCES // LEARNERS
        return await asyncio.gather(*(hurry(url, number, share) for number in range(LEARNERS)))

    with serve(tmp_path, "tests/support/slow_app.py") as server:
        figures = asyncio.run(all_of_them(server.url))
        log = server.log
    assert sum(dict(one.troubles).get("page not found", 0) for one in figures) == 0
    assert not re.search(r"Traceback|ERROR", log), log
