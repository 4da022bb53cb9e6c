"""A search over time: pauses, the end, those who listen, a learner's one search, a host that is full."""

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from lstm_core.experiments.search import Opened, Searches, SearchPlan, TrialScores
from lstm_core.host.work_job import WorkJob
from lstm_core.runs.run import ENDINGS
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings
from tests.support.examples import sine
from tests.support.hosts import PATIENCE
from tests.support.played_search import SPACE, Hands, play, searching, seeds_of

pytestmark = pytest.mark.usefixtures("one_core")


def test_pause_resume_and_stop() -> None:
    hands = Hands()
    search = searching(hands)
    for _ in range(3):
        search.advance()
        hands.end(hands.all[0], TrialScores((2.0, 2.0, 2.0), 1.0))
    search.advance()
    search.pause()
    job = hands.all[0]
    assert hands.sent == [(job.id, "pause")]
    # What was on its way still arrives; nothing new is asked.
    hands.end(job, TrialScores((1.0, 1.0, 1.0), 1.0))
    search.advance()
    assert (search.state, search.ended, hands.all) == ("paused", 3, [])
    search.resume()
    search.advance()
    assert (search.state, len(search.trials)) == ("running", 4)
    search.stop()
    search.advance()
    assert [trial.state for trial in search.trials] == ["done", "done", "done", "stopped"]
    assert (search.state, hands.all[0].name) == ("testing", "search_test")
    play(search, hands)
    assert (search.state, search.best.number) == ("stopped", 2)
    assert search.opened is not None


def test_those_who_listen_are_told_of_every_change_and_of_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    search = searching(hands := Hands())
    told: list[str] = []
    search.subscribe(lambda: 1 // 0)
    leave = search.subscribe(lambda: told.append(search.state))
    search.advance()
    assert told == []
    hands.fold(hands.all[0], 2.0)
    search.advance()
    assert told == ["running"]
    search.advance()
    assert told == ["running"]
    search.pause()
    search.pause()
    assert told == ["running", "paused"]
    search.resume()
    search.stop()
    assert told == ["running", "paused", "running", "stopping"]
    assert "A listener failed" in caplog.text
    leave()
    search.advance()
    assert len(told) == 4


def test_a_learner_has_one_search_and_finds_it_again() -> None:
    hands, searches = Hands(), Searches(drive=lambda search: None)
    plan = SearchPlan(Settings(), SPACE)
    first = searches.start(plan, sine(), hands, "me")
    other = searches.start(plan, sine(), hands, "you")
    assert searches.of("me") is first
    assert searches.of("nobody") is None
    with pytest.raises(SettingsError):
        searches.start(SearchPlan(Settings(), SPACE, budget=0), sine(), hands, "me")
    assert searches.of("me") is first
    second = searches.start(plan, sine(), hands, "me")
    assert (first.state, first.opened, second.state, other.state) == ("stopped", None, "running", "running")
    assert searches.of("me") is second


def test_a_search_keeps_itself_going_in_the_background() -> None:
    class Quick(Hands):
        """Does at once what it is asked."""

        def submit_work(self, name: str, arguments: Mapping[str, Any], owner: str = "") -> WorkJob:
            job = super().submit_work(name, arguments, owner)
            opened = Opened(seeds_of(2.0), seeds_of(1.0))
            self.end(job, TrialScores((1.0, 1.0, 1.0), 1.0) if name == "search_trial" else opened)
            assert job.state in ENDINGS
            return job

    before = set(threading.enumerate())
    search = Searches().start(SearchPlan(Settings(), SPACE, budget=3), sine(), Quick(), "me")
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
    assert (search.state, search.ended) == ("done", 3)


class Shy(Hands):
    """A host that refuses while `full`, and every other work all the same."""

    def __init__(self) -> None:
        super().__init__()
        self.full, self.asked = False, 0

    def submit_work(self, name: str, arguments: Mapping[str, Any], owner: str = "") -> WorkJob:
        self.asked += 1
        if self.full or self.asked % 2 == 0:
            raise SettingsError(["Too many wait already."])
        return super().submit_work(name, arguments, owner)


def test_a_host_that_is_full_delays_a_search_and_changes_nothing() -> None:
    welcome, shy = Hands(), Shy()
    one, other = play(searching(welcome), welcome), play(searching(shy), shy)
    assert shy.asked > len(one.trials) + 2
    assert (other.state, other.message) == ("done", "")
    assert other.opened is not None
    assert [(t.number, t.values, t.rmse, t.state) for t in other.trials] == [
        (t.number, t.values, t.rmse, t.state) for t in one.trials
    ]


def test_a_search_that_waits_for_a_full_host_can_be_stopped() -> None:
    shy = Shy()
    search = searching(shy)
    shy.end(shy.all[0], TrialScores((1.0, 1.0, 1.0), 1.0))
    shy.full = True
    search.advance()
    search.advance()
    assert [(trial.state, search.state) for trial in search.trials] == [("queued", "running")]
    search.stop()
    search.advance()
    assert search.state == "stopped"
    assert [trial.state for trial in search.trials] == ["stopped"]
