"""The live road: what moves reaches a browser as server-sent events, straight from the registry, without a script run.

``GET /lab/live/{topics}?from={cursor}``: topics are ids of trainings and views, joined by commas; a cursor has a number
for each, joined by points. An event's id is the cursor after it, so that a browser that comes back goes on from there.
With ``poll=1`` the same comes once, as JSON, for browsers that events do not reach.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ui.web.metrics import streams

if TYPE_CHECKING:
    from ui.web.topics import Topic

# Seconds between two messages: ten pictures a second are drawn without haste, and a short training still moves.
PACE = 0.08
# Seconds without news after which a comment shows proxies and browsers that the line is alive.
BEAT = 15.0
MOST_TOPICS = 64
# A proxy must neither keep the events back nor remember them.
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def live_route() -> Route:
    """The route, to be mounted at ``/lab``."""
    return Route("/live/{topics}", _live)


async def _live(request: Request) -> Response:
    topics = _find(request)
    if topics is None:
        return JSONResponse({}, 404, HEADERS)
    ids, found = list(topics), list(topics.values())
    cursors = _cursors(request, len(found))
    if request.query_params.get("poll"):
        return JSONResponse({"id": cursors, "topics": await _news(ids, found, cursors)}, headers=HEADERS)
    return StreamingResponse(_events(ids, found, cursors), media_type="text/event-stream", headers=HEADERS)


def _find(request: Request) -> dict[str, Topic] | None:
    """The topics of the address; None unless all are this browser's, known or not."""
    # Imported here: the server shall answer before the pages' libraries are loaded.
    from ui.web.topics import topic_of

    owner = owner_of(request)
    found: dict[str, Topic] = {}
    for name in request.path_params["topics"].split(",")[:MOST_TOPICS]:
        topic = topic_of(name)
        if topic is None or not owner or topic.owner != owner:
            return None
        found[name] = topic
    return found


def owner_of(request: Request) -> str:
    """Who the browser that asks is: as its cookie says, else its address; "" where neither does."""
    from ui.state.browser_id import COOKIE, digest_of

    return digest_of(request.cookies.get(COOKIE, "")) or request.query_params.get("key", "")


def _cursors(request: Request, n: int) -> list[int]:
    """Where the browser is: what its reconnection says, else its address, else the start."""
    text = request.headers.get("last-event-id") or request.query_params.get("from", "")
    numbers = [int(part) if part.isdecimal() else 0 for part in text.split(".")]
    return numbers if len(numbers) == n else [0] * n


async def _events(ids: Sequence[str], topics: Sequence[Topic], cursors: list[int]) -> AsyncIterator[str]:
    news, loop = asyncio.Event(), asyncio.get_running_loop()

    def wake() -> None:
        # Set already: the message that it stands for will hold this news, too.
        if not news.is_set():
            with contextlib.suppress(RuntimeError):  # the server ends
                loop.call_soon_threadsafe(news.set)

    leave = [topic.subscribe(wake) for topic in topics]
    streams.inc()
    try:
        while True:
            news.clear()
            ended = all(topic.finished for topic in topics)
            message = await _news(ids, topics, cursors)
            # Written only as fast as the browser takes it: what came meanwhile travels in one message.
            yield f"id: {'.'.join(map(str, cursors))}\ndata: {json.dumps(message, allow_nan=False)}\n\n"
            if ended:
                return
            await asyncio.sleep(PACE)
            while not await _within(news, BEAT):
                yield ": beat\n\n"
                _touch(topics)
    finally:
        streams.dec()
        for unsubscribe in leave:
            unsubscribe()


async def _news(ids: Sequence[str], topics: Sequence[Topic], cursors: list[int]) -> dict[str, Any]:
    """Id → news of each topic; moves the cursors on."""
    _touch(topics)
    message = {}
    for position, (name, topic) in enumerate(zip(ids, topics, strict=True)):
        cursors[position], message[name] = await _ask(topic, cursors[position])
    return message


async def _ask(topic: Topic, since: int) -> tuple[int, dict[str, Any]]:
    """A training answers in a blink; a view may draw, which others need not wait for."""
    if topic.quick:
        return topic.news(since)
    await asyncio.sleep(topic.due)
    return await asyncio.to_thread(topic.news, since)


def _touch(topics: Sequence[Topic]) -> None:
    for topic in topics:
        topic.touch()


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
