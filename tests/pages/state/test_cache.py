"""What is remembered for everybody, and what stays inside one session."""

import pytest

from lstm_core.runtime.cache import Caches
from ui.state import cache as memo
from ui.state.cache import cached


@pytest.fixture
def enter(monkeypatch):
    monkeypatch.setattr(memo, "_shared", Caches())
    return lambda session: monkeypatch.setattr("ui.state.slots.st.session_state", session)


def test_public_things_are_made_once_for_all_sessions(enter) -> None:
    enter({})
    assert cached("series", "sine", lambda: "first") == "first"
    enter({})
    assert cached("series", "sine", lambda: "second") == "first"


def test_private_things_are_seen_by_their_session_only(enter) -> None:
    mine: dict = {}
    enter(mine)
    cached("series", "file", lambda: "mine", private=True)
    enter({})
    assert cached("series", "file", lambda: "theirs", private=True) == "theirs"
    assert cached("series", "file", lambda: "nobody's") == "nobody's"
    enter(mine)
    assert cached("series", "file", lambda: "again", private=True) == "mine"


def test_the_oldest_goes_first(enter) -> None:
    enter({})
    for key in "abc":
        cached("series", key, lambda key=key: key, keep=2)
    assert cached("series", "c", lambda: "new", keep=2) == "c"
    assert cached("series", "a", lambda: "new", keep=2) == "new"
