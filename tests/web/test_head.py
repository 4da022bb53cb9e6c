"""Our script stands before Streamlit's own, and nothing else changes."""

import asyncio
from typing import Any

import pytest
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from ui.web.head import Head

PAGE = "<!DOCTYPE html><html><head><title>x</title></head><body><p>&lt;head&gt;</p></body></html>"


def ask(app: Any, method: str = "GET", *headers: tuple[bytes, bytes]) -> tuple[dict[str, str], bytes, int]:
    seen: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        seen.append(message)

    scope = {"type": "http", "method": method, "path": "/train", "headers": list(headers), "query_string": b""}
    asyncio.run(Head(app, "<script></script>")(scope, receive, send))
    start, *bodies = seen
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return told, b"".join(message["body"] for message in bodies), start["status"]


def test_a_page_gets_the_tag_once_and_its_new_length() -> None:
    headers, body, _ = ask(HTMLResponse(PAGE, headers={"etag": "x", "cache-control": "no-cache"}))
    assert body.decode() == PAGE.replace("<head>", "<head><script></script>")
    assert int(headers["content-length"]) == len(body)
    assert "etag" not in headers
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "answer", [PlainTextResponse(PAGE), HTMLResponse(PAGE, 404), Response(PAGE, media_type="text/javascript")]
)
def test_what_is_no_page_stays_as_it_is(answer: Response) -> None:
    assert ask(answer)[1].decode() == PAGE


def test_a_page_that_would_be_packed_is_asked_for_as_text() -> None:
    packed = GZipMiddleware(HTMLResponse(PAGE), minimum_size=1)
    _, body, _ = ask(packed, "GET", (b"accept", b"text/html"), (b"accept-encoding", b"gzip"))
    assert b"<script></script>" in body


def test_a_page_is_never_answered_from_what_the_browser_has_kept() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        kept = any(name == b"if-none-match" for name, _ in scope["headers"])
        await (Response(status_code=304) if kept else HTMLResponse(PAGE))(scope, receive, send)

    asked = (b"accept", b"text/html,*/*"), (b"if-none-match", b"x")
    assert ask(app, "GET", *asked)[2] == 200
    assert ask(app, "GET", asked[1])[2] == 304
