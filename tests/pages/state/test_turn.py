"""Pages take turns, and none waits for ever."""

import threading
from pathlib import Path

import pytest
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import SessionState

from tests.support.pages.page import arrive
from tests.support.pages.train import open_train, sent
from ui.format.pages import path
from ui.state import turn as turns
from ui.state.turn import turn

ROOT = Path(__file__).parents[3]


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    found = threading.Semaphore(1)
    monkeypatch.setattr(turns, "_places", found)
    return found


def test_a_page_begins_when_another_has_ended(places: threading.Semaphore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 30.0)
    order: list[str] = []

    def draw() -> None:
        with turn():
            order.append("second")

    with turn():
        second = threading.Thread(target=draw)
        second.start()
        second.join(0.05)
        order.append("first")
    second.join()
    assert order == ["first", "second"]


def test_a_page_that_takes_long_stops_nobody(places: threading.Semaphore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.0)
    drawn: list[str] = []

    def draw() -> None:
        with turn():
            drawn.append("beside it")

    with turn():
        beside = threading.Thread(target=draw)
        beside.start()
        beside.join()
        assert drawn
    # The one that went beside it has given back nothing that it did not take.
    assert places.acquire(blocking=False)
    assert not places.acquire(blocking=False)


def test_a_part_of_a_page_that_has_its_turn_waits_for_none(
    places: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 30.0)
    with turn():
        with turn():
            pass
        # The part has not given back what its page still needs.
        assert not places.acquire(blocking=False)


def test_an_interrupted_page_gives_its_place_back(places: threading.Semaphore) -> None:
    with pytest.raises(KeyboardInterrupt), turn():
        raise KeyboardInterrupt
    assert places.acquire(blocking=False)


@pytest.mark.parametrize("widget", ["w_units", "train_loss"])
def test_a_page_whose_state_another_run_took_away_is_drawn_again(
    played_host, monkeypatch: pytest.MonkeyPatch, widget: str
) -> None:
    at, lost = open_train(), [widget]
    before = SessionState.register_widget

    def register_widget(state: SessionState, metadata: WidgetMetadata, user_key: str | None) -> object:
        if lost and lost[0] in metadata.id:
            raise KeyError(lost.pop())
        return before(state, metadata, user_key)

    monkeypatch.setattr(SessionState, "register_widget", register_widget)
    at.run()
    assert not lost
    assert not at.exception
    assert "train_loss" in sent(at)


def test_a_fault_of_our_own_is_no_reason_to_draw_again() -> None:
    with pytest.raises(KeyError), turn():
        {}["gone"]


def test_every_part_of_a_page_has_the_care_of_one() -> None:
    for folder in ("ui", "pages"):
        for file in (ROOT / folder).rglob("*.py"):
            assert "st.fragment" not in file.read_text() or file == Path(turns.__file__), file


def test_what_streamlit_knows_of_widgets_goes_with_their_page(played_host) -> None:
    at = arrive("start")
    for page in ("prepare", "train", "data", "data"):
        at.switch_page(path(page)).run()
    state = at._session_state._state
    known = set(state._new_widget_state.widget_metadata)
    assert any("w_noise" in one for one in known)
    assert not any("w_units" in one or "w_window" in one for one in known)
    assert not at.exception
