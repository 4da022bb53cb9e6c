"""What the server does for itself every few seconds, beside its answers: forget, keep, stay below its ceiling."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from streamlit import runtime

EVERY_SECONDS = 3.0
# What redraws leave is given back at this rhythm while pages are drawn; what sessions leave, in the first quiet moment.
# Each redraw leaves some thousand objects that refer to each other, and Python waits long until it looks at old ones; a
# look takes some hundredths of a second.
GIVE_BACK_SECONDS = 15.0

log = logging.getLogger(__name__)


async def keep_house() -> None:
    """Until it is cancelled."""
    house = Housekeeper()
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            house.sessions = expire_sessions()
            await asyncio.to_thread(house.tidy)
        except Exception:  # the next round may go well
            log.exception("Housekeeping failed.")


def expire_sessions() -> int:
    """Let go of the sessions whose browsers did not come back in time; returns how many are left.

    Streamlit does so only when the next browser leaves. To be called in the server's event loop.
    """
    if not runtime.exists():
        return 0
    manager: Any = runtime.get_instance()._session_mgr
    # Both are Streamlit's own business: without them sessions go later, and nothing else is lost.
    with contextlib.suppress(AttributeError):
        manager._session_storage._cache.expire()
    return len(manager.list_sessions())


class Housekeeper:
    """One round after the other. sessions: how many there are now, told before each round."""

    def __init__(self) -> None:
        self.sessions = 0
        self._most = 0
        self._rounds = 0

    def tidy(self) -> None:
        """One round, in a thread of its own."""
        from ui.state import memory_ceiling as ceiling
        from ui.state import run_store as run_stores
        from ui.state import server
        from ui.state.give_back import give_back

        run_stores.tidy()
        ceiling.relieve(server.host())
        self._rounds += 1
        self._most = max(self._most, self.sessions)
        gone, quiet = self.sessions < self._most, run_stores.keeper.quiet
        if (gone and quiet) or self._rounds * EVERY_SECONDS >= GIVE_BACK_SECONDS:
            give_back()
            self._rounds, self._most = 0, self.sessions
