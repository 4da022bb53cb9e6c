"""The live road as the browser's component follows it: events of the trainings and views on a page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from benchmarks.classroom.wire import Wire

# Seconds that a browser waits before it asks again for a stream that broke.
AGAIN = 1.0
MOST_TRIES = 10


class RoadClosedError(RuntimeError):
    """The road says no, or breaks again and again."""


async def follow(wire: Wire, topics: str, cursor: str) -> AsyncIterator[dict[str, Any]]:
    """Topic → news, as they come, until the server has nothing more to tell; a broken stream goes on where it was.

    Raises RoadClosedError.
    """
    for _ in range(MOST_TRIES):
        try:
            async for position, news in _stream(wire, topics, cursor):
                cursor = position or cursor
                yield news
                if all(topic.get("finished") for topic in news.values()) and len(news) == topics.count(",") + 1:
                    return
            return
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(AGAIN)
    raise RoadClosedError(f"the road of {topics} broke {MOST_TRIES} times")


async def _stream(wire: Wire, topics: str, cursor: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    headers = {"Accept": "text/event-stream", "Cache-Control": "no-cache"}
    if cursor:
        headers["Last-Event-ID"] = cursor
    position, data = "", b""
    async for answer, line in wire.lines(f"/lab/live/{topics}?from={cursor}", headers):
        if answer.status != 200:
            raise RoadClosedError(f"the road of {topics} answers {answer.status}")
        if line.startswith(b"id:"):
            position = line[3:].strip().decode()
        elif line.startswith(b"data:"):
            data += line[5:].strip()
        elif not line.strip() and data:
            yield position, json.loads(data)
            data = b""
