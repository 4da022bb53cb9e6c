"""Following works: what redraws the page, what travels without it, and what a group says of its works."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.support.pages.works import WorkHost
from ui.state.works import Group
from ui.widgets import works
from ui.widgets.following import Progress
from ui.widgets.sheet import RecordedSheet, Recording
from ui.widgets.works import Bar, follow


class Shown:
    """Stands in for `Following`: keeps what it was given."""

    def __init__(
        self, key: str, jobs: Sequence[Any], draws: Mapping[str, Any], news: Any, bars: Any, stage: Any
    ) -> None:
        self.jobs, self.draws, self.news, self.bars, self.stage = jobs, draws, news, bars, stage
        given.append(self)

    def bar(self, name: str) -> None:
        pass

    def sheet(self, name: str, on_pick: object = None) -> None:
        pass


given: list[Shown] = []


def submit(host: WorkHost) -> Any:
    return host.submit_work("train_seeds", {}, "me")


def following(monkeypatch: pytest.MonkeyPatch, *jobs: Any, group: bool = False) -> Shown:
    monkeypatch.setattr(works, "Following", Shown)

    def bars() -> list[Bar]:
        if group:
            return [Bar("All", Group([job for job in jobs if not job.finished], 0.5), "all")]
        return [Bar("One", job, f"bar_{place}") for place, job in enumerate(jobs)]

    follow("key", jobs, lambda sheet: None, bars)
    return given[-1]


def test_the_page_is_drawn_at_a_pause_and_at_an_end_but_not_at_progress(
    work_host: WorkHost, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    job = submit(work_host)
    shown = following(monkeypatch, job)
    begun = shown.stage()
    work_host.begin(job, 0.5, ["one"])
    work_host.begin(job, 0.75, ["one", "two"])
    assert shown.stage() == begun
    assert shown.bars() == {"bar_0": Progress("One runs, about 3.3 s left", 0.75)}
    work_host.pause(job)
    paused = shown.stage()
    work_host.pause(job, False)
    assert shown.stage() == begun != paused
    work_host.end(job, "done")
    assert shown.stage() not in (begun, paused)
    assert shown.bars() == {}


def test_of_works_with_one_bar_only_the_last_to_end_and_those_that_fail_redraw_the_page(
    work_host: WorkHost, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    one, other, third = submit(work_host), submit(work_host), submit(work_host)
    shown = following(monkeypatch, one, other, third, group=True)
    stages = [shown.stage()]
    for job, ending in ((one, "done"), (other, "failed"), (third, "done")):
        work_host.end(job, ending)
        stages.append(shown.stage())
    assert stages[0] == stages[1]
    assert len(set(stages[1:])) == 3


def test_a_sheet_is_written_again_only_when_there_is_something_new() -> None:
    written: list[object] = []
    known: list[object] = [["first"], "running"]

    def draw(sheet: RecordedSheet) -> None:
        written.append(known[0])
        sheet.markdown(str(known[0]))

    recording = Recording("light", {"sheet": draw}, lambda: known)
    first = recording.items()
    assert recording.items()["sheet/text"] is first["sheet/text"]
    assert len(written) == 1
    # As much, but not the same: a result is never changed, only replaced.
    known[0] = ["first"]
    recording.items()
    assert len(written) == 2
    known.append("another work")
    recording.items()
    assert len(written) == 3


def test_a_group_speaks_for_its_works(work_host: WorkHost) -> None:
    one, other = submit(work_host), submit(work_host)
    group = Group([one, other], 0.1)
    assert (group.state, group.seconds_left, group.finished) == ("queued", None, False)
    work_host.begin(one, 0.5)
    # Ten seconds for a half, so ten are left, and twenty for the one that waits.
    assert (group.state, group.seconds_left) == ("running", 30)
    work_host.begin(other, 0.75)
    assert group.seconds_left == pytest.approx((10 + 10 / 3) / 2)
    work_host.pause(one)
    work_host.pause(other)
    assert group.state == "paused"
    assert Group([], 1.0).finished
