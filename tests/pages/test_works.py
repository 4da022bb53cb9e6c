"""Following works: what is looked at again and again, and when the whole page is drawn."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.pages.works import WorkHost, host  # noqa: F401
from ui import works
from ui.works import Group, follow


class Screen:
    """Stands in for Streamlit: keeps the fragment instead of running it, and counts redraws of the whole page."""

    def __init__(self) -> None:
        self.rhythms: list[float | None] = []
        self.live: Callable[[], None] = lambda: None
        self.redraws = 0

    def fragment(self, live: Callable[[], None], run_every: float | None) -> Callable[[], None]:
        self.live = live
        self.rhythms.append(run_every)
        return live

    def rerun(self) -> None:
        self.redraws += 1


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    found = Screen()
    monkeypatch.setattr(works, "st", found)
    return found


def submit(host: WorkHost) -> Any:  # noqa: F811
    return host.submit_work("train_seeds", {}, "me")


def test_a_work_that_begins_among_what_is_drawn_redraws_the_page(host: WorkHost, screen: Screen) -> None:  # noqa: F811
    follow(lambda: {job.id: job for job in host.all}, lambda _: None)
    assert (screen.rhythms, screen.redraws) == ([None], 0)
    job = submit(host)
    screen.live()
    assert screen.redraws == 1
    follow(lambda: {job.id: job}, lambda _: None)
    assert screen.rhythms[-1] == works.RHYTHM
    host.begin(job, 0.5)
    screen.live()
    assert screen.redraws == 1
    host.end(job, "done")
    screen.live()
    assert screen.redraws == 2


def test_a_group_speaks_for_its_works(host: WorkHost) -> None:  # noqa: F811
    one, other = submit(host), submit(host)
    group = Group([one, other], 0.1)
    assert (group.state, group.seconds_left, group.finished) == ("queued", None, False)
    host.begin(one, 0.5)
    # Ten seconds for a half, so ten are left, and twenty for the one that waits.
    assert (group.state, group.seconds_left) == ("running", 30)
    host.begin(other, 0.75)
    assert group.seconds_left == pytest.approx((10 + 10 / 3) / 2)
    host.pause(one)
    host.pause(other)
    assert group.state == "paused"
    assert Group([], 1.0).finished
