"""Files that never change, compressed once and kept: Streamlit hands out its own as they lie on the disk.

What is kept is Streamlit's own answer, whatever it refuses stays refused: no path is turned into a file here.
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
        return len(self.body) >= SMALLEST and bool(_PACKABLE.match(self.headers.get("content-type", "")))


class Packed:
    """ASGI middleware that answers GET for the files below `folders` that are marked immutable from memory.

    Text is compressed at its first request; all that the pages use takes 2.5 MB. HEAD, parts, browsers without gzip,
    and whatever the inner app does not answer with a whole file that lasts get the inner app's answer.
    """

    def __init__(self, app: ASGIApp, folders: Sequence[str]) -> None:
        self.app = app
        self._folders = tuple(folders)
        # Path → its answer, as it is being made; an answer that does not last is not kept.
        self._kept: dict[str, asyncio.Task[_Answer]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the inner app do it."""
        if scope["type"] != "http" or not scope["path"].startswith(self._folders):
            await self.app(scope, receive, send)
            return
        found = await self._answer(scope) if _asks_for_all_of_it(scope) else None
        if found is None:
            await self.app(scope, receive, _varying(send))
        elif _has(scope, found):
            await send({"type": "http.response.start", "status": 304, "headers": _without_body(found)})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": found.headers.raw})
            await send({"type": "http.response.body", "body": found.body})

    async def _answer(self, scope: Scope) -> _Answer | None:
        """The kept answer; None where there is none to keep."""
        path = scope["path"]
        if path not in self._kept:
            self._kept[path] = asyncio.create_task(self._make(scope))
        making = self._kept[path]
        try:
            # The first who asked may go away; the others still wait for it.
            found = await asyncio.shield(making)
        except Exception:
            self._kept.pop(path, None)
            raise
        if not found.lasts:
            self._kept.pop(path, None)
            return None
        return found

    async def _make(self, scope: Scope) -> _Answer:
        found = await self._ask(scope)
        if found.lasts and found.packable:
            found.body = await asyncio.to_thread(gzip.compress, found.body, 9, mtime=0)
            found.headers["Content-Encoding"] = "gzip"
            found.headers["Content-Length"] = str(len(found.body))
            found.headers["ETag"] = f"W/{found.headers['etag']}"
            del found.headers["Accept-Ranges"]
        found.headers.add_vary_header("Accept-Encoding")
        return found

    async def _ask(self, scope: Scope) -> _Answer:
        found = _Answer(0, MutableHeaders(), b"")
        parts: list[bytes] = []

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.status, found.headers = message["status"], MutableHeaders(raw=list(message["headers"]))
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        left_out = (b"accept-encoding", b"if-none-match", b"if-modified-since")
        headers = [pair for pair in scope["headers"] if pair[0] not in left_out]
        # No extensions: the body shall come through `take`, not as a path for the server to send.
        await self.app({**scope, "headers": headers, "extensions": {}}, _stays, take)
        found.body = b"".join(parts)
        return found


async def _stays() -> Message:
    """Whoever asked first may leave; the answer is for all who come after."""
    await asyncio.Event().wait()
    return {"type": "http.disconnect"}


def _asks_for_all_of_it(scope: Scope) -> bool:
    # A file has one path here: the same one written in another way would be kept twice.
    plain = scope["path"] == posixpath.normpath(scope["path"])
    headers = Headers(scope=scope)
    accepted = ",".join(headers.getlist("accept-encoding")).lower()
    return scope["method"] == "GET" and plain and "range" not in headers and bool(_GZIP.search(accepted))


def _has(scope: Scope, found: _Answer) -> bool:
    """Whether the browser has this answer already."""
    asked = [tag.strip().removeprefix("W/") for tag in Headers(scope=scope).get("if-none-match", "").split(",")]
    return found.headers.get("etag", "none").removeprefix("W/") in asked


def _without_body(found: _Answer) -> list[tuple[bytes, bytes]]:
    return [pair for pair in found.headers.raw if not pair[0].lower().startswith(b"content-")]


def _varying(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            headers.add_vary_header("Accept-Encoding")
            message = {**message, "headers": headers.raw}
        await send(message)

    return sending
