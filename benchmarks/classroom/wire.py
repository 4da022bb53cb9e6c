"""One browser's line to the server: HTTP/1.1 with a cookie, and every byte counted as it goes over the wire."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection

XSRF = "_streamlit_xsrf"


@dataclass
class Answer:
    """What came back. body: as the server meant it, decompressed."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Wire:
    """A cookie jar, a kept-alive connection and a counter. taken: kind ("http", "ws", "sse") → bytes, both ways."""

    url: str
    taken: dict[str, int] = field(default_factory=lambda: {"http": 0, "ws": 0, "sse": 0})
    cookies: dict[str, str] = field(default_factory=dict)
    _line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "127.0.0.1", parts.port or 80

    @property
    def cookie(self) -> str:
        """The header that says who this browser is."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def get(self, path: str) -> Answer:
        """Ask for a path on the kept connection, one after the other. Raises OSError or asyncio.IncompleteReadError."""
        kept = self._line is not None
        try:
            return await self._get(path)
        except (OSError, asyncio.IncompleteReadError):
            await self.close()
            if not kept:
                raise
        # The server hangs up on a line that was silent for some seconds; browsers then take a new one.
        return await self._get(path)

    async def _get(self, path: str) -> Answer:
        if self._line is None:
            self._line = await asyncio.open_connection(*self.address)
        reader, writer = self._line
        answer = await self._ask(reader, writer, path, "http", {"Accept-Encoding": "gzip"})
        body = b"".join([piece async for piece in self._pieces(reader, answer, "http")])
        answer.body = gzip.decompress(body) if answer.headers.get("content-encoding") == "gzip" else body
        if answer.headers.get("connection") == "close":
            await self.close()
        return answer

    async def lines(self, path: str, headers: dict[str, str]) -> AsyncIterator[tuple[Answer, bytes]]:
        """A stream on a connection of its own: first (head, b""), then line by line as they come, to its end."""
        reader, writer = await asyncio.open_connection(*self.address)
        try:
            answer = await self._ask(reader, writer, path, "sse", headers)
            yield answer, b""
            rest = b""
            async for piece in self._pieces(reader, answer, "sse"):
                *whole, rest = (rest + piece).split(b"\n")
                for line in whole:
                    yield answer, line
        finally:
            writer.close()

    async def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line[1].close()
            with contextlib.suppress(OSError):
                await self._line[1].wait_closed()
            self._line = None

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, kind: str, headers: dict[str, str]
    ) -> Answer:
        host, port = self.address
        asked = {"Host": f"{host}:{port}", "User-Agent": "classroom", **headers}
        if self.cookies:
            asked["Cookie"] = self.cookie
        request = f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in asked.items()) + "\r\n"
        writer.write(request.encode("latin-1"))
        head = await reader.readuntil(b"\r\n\r\n")
        self.taken[kind] += len(request) + len(head)
        return self._read_head(head.decode("latin-1"))

    def _read_head(self, head: str) -> Answer:
        status, *lines = head.rstrip().split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
            if name.lower() == "set-cookie":
                cookie, _, set_to = value.split(";")[0].strip().partition("=")
                self.cookies[cookie] = set_to
        return Answer(int(status.split()[1]), headers)

    async def _pieces(self, reader: asyncio.StreamReader, answer: Answer, kind: str) -> AsyncIterator[bytes]:
        """The body as it comes; chunks are taken apart."""
        if answer.headers.get("transfer-encoding") != "chunked":
            body = await reader.readexactly(int(answer.headers.get("content-length", "0")))
            self.taken[kind] += len(body)
            yield body
            return
        while True:
            size = await reader.readuntil(b"\n")
            piece = await reader.readexactly(int(size, 16) + 2)
            self.taken[kind] += len(size) + len(piece)
            if len(piece) == 2:
                return
            yield piece[:-2]


class CountedConnection(ClientConnection):
    """A websocket that counts what it receives, compressed as it comes, and what it sends."""

    wire: Wire | None = None

    def data_received(self, data: bytes) -> None:
        """Bytes from the network."""
        if self.wire is not None:
            self.wire.taken["ws"] += len(data)
        super().data_received(data)
