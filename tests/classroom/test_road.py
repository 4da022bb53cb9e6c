"""The tool's reader of the live road, against a server that tells what a test wants told."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from benchmarks.classroom import road as road_module
from benchmarks.classroom.road import Road
from benchmarks.classroom.wire import Wire
from tests.support.fake_server import running


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road_module, "AGAIN", 0.0)


class Teller:
    """Tells each request its own events: ``(cursor, message)``; None breaks the line in the middle of a chunk."""

    def __init__(self, *streams: list[tuple[str, dict[str, Any]] | None]) -> None:
        self.streams, self.asked = list(streams), []

    async def tell(self, request: Request) -> Response:
        self.asked.append((request.path_params["topics"], request.query_params.get("from")))
        return StreamingResponse(self._events(self.streams.pop(0)), media_type="text/event-stream")

    async def _events(self, events: list[tuple[str, dict[str, Any]] | None]) -> AsyncIterator[str]:
        yield ": beat\n\n"
        for event in events:
            if event is None:
                yield "id: 99\ndata: {"
                raise ConnectionResetError
            cursor, message = event
            # In two pieces: an event need not come at once.
            text = f"id: {cursor}\ndata: {json.dumps(message)}\n\n"
            yield text[:12]
            yield text[12:]


def follow(url: str, *topics: str) -> tuple[list[tuple[str, dict[str, Any]]], list[str]]:
    """What one browser is told until nothing more is to come."""
    told: list[tuple[str, dict[str, Any]]] = []
    troubles: list[str] = []

    async def main() -> None:
        road = Road(Wire(url), lambda topic, news: told.append((topic, news)), troubles.append)
        road.want(topics)
        task = road._task
        assert task is not None
        await asyncio.wait_for(task, 20)

    asyncio.run(main())
    return told, troubles


def news(text: str, finished: bool = False) -> dict[str, Any]:
    return {"text": text, "finished": finished}


def test_news_of_two_topics_until_both_are_finished() -> None:
    first, last = news("Epoch 1 of 2"), news("Epoch 2 of 2 · done", finished=True)
    teller = Teller([("1.0", {"a": first}), ("2.0", {"a": last}), ("2.1", {"b": last})])
    with running([Route("/lab/live/{topics}", teller.tell)]) as url:
        told, troubles = follow(url, "a", "b", "a")
    assert told == [("a", first), ("a", last), ("b", last)]
    assert troubles == []
    assert teller.asked == [("a,b", "0.0")]


def test_a_broken_line_goes_on_where_it_was() -> None:
    first, last = news("Epoch 1 of 2"), news("Epoch 2 of 2 · done", finished=True)
    teller = Teller([("1", {"a": first}), None], [("2", {"a": last})])
    with running([Route("/lab/live/{topics}", teller.tell)]) as url:
        told, troubles = follow(url, "a")
    assert [text for _, text in told] == [first, last]
    assert troubles == []
    assert teller.asked == [("a", "0"), ("a", "1")]


def test_a_refusal_is_a_trouble_and_not_asked_again() -> None:
    asked = []

    def refuse(request: Request) -> Response:
        asked.append(request.url.path)
        return PlainTextResponse("no", 404)

    with running([Route("/lab/live/{topics}", refuse)]) as url:
        told, troubles = follow(url, "a")
    assert told == []
    assert troubles == ["the road answers 404"]
    assert asked == ["/lab/live/a"]


def test_a_stream_that_always_ends_early_is_a_trouble() -> None:
    teller = Teller(*([("1", {"a": news("Epoch 1 of 2")})] for _ in range(road_module.MOST_TRIES)))
    with running([Route("/lab/live/{topics}", teller.tell)]) as url:
        _, troubles = follow(url, "a")
    assert troubles == [f"the road broke {road_module.MOST_TRIES} times"]


def test_bytes_and_the_cookie_are_those_of_the_wire() -> None:
    seen = []

    def page(request: Request) -> Response:
        seen.append(request.cookies.get("_streamlit_xsrf"))
        answer = PlainTextResponse("x" * 1000)
        answer.set_cookie("_streamlit_xsrf", "2|mask|number|1")
        return answer

    async def main(url: str) -> Wire:
        wire = Wire(url)
        for _ in range(2):
            assert (await wire.get("/")).body == b"x" * 1000
        await wire.close()
        return wire

    with running([Route("/", page)]) as url:
        wire = asyncio.run(main(url))
    assert seen == [None, "2|mask|number|1"]
    assert 2000 < wire.taken["http"] < 3500


def test_a_line_that_the_server_has_hung_up_on_is_replaced() -> None:
    async def main(url: str) -> list[bytes]:
        wire = Wire(url)
        first = await wire.get("/")
        assert wire._line is not None
        # The server is gone from it; the browser has not noticed yet.
        wire._line[0].feed_eof()
        second = await wire.get("/")
        await wire.close()
        return [first.body, second.body]

    with running([Route("/", lambda _request: PlainTextResponse("here"))]) as url:
        assert asyncio.run(main(url)) == [b"here", b"here"]
