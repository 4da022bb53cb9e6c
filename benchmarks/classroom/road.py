"""The live road as the page's script follows it (`ui/components/live/road.js`): one stream for all that moves."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from benchmarks.classroom.wire import Wire

# Seconds that a browser waits before it asks again for a stream that broke.
AGAIN = 1.0
MOST_TRIES = 10


class RoadClosedError(RuntimeError):
    """The road says no, or breaks again and again."""


class Road:
    """Follows the topics that somebody on the page follows, until they are finished.

    told: called with the news of one topic: its id and what the server says. trouble: called with a sentence.
    """

    def __init__(self, wire: Wire, told: Callable[[str, dict[str, Any]], None], trouble: Callable[[str], None]) -> None:
        self._wire, self._told, self._trouble = wire, told, trouble
        self._cursors: dict[str, str] = {}
        # Topic → the newest news of it.
        self.known: dict[str, dict[str, Any]] = {}
        self._topics: list[str] = []
        self._task: asyncio.Task[None] | None = None

    def want(self, topics: Sequence[str]) -> None:
        """Follow these from now on; what is followed already goes on, what nobody follows is forgotten."""
        wanted = [topic for topic in dict.fromkeys(topics) if not self.known.get(topic, {}).get("finished")]
        for topic in set(self._cursors) - set(topics):
            del self._cursors[topic]
            self.known.pop(topic, None)
        if wanted == self._topics:
            return
        self.leave()
        self._topics = wanted
        if wanted:
            self._task = asyncio.create_task(self._follow(wanted))

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return self._task is not None and not self._task.done()

    def leave(self) -> asyncio.Task[None] | None:
        """Close the stream; returns what still ends."""
        self._topics, ending = [], self._task
        if ending is not None:
            ending.cancel()
        self._task = None
        return ending

    async def _follow(self, topics: Sequence[str]) -> None:
        try:
            for _ in range(MOST_TRIES):
                with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                    async for position, message in events(self._wire, topics, self._from(topics)):
                        self._take(topics, position, message)
                if all(self.known.get(topic, {}).get("finished") for topic in topics):
                    return
                await asyncio.sleep(AGAIN)
            raise RoadClosedError(f"the road broke {MOST_TRIES} times")
        except RoadClosedError as error:
            self._trouble(str(error))

    def _from(self, topics: Sequence[str]) -> str:
        return ".".join(self._cursors.get(topic, "0") for topic in topics)

    def _take(self, topics: Sequence[str], position: str, message: dict[str, Any]) -> None:
        self._cursors |= dict(zip(topics, position.split("."), strict=False))
        for topic, news in message.items():
            self.known[topic] = self.known.get(topic, {}) | news
            self._told(topic, news)


async def events(wire: Wire, topics: Sequence[str], cursor: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """(cursor after it, topic → news) of each event, until the server closes the stream.

    Raises RoadClosedError when the road says no, OSError or asyncio.IncompleteReadError when it breaks.
    """
    headers = {"Accept": "text/event-stream", "Cache-Control": "no-cache"}
    position, data = cursor, b""
    async for answer, line in wire.lines(f"/lab/live/{','.join(topics)}?from={cursor}", headers):
        if answer.status != 200:
            raise RoadClosedError(f"the road answers {answer.status}")
        if line.startswith(b"id:"):
            position = line[3:].strip().decode()
        elif line.startswith(b"data:"):
            data += line[5:].strip()
        elif not line.strip() and data:
            yield position, json.loads(data)
            data = b""
