"""A browser without a screen: it loads the files, speaks Streamlit's protocol and follows the live road."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.classroom.figures import Figures
from benchmarks.classroom.files import Files, linked, read_files
from benchmarks.classroom.page import Events, Page, Road
from benchmarks.classroom.road import RoadClosedError, follow
from benchmarks.classroom.widgets import trigger
from benchmarks.classroom.wire import XSRF, CountedConnection, Wire

# Seconds until a page that does not answer counts as an error.
PATIENCE = 60.0


class NoAnswerError(RuntimeError):
    """The server did not finish a page in time, or hung up."""


class Browser:
    """One identity. `page` is what it sees; `open`, `go` and `act` wait until the page is drawn.

    told: called with every progress text, tasks' news from the road included as ``{"state": …, "text": …}``.
    """

    def __init__(self, url: str, figures: Figures, told: Callable[[dict[str, Any]], None]) -> None:
        self.wire, self.figures, self.told = Wire(url), figures, told
        self.page = Page(Events(self._text, self._road, self._begun, self._finished, self._timer, self.figures.trouble))
        # Whether the run of the newest request has begun: what comes before belongs to an older one.
        self.current = True
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._roads: dict[str, asyncio.Task[None]] = {}
        self._done: asyncio.Future[None] | None = None
        self._loaded: set[str] = set()
        # None: this one loads no files.
        self._files: Files | None = None

    async def open(self, page: str = "", files: bool = True) -> float:
        """Come as a new visitor: files, cookie, socket, first page. Returns the seconds of the first script run."""
        await self._first_files(files)
        await self._connect()
        seconds = await self._rerun("first page", name=page)
        await self._load_files()
        return seconds

    async def go(self, page: str) -> float:
        """A click in the menu; page: its name in the address, "" for the first."""
        self._stop_timers()
        self._stop_roads()
        self.page.leave()
        seconds = await self._rerun(page or "start", hash=self.page.pages[page])
        await self._load_files()
        return seconds

    async def act(self, kind: str, state: WidgetState, fragment: str = "") -> float:
        """A widget used; kind: what the time is counted under. Returns the seconds until the page was drawn."""
        states = self.page.states()
        kept = [other for other in states.widgets if other.id != state.id]
        if state.id in self.page.widgets and state.WhichOneof("value") != "trigger_value":
            self.page.widgets[state.id].state = state
        return await self._rerun(kind, WidgetStates(widgets=[*kept, state]), fragment=fragment)

    async def close(self) -> None:
        """Shut the tab."""
        self._stop_timers()
        self._stop_roads()
        if self._reader is not None:
            self._reader.cancel()
        if self._socket is not None:
            await self._socket.close()
        await self.wire.close()

    async def _first_files(self, files: bool) -> None:
        index = await self.wire.get("/")
        if files:
            first = linked(index.body.decode())
            texts = {path: await self._load(path) for path in first}
            self._files = _known(first, texts)
            await self._load_new(self._files.first)
        await self.wire.get("/_stcore/health")
        await self.wire.get("/_stcore/host-config")

    async def _load_files(self) -> None:
        """What the page's elements and components ask for and the browser has not got yet."""
        if self._files is not None:
            own = {path.lstrip("/") for path in self.page.files}
            await self._load_new(sorted(self._files.of(self.page.kinds) | own))

    async def _load_new(self, paths: Sequence[str]) -> None:
        for path in paths:
            if path not in self._loaded:
                await self._load(path)

    async def _load(self, path: str) -> bytes:
        self._loaded.add(path)
        answer = await self.wire.get(f"/{path}")
        if answer.status != 200:
            self.figures.trouble(f"{path} answers {answer.status}")
        return answer.body

    async def _connect(self) -> None:
        host, port = self.wire.address
        self._socket = await connect(
            f"ws://{host}:{port}/_stcore/stream", origin=f"http://{host}:{port}",  # type: ignore[arg-type]
            subprotocols=["streamlit", self.wire.cookies.get(XSRF, "PLACEHOLDER_AUTH_TOKEN")],  # type: ignore[list-item]
            additional_headers={"Cookie": self.wire.cookie}, create_connection=CountedConnection,
            max_size=None, ping_interval=None, open_timeout=PATIENCE,
        )  # fmt: skip
        self._socket.wire = self.wire  # type: ignore[attr-defined]
        self._reader = asyncio.create_task(self._read(self._socket))

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for data in socket:
                self.page.take(data if isinstance(data, bytes) else data.encode())
        except ConnectionClosed:
            pass
        except Exception as error:  # what the tool does not understand must not look like a silent page
            self.figures.trouble(f"not understood: {error!r}")
            raise
        self.figures.trouble("the server hung up")
        if self._done is not None and not self._done.done():
            self._done.set_exception(NoAnswerError("the server hung up"))

    async def _rerun(
        self, kind: str, states: WidgetStates | None = None, hash: str = "", name: str = "", fragment: str = ""
    ) -> float:
        self._done = asyncio.get_running_loop().create_future()
        self._whole, self.current = not fragment, False
        asked = time.perf_counter()
        await self._send(states or self.page.states(), hash or self.page.hash, name, fragment)
        try:
            await asyncio.wait_for(self._done, PATIENCE)
        except TimeoutError:
            self.figures.trouble(f"no answer: {kind}")
            raise NoAnswerError(kind) from None
        except asyncio.CancelledError:
            self.figures.broken_off(kind, asked)
            raise
        seconds = time.perf_counter() - asked
        self.figures.redraw(kind, asked, seconds)
        return seconds

    async def _send(
        self, states: WidgetStates, hash: str = "", name: str = "", fragment: str = "", auto: bool = False
    ) -> None:
        message = BackMsg()
        client = message.rerun_script
        client.query_string, client.page_script_hash, client.page_name = self.page.query, hash, name
        client.fragment_id, client.is_auto_rerun = fragment, auto
        client.widget_states.CopyFrom(states)
        client.cached_message_hashes.extend(self.page.cached)
        client.context_info.timezone, client.context_info.locale = "Europe/Berlin", "en-US"
        client.context_info.url, client.context_info.color_scheme = self.wire.url, "light"
        data = message.SerializeToString()
        self.wire.bytes["ws"] += len(data) + 8
        if self._socket is not None:
            await self._socket.send(data)

    def _begun(self, fragments: Sequence[str]) -> None:
        if not fragments:
            self.current = True
            self._stop_timers()
        elif self._done is not None and not self._whole:
            self.current = True

    def _finished(self, whole: bool, part: bool) -> None:
        if part:
            self.figures.drawn += 1
        if self._done is not None and not self._done.done() and self.current and (whole or (part and not self._whole)):
            self._done.set_result(None)

    def _text(self, text: str) -> None:
        if self.current:
            self.told({"text": text})

    def _timer(self, fragment: str, seconds: float) -> None:
        """A fragment wants to be drawn again and again, or no more (0)."""
        before = self._timers.get(fragment)
        if before is not None and before[0] == seconds:
            return
        if before is not None:
            self._timers.pop(fragment)[1].cancel()
        if seconds:
            self._timers[fragment] = seconds, asyncio.create_task(self._tick(fragment, seconds))

    async def _tick(self, fragment: str, seconds: float) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(seconds)
                self.figures.asked += 1
                await self._send(self.page.states(), self.page.hash, fragment=fragment, auto=True)

    def _stop_timers(self) -> None:
        for _, task in self._timers.values():
            task.cancel()
        self._timers.clear()

    def _road(self, road: Road) -> None:
        if self.current and road.topics not in self._roads:
            self._stop_roads()
            self._roads[road.topics] = asyncio.create_task(self._follow(road))

    async def _follow(self, road: Road) -> None:
        try:
            async for news in follow(self.wire, road.topics, road.cursor):
                self.figures.events += 1
                for topic in news.values():
                    self.told(topic)
            await self.act("closing", trigger(road.component, "ended", True), road.fragment)
        except RoadClosedError as error:
            self.figures.trouble(str(error))
        except (NoAnswerError, ConnectionClosed):
            return  # counted where it happened

    def _stop_roads(self) -> None:
        for task in self._roads.values():
            task.cancel()
        self._roads.clear()


def _known(first: Sequence[str], texts: Mapping[str, bytes]) -> Files:
    """Read once for the whole class: the scripts are large, and the tool shares the cores with the server."""
    key = tuple(first)
    if key not in _read:
        _read[key] = read_files(first, {path: text.decode("utf-8", "replace") for path, text in texts.items()})
    return _read[key]


_read: dict[tuple[str, ...], Files] = {}
