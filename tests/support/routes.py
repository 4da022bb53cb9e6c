"""Ask one of our routes without a server: what it would send, piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette

from ui.web import routes


class Answer:
    """Status, headers and the pieces of a body as they come."""

    def __init__(self) -> None:
        self.status, self.headers = 0, {}
        self.pieces: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def piece(self) -> str | None:
        """The next piece of the body; None after the last."""
        found = await asyncio.wait_for(self.pieces.get(), 20)
        return None if found is None else found.decode()

    async def whole(self) -> str:
        """All of the body that is still to come."""
        pieces = []
        while (piece := await self.piece()) is not None:
            pieces.append(piece)
        return "".join(pieces)


@asynccontextmanager
async def asked(path: str, query: str = "", **headers: str) -> AsyncIterator[Answer]:
    """Ask for a path; the connection is broken where the block ends."""
    answer, gone = Answer(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {key.decode().lower(): value.decode() for key, value in message["headers"]}
            return
        if message.get("body"):
            answer.pieces.put_nowait(message["body"])
        if not message.get("more_body"):
            answer.pieces.put_nowait(None)

    raw = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": raw, "root_path": "", "scheme": "http", "http_version": "1.1", "asgi": {"version": "3.0"},
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    running = asyncio.create_task(Starlette(routes=routes())(scope, receive, send))
    try:
        yield answer
    finally:
        gone.set()
        await asyncio.wait_for(running, 20)
