"""Whatever a learner does in a hurry on a slow server, a setting changes by an act on its own control alone.

The same through the protocol, many at a time: `tests/classroom/test_settings_stand.py`.

`BROWSER_SEQUENCES` of the environment asks for more of them than the tests do.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Error, Page
from playwright.sync_api import TimeoutError as TooLong

from lstm_core.settings import specs
from rig.server import AppServer, serve
from tests.support.browser.learner import PATIENCE, STILL, assert_clean, new_page
from ui.format.pages import title

SEQUENCES = int(os.environ.get("BROWSER_SEQUENCES", "8"))
ACTS = 5
PAGES = ("data", "explore", "prepare", "train")
WITH_SETTINGS = ("data", "prepare", "train")
# What the link may say: never a control's minimum, so that a slider that falls to it is seen.
VALUES: dict[str, tuple[Any, ...]] = {
    "cycles": (4.0, 7.5), "length": (180, 260), "noise": (0.05, 0.25), "noise_seed": (3, 8), "window": (8, 24),
    "horizon": (2, 5), "train": (0.6, 0.7), "validation": (0.1, 0.2), "units": (12, 70), "layers": (2, 3),
    "dropout": (0.1, 0.25), "lr": (0.003, 0.02), "epochs": (40, 120), "batch": (16, 48), "clip": (1.5, 3.0),
    "patience": (7, 20), "seed": (2, 9),
}  # fmt: skip
USUAL = {key: spec.default for key, spec in specs().items() if spec.kind in (int, float)}
# Nothing is on its way, and what is drawn is the page that the address names.
QUIET = f"""() => ({STILL})()
    && document.querySelector("h1").innerText.toLowerCase() === location.pathname.slice(1)"""
# What a control shows and the address does not say, and what the address says of settings that nobody has moved.
WRONG = r"""([usual, untouched]) => {
    const address = new URL(location.href).searchParams, wrong = [];
    const said = (key) => Number(address.get(key) ?? usual[key]);
    const percent = (share) => Math.round(100 * share);
    for (const [key, value] of Object.entries(untouched))
        if (said(key) !== value) wrong.push(`the address has ${key}=${said(key)}, not ${value}`);
    const read = (input) => {
        const words = Number(input.ariaValueText ?? NaN);
        return Number.isFinite(words) ? words : Number(input.value);
    };
    for (const control of document.querySelectorAll('[class*="st-key-w_"], [class*="st-key-n_w_"]')) {
        const [name, key] = /st-key-(?:n_)?w_(\w+)/.exec(control.className);
        const shown = [...control.querySelectorAll("input[type=range], input[type=number]")].map(read);
        const edges = [percent(said("train")), percent(said("train") + said("validation"))];
        const wanted = key === "boundaries" ? edges : [said(key)];
        if (shown.length && (key in usual || key === "boundaries") && String(shown) !== String(wanted))
            wrong.push(`${name} shows ${shown}, not ${wanted}`);
    }
    return wrong;
}"""
RIGHT = f"(asked) => ({QUIET})() && ({WRONG})(asked).length === 0"
TRAVEL = """(by) => {
    const entries = navigation.entries(), there = navigation.currentEntry.index + by;
    const end = Math.min(Math.max(there, 0), entries.length - 1);
    navigation.traverseTo(entries[end].key).committed.catch(() => {});
}"""
SLIDERS = """() => [...document.querySelectorAll('[class*="st-key-w_"]:has(input[type=range])')]
    .map((slider) => /st-key-(w_\\w+)/.exec(slider.className)[1])"""


@dataclass
class Hurry:
    """A learner who does not wait for the page. linked: what the link says; moved: what a hand has moved since."""

    page: Page
    url: str
    chance: random.Random
    linked: dict[str, Any]
    moved: set[str] = field(default_factory=set)
    story: list[str] = field(default_factory=list)

    def come(self) -> None:
        self._tell(f"{self.chance.choice(PAGES)}?{urlencode(self.linked)}")
        self.page.goto(f"{self.url}/{self.story[0]}")
        self.wait()

    def act(self, last: bool) -> None:
        # The last one is a key on a slider: what it tells of must not overtake the click on another page that follows.
        kind = "move" if last else self.chance.choice(("walk", "walk", "back", "back", "forward", "reload", "move"))
        self._tell(kind)
        getattr(self, f"_{kind}")()
        # Most of the time the next act comes while this one is being answered.
        if self.chance.random() < 0.3:
            self._tell("wait")
            self.page.wait_for_function(STILL, timeout=PATIENCE)

    def wait(self) -> None:
        try:
            self.page.wait_for_function(QUIET, timeout=PATIENCE)
        except TooLong:
            raise AssertionError(" · ".join([self.page.url, *self.story])) from None

    def end(self) -> None:
        """One page more: what is asked for now is drawn after all that was asked for before."""
        here = urlsplit(self.page.url).path.strip("/")
        self._walk(self.chance.choice([name for name in WITH_SETTINGS if name != here]))
        self.wait()

    def check(self) -> None:
        """The address says what the link said, and every slider and number says what the address does."""
        asked = [USUAL, {key: value for key, value in self.linked.items() if key not in self.moved}]
        try:
            self.page.wait_for_function(RIGHT, arg=asked, timeout=PATIENCE)
        except TooLong:
            raise AssertionError(" · ".join([*self.page.evaluate(WRONG, asked), *self.story])) from None

    def _tell(self, words: str) -> None:
        self.story.append(words)

    def _walk(self, name: str = "") -> None:
        name = name or self.chance.choice(PAGES)
        self._tell(f"to {name}")
        self.page.get_by_role("link", name=title(name), exact=True).first.click(timeout=PATIENCE)

    def _move(self) -> None:
        """A key on one of the sliders, where the page has one; what goes on a slow page may overtake it."""
        sliders = self._ask(SLIDERS)
        if not sliders:
            return
        slider = self.chance.choice(sliders)
        self.moved |= {"train", "validation"} if slider == "w_boundaries" else {slider.removeprefix("w_")}
        self._tell(slider)
        hand = self.page.locator(f".st-key-{slider} input[type=range]").first
        with contextlib.suppress(TooLong):
            hand.press(self.chance.choice(("ArrowLeft", "ArrowRight")), timeout=1_000)

    def _back(self) -> None:
        self._travel(-self.chance.choice((1, 2)))

    def _forward(self) -> None:
        self._travel(self.chance.choice((1, 2)))

    def _travel(self, entries: int) -> None:
        """Back or Forward by so many entries, as far as they are the app's; without waiting for what comes of it."""
        self._tell(f"by {entries}")
        self._ask(TRAVEL, entries)

    def _ask(self, script: str, what: int = 0) -> Any:
        """The page's answer; None where it is just going, as after Back over a reload."""
        try:
            return self.page.evaluate(script, what)
        except Error:
            return None

    def _reload(self) -> None:
        self.page.reload()


@pytest.fixture(scope="module")
def slow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    with serve(tmp_path_factory.mktemp("slow_server"), "tests/support/slow_app.py") as running:
        yield running


def test_settings_change_only_by_an_act_on_their_control(window: BrowserContext, slow_server: AppServer) -> None:
    for number in range(SEQUENCES):
        chance = random.Random(number)
        page = new_page(window)
        learner = Hurry(page, slow_server.url, chance, {key: chance.choice(values) for key, values in VALUES.items()})
        learner.come()
        for act in range(ACTS):
            learner.act(last=act == ACTS - 1)
        learner.end()
        learner.check()
        assert_clean(page, slow_server)
        page.close()
    window.clear_cookies()
