"""What is remembered for everybody, and what stays inside one session."""

import pytest

from ui.state import cache as memo
from ui.state.cache import recall


@pytest.fixture
def enter(monkeypatch):
    monkeypatch.setattr(memo, "_shared", {})
    return lambda session: monkeypatch.setattr("ui.state.cache.st.session_state", session)


def test_public_things_are_made_once_for_all_sessions(enter) -> None:
    enter({})
    assert recall("series", "sine", lambda: "first") == "first"
    enter({})
    assert recall("series", "sine", lambda: "second") == "first"


def test_private_things_are_seen_by_their_session_only(enter) -> None:
    mine: dict = {}
    enter(mine)
    recall("series", "file", lambda: "mine", private=True)
    enter({})
    assert recall("series", "file", lambda: "theirs", private=True) == "theirs"
    assert recall("series", "file", lambda: "nobody's") == "nobody's"
    enter(mine)
    assert recall("series", "file", lambda: "again", private=True) == "mine"


def test_the_oldest_goes_first(enter) -> None:
    enter({})
    for key in "abc":
        recall("series", key, lambda key=key: key, keep=2)
    assert recall("series", "c", lambda: "new", keep=2) == "c"
    assert recall("series", "a", lambda: "new", keep=2) == "new"
