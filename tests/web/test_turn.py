"""Pages take turns, and none waits for ever."""

import threading

import pytest

from ui.web import turn as turns
from ui.web.turn import turn


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
    with turn(), turn():
        pass
    # The one that went beside it has given back nothing that it did not take.
    assert places.acquire(blocking=False)
    assert not places.acquire(blocking=False)


def test_an_interrupted_page_gives_its_place_back(places: threading.Semaphore) -> None:
    with pytest.raises(KeyboardInterrupt), turn():
        raise KeyboardInterrupt
    assert places.acquire(blocking=False)
