"""What the server does for itself: sessions that are over go, and their memory is given back once."""

import asyncio
from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo

from ui.state import give_back, server
from ui.state import memory_ceiling as ceiling
from ui.state import run_store as run_stores
from ui.web import housekeeping
from ui.web.housekeeping import GIVE_BACK_SECONDS, Housekeeper, expire_sessions, keep_house


def test_sessions_whose_time_is_over_go_though_nobody_else_leaves(monkeypatch) -> None:
    storage, now = MemorySessionStorage(ttl_seconds=60), [0.0]
    # Where the time comes from; everything else is Streamlit's own.
    storage._cache._timer = lambda: now[0]
    active = [object()]
    manager = SimpleNamespace(_session_storage=storage, list_sessions=lambda: [*active, *storage.list()])
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(_session_mgr=manager))
    for name in ("a", "b"):
        storage.save(SessionInfo(client=None, session=SimpleNamespace(id=name)))
        now[0] += 40
    assert expire_sessions() == 2
    assert list(storage._cache._data) == ["b"]
    now[0] = 200.0
    assert expire_sessions() == 1
    assert not storage._cache._data


def test_the_names_that_are_used_are_still_streamlits() -> None:
    from streamlit.runtime.runtime import Runtime
    from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

    made = WebsocketSessionManager(MemorySessionStorage(), None, None, None)
    assert isinstance(made._session_storage, MemorySessionStorage)
    assert made.list_sessions() == []
    assert "_session_mgr" in Runtime.__init__.__code__.co_names


@pytest.fixture
def house(monkeypatch) -> tuple[Housekeeper, list[str]]:
    given: list[str] = []
    monkeypatch.setattr(give_back, "give_back", lambda: given.append("back"))
    monkeypatch.setattr(ceiling, "relieve", lambda _host: 0)
    monkeypatch.setattr(server, "host", lambda: None)
    monkeypatch.setattr(run_stores, "keeper", SimpleNamespace(quiet=True))
    return Housekeeper(), given


def rounds(house: Housekeeper, number: int, sessions: int) -> None:
    for _ in range(number):
        house.sessions = sessions
        house.tidy()


def test_what_sessions_left_is_given_back_in_the_first_quiet_round(house) -> None:
    keeper, given = house
    rounds(keeper, 1, 30)
    assert given == []
    run_stores.keeper.quiet = False
    rounds(keeper, 1, 12)
    assert given == []
    run_stores.keeper.quiet = True
    rounds(keeper, 1, 0)
    rounds(keeper, 1, 0)
    assert given == ["back"]


def test_under_load_pages_are_given_back_at_a_slow_rhythm(house) -> None:
    keeper, given = house
    run_stores.keeper.quiet = False
    rounds(keeper, int(2 * GIVE_BACK_SECONDS / housekeeping.EVERY_SECONDS), 30)
    assert given == ["back", "back"]


def test_a_round_that_fails_is_not_the_last(monkeypatch, caplog) -> None:
    monkeypatch.setattr(housekeeping, "EVERY_SECONDS", 0.0)
    calls = []

    def tidy(_house: Housekeeper) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("once")

    async def some_rounds() -> None:
        task = asyncio.create_task(keep_house())
        while len(calls) < 3:
            await asyncio.sleep(0)
        task.cancel()

    monkeypatch.setattr(Housekeeper, "tidy", tidy)
    asyncio.run(some_rounds())
    assert "Housekeeping failed" in caplog.text
