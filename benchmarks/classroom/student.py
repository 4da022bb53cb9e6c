"""What a student does: walk, move sliders, press Train and look how it learns, with time to think in between."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Mapping
from typing import Any

from benchmarks.classroom.browser import Browser, NoAnswerError
from benchmarks.classroom.figures import Figures, Training

EPOCH = re.compile(r"^Epoch (\d+) of \d+")
PLACE = re.compile(r"before yours|Yours is next")
WAIT = re.compile(r"about ([\d.]+) (s|min)")
ENDED = {"done": "done", "early": "early", "stopped early": "early", "stopped": "stopped", "failed": "failed"}
# So long a student waits for the end of a training that a moved knob began.
KNOB_SECONDS = 60.0


class Student:
    """One learner. Everything that it chooses follows from `seed` and `number`."""

    def __init__(self, url: str, number: int, figures: Figures, think: float, seed: int) -> None:
        self.number, self.figures, self.seconds = number, figures, think
        self.chance = random.Random(f"{seed}/{number}")
        self.browser = Browser(url, figures, self._told)
        self.training: Training | None = None
        self._over = asyncio.Event()

    async def think(self, times: float = 1.0) -> None:
        """Look at the page before the next act."""
        await asyncio.sleep(self.seconds * times * self.chance.uniform(0.5, 1.5))

    async def come(self, files: bool) -> None:
        """Open the first page."""
        await self.browser.open(files=files)
        self.figures.visits.append(self.taken)

    async def leave(self) -> None:
        """Shut the tab."""
        await self.browser.close()

    @property
    def taken(self) -> dict[str, int]:
        """Bytes so far by kind of line."""
        return dict(self.browser.wire.taken)

    def lesson_over(self, before: Mapping[str, int]) -> None:
        """All pages were walked since `before`, a value of `taken`."""
        self.figures.lessons.append({kind: now - before.get(kind, 0) for kind, now in self.taken.items()})

    async def go(self, page: str) -> None:
        """Another page from the menu."""
        await self.browser.go(page)

    async def move(self, label: str) -> None:
        """Move a slider of this page a little; nothing where the page does not have it."""
        slider = self.browser.page.slider(label)
        if slider is not None:
            await self.browser.act(label.lower(), slider.other_number(self.chance), slider.fragment)

    async def choose(self, label: str, option: str) -> None:
        """Choose an option in a row of buttons."""
        row = self.browser.page.find("button_group", label)
        if row is None:
            self.figures.trouble(f"no choice: {label}")
        else:
            await self.browser.act(option.lower(), row.chosen(option), row.fragment)

    async def switch(self, label: str) -> None:
        """Switch a toggle of this page."""
        toggle = self.browser.page.find("checkbox", label)
        if toggle is not None:
            await self.browser.act(label.lower(), toggle.switched(), toggle.fragment)

    async def press_train(self) -> bool:
        """Press Train, once what a knob began has ended; False where the page does not offer it."""
        deadline = time.perf_counter() + KNOB_SECONDS
        while (button := self.browser.page.find("button", "Train")) is None and time.perf_counter() < deadline:
            await asyncio.sleep(0.1)
        if button is None:
            self.figures.trouble("no Train button")
            return False
        self._over.clear()
        self.training = Training(self.number, time.perf_counter())
        self.figures.trainings.append(self.training)
        await self.browser.act("press Train", button.pressed(), button.fragment)
        return True

    async def wait(self, seconds: float) -> bool:
        """Until the training is over on this page, at most so long."""
        try:
            await asyncio.wait_for(self._over.wait(), max(0.0, seconds))
        except TimeoutError:
            return False
        return True

    @property
    def waits(self) -> bool:
        """Whether it has pressed Train and not seen the end."""
        return self.training is not None and self.training.done is None and not self._over.is_set()

    def _told(self, news: dict[str, Any]) -> None:
        """A sentence about the training on the page, or what the road says of it."""
        if not self.waits or self.training is None:
            return
        text, now = str(news.get("text", "")), time.perf_counter() - self.training.clicked
        epoch = EPOCH.match(text)
        if self.training.seen is None and ((epoch and int(epoch[1])) or PLACE.search(text)):
            self.training.seen = now
        if self.training.begun is None and epoch:
            self.training.begun = now
        if wait := WAIT.search(text):
            self.training.promised.append((now, float(wait[1]) * (60 if wait[2] == "min" else 1)))
        ended = ENDED.get(str(news.get("state", "")) or text.split(" · ")[-1])
        if ended:
            self.training.ended = ended
            self.training.done = now if ended in ("done", "early") else None
            self._over.set()


async def look_around(student: Student) -> None:
    """From the series to what Prepare makes of it, a slider on each page."""
    for page, label in (("data", "Noise"), ("explore", "Lags"), ("prepare", "Window")):
        await student.go(page)
        await student.think()
        await student.move(label)
        await student.think()


async def look_at_results(student: Student) -> None:
    """Results, then a few steps through the gates."""
    await student.go("results")
    await student.think(2)
    await student.go("gates")
    for _ in range(2):
        await student.think()
        await student.move("Step of the window")
    await student.think()


async def other_units(student: Student) -> None:
    """Back on Train, with another number of units."""
    await student.go("train")
    await student.think()
    await student.move("Units")
    await student.think()


async def train_and_wait(student: Student, patience: float) -> None:
    """Press Train and watch; meanwhile the learner plays with the axis now and then."""
    deadline = time.perf_counter() + patience
    if not await student.press_train():
        return
    while student.waits and time.perf_counter() < deadline:
        pause = student.seconds * student.chance.uniform(1, 2)
        if not await student.wait(min(pause, deadline - time.perf_counter())):
            await student.switch("Log axis")


async def train_seeds(student: Student, patience: float) -> None:
    """A longer work: the same settings from several seeds, on Experiments, watched to its end."""
    await student.go("experiments")
    await student.think()
    await student.choose("What you compare", "Seeds")
    button = student.browser.page.find("button", "Train")
    if button is None:
        student.figures.trouble("no button for seeds")
        return
    await student.browser.act("press seeds", button.pressed(), button.fragment)
    student.figures.works += 1
    deadline = time.perf_counter() + patience
    while not student.browser.still and time.perf_counter() < deadline:
        await asyncio.sleep(0.5)
    student.figures.works_done += student.browser.still


__all__ = ["NoAnswerError", "Student", "look_around", "look_at_results", "other_units", "train_and_wait", "train_seeds"]
