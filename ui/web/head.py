"""Streamlit's page with a script of ours before all of its own: what has to be there first, or comes too late."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD = b"<head>"


class Head:
    """ASGI middleware that puts `tag` at the start of the head of every HTML page, which is Streamlit's only one."""

    def __init__(self, app: ASGIApp, tag: str) -> None:
        self.app, self._tag = app, tag.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the inner app's answer, the tag in it where it is a page."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def pass_on(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self._answer(start, body, send)
            else:
                await send(message)

        await self.app(_for_the_whole_page(scope), receive, pass_on)

    async def _answer(self, start: Message, body: bytes, send: Send) -> None:
        body = body.replace(HEAD, HEAD + self._tag, 1)
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["content-length"] = str(len(body))
        # They stand for the file, and this is another text.
        for name in ("etag", "last-modified"):
            del headers[name]
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})


def _is_page(message: Message) -> bool:
    headers = MutableHeaders(raw=list(message["headers"]))
    plain = headers.get("content-encoding", "identity") == "identity"
    return message["status"] == 200 and plain and headers.get("content-type", "").startswith("text/html")


def _for_the_whole_page(scope: Scope) -> Scope:
    """A page is always sent whole and as text: what a browser has kept may name a script that is gone."""
    if not any(value.startswith(b"text/html") for name, value in scope["headers"] if name == b"accept"):
        return scope
    left_out = (b"if-none-match", b"if-modified-since", b"range", b"accept-encoding")
    return {**scope, "headers": [header for header in scope["headers"] if header[0] not in left_out]}
