"""Files that never change, compressed once: Streamlit hands out its own as they lie on the disk.

What is packed is Streamlit's own answer, whatever it refuses stays refused: no path is turned into a file here.
"""

from __future__ import annotations

import asyncio
import gzip
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST = 500  # bytes, below which packing saves no packet
_PACKABLE = re.compile(r"text/|application/(javascript|json)|image/svg")
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


@dataclass
class _Answer:
    status: int
    headers: MutableHeaders
    body: bytes

    @property
    def lasts(self) -> bool:
        """Whether it is a file that keeps its contents as long as it has this address."""
        return self.status == 200 and "immutable" in self.headers.get("cache-control", "")

    @property
    def packable(self) -> bool:
        long_enough = int(self.headers.get("content-length", 0)) >= SMALLEST
        return self.lasts and long_enough and bool(_PACKABLE.match(self.headers.get("content-type", "")))


class Packed:
    """ASGI middleware that answers GET with gzip for the files below `folders` that are marked immutable.

    Each file is compressed at its first request and kept in memory (1.6 MB for all that the pages use). HEAD, browsers
    without gzip, and whatever the inner app does not answer with a whole file get the inner app's answer.
    """

    def __init__(self, app: ASGIApp, folders: Sequence[str]) -> None:
        self.app = app
        self._folders = tuple(folders)
        # Path → the state of the file (its ETag) and its packed bytes, as they are being made.
        self._kept: dict[str, tuple[str, asyncio.Task[bytes]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the inner app do it."""
        if scope["type"] != "http" or not scope["path"].startswith(self._folders):
            await self.app(scope, receive, send)
            return
        if _asks_for_packed(scope):
            found = await self._ask(scope, receive, "HEAD")
            if found.packable:
                await _send(send, found, await self._body(scope, receive, found.headers["etag"]))
                return
        await self.app(scope, receive, _varying(send))

    async def _body(self, scope: Scope, receive: Receive, state: str) -> bytes:
        kept = self._kept.get(scope["path"])
        if kept is None or kept[0] != state or (kept[1].done() and kept[1].exception()):
            kept = self._kept[scope["path"]] = (state, asyncio.create_task(self._pack(scope, receive)))
        # The first who asked may go away; the others still wait for it.
        return await asyncio.shield(kept[1])

    async def _pack(self, scope: Scope, receive: Receive) -> bytes:
        whole = await self._ask(scope, receive, "GET")
        return await asyncio.to_thread(gzip.compress, whole.body, 9, mtime=0)

    async def _ask(self, scope: Scope, receive: Receive, method: str) -> _Answer:
        found = _Answer(0, MutableHeaders(), b"")
        parts: list[bytes] = []

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.status, found.headers = message["status"], MutableHeaders(raw=list(message["headers"]))
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        # No extensions: the body shall come through `take`, not as a path for the server to send.
        await self.app({**scope, "method": method, "headers": headers, "extensions": {}}, receive, take)
        found.body = b"".join(parts)
        return found


def _asks_for_packed(scope: Scope) -> bool:
    # A file has one path here: the same one written in another way would be kept twice.
    plain = scope["path"] == posixpath.normpath(scope["path"])
    accepted = ",".join(Headers(scope=scope).getlist("accept-encoding")).lower()
    return scope["method"] == "GET" and plain and bool(_GZIP.search(accepted))


async def _send(send: Send, found: _Answer, body: bytes) -> None:
    headers = found.headers
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    headers["ETag"] = f"W/{headers['etag']}"
    del headers["Accept-Ranges"]
    headers.add_vary_header("Accept-Encoding")
    await send({"type": "http.response.start", "status": 200, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})


def _varying(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            headers.add_vary_header("Accept-Encoding")
            message = {**message, "headers": headers.raw}
        await send(message)

    return sending
