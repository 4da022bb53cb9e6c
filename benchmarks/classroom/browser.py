"""A browser without a screen: it loads the files, speaks Streamlit's protocol and follows the live road."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.classroom.figures import Figures
from benchmarks.classroom.files import Files, asked_by, linked, read_files
from benchmarks.classroom.page import Events, Follower, Page
from benchmarks.classroom.road import Road
from benchmarks.classroom.widgets import trigger
from benchmarks.classroom.wire import XSRF, CountedConnection, Wire

# Seconds after which a component that has asked for a redraw asks again (`live_watch.js`).
ASK_AGAIN = 10.0
# Scripts larger than this are libraries: nobody reads them for what they ask for.
MOST_OWN = 200_000
# Seconds until a page that does not answer counts as an error.
PATIENCE = 60.0


class NoAnswerError(RuntimeError):
    """The server did not finish a page in time, or hung up."""


@dataclass
class Asked:
    """A page that is waited for. whole: not only a fragment of it. begun: its script run has begun."""

    done: asyncio.Future[None]
    whole: bool
    begun: bool = False


class Browser:
    """One identity. `page` is what it sees; `open`, `go` and `act` wait until the page is drawn.

    told: called with every progress text, tasks' news from the road included as ``{"state": …, "text": …}``.
    """

    def __init__(self, url: str, figures: Figures, told: Callable[[dict[str, Any]], None]) -> None:
        self.wire, self.figures, self.told = Wire(url), figures, told
        self.page = Page(Events(self._text, self._plan, self._begun, self._finished, self._timer, self.figures.trouble))
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._road = Road(self.wire, self._news, figures.trouble)
        self._asked: list[Asked] = []
        self._closing: set[asyncio.Task[None]] = set()
        self._loaded: set[str] = set()
        # None: this one loads no files.
        self._files: Files | None = None

    async def open(self, page: str = "", files: bool = True) -> float:
        """Come as a new visitor: files, cookie, socket, first page. Returns the seconds of the first script run.

        page: its name in the address, "" for the first.
        """
        await self._first_files(page, files)
        await self._connect()
        seconds = await self._rerun("first page", name=page)
        await self._load_files()
        return seconds

    async def go(self, page: str, query: str = "") -> float:
        """A click in the menu; page: its name in the address, "" for the first. query: where Back leads."""
        self._stop_timers()
        self._road.leave()
        self.page.leave()
        self.page.query = query
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

    async def again(self, kind: str) -> float:
        """The same page once more with its widgets as they are, as Back does where the page stays."""
        return await self._rerun(kind)

    @property
    def still(self) -> bool:
        """Whether nothing on the page moves: no road is followed, no fragment asks to be drawn again."""
        return not self._timers and not self._road.open

    async def close(self) -> None:
        """Shut the tab."""
        self._stop_timers()
        tasks = [self._road.leave(), self._reader, *self._closing]
        for task in filter(None, tasks):
            task.cancel()
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        await self.wire.close()

    async def _first_files(self, page: str, files: bool) -> None:
        index = await self.wire.get(f"/{page}")
        if index.status != 200:
            self.figures.trouble(f"/{page} answers {index.status}")
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
            wanted = self._files.of(self.page.kinds) | self.page.files
            while new := wanted - self._loaded:
                await self._load_new(sorted(new))
                wanted |= self.page.files  # what the scripts ask for in turn

    async def _load_new(self, paths: Sequence[str]) -> None:
        for path in paths:
            if path not in self._loaded:
                await self._load(path)

    async def _load(self, path: str) -> bytes:
        self._loaded.add(path)
        answer = await self.wire.get(f"/{path}")
        if answer.status != 200:
            self.figures.trouble(f"{path} answers {answer.status}")
        if path.startswith("lab/") and path.endswith(".js") and len(answer.body) < MOST_OWN:
            self.page.files.update(asked_by(path, answer.body.decode()))
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
        for asked in self._asked:
            if not asked.done.done():
                asked.done.set_exception(NoAnswerError("the server hung up"))

    async def _rerun(
        self, kind: str, states: WidgetStates | None = None, hash: str = "", name: str = "", fragment: str = ""
    ) -> float:
        waits = Asked(asyncio.get_running_loop().create_future(), whole=not fragment)
        self._asked.append(waits)
        asked = time.perf_counter()
        try:
            await self._send(states or self.page.states(), hash or self.page.hash, name, fragment)
            await asyncio.wait_for(waits.done, PATIENCE)
        except TimeoutError:
            self.figures.trouble(f"no answer: {kind}")
            raise NoAnswerError(kind) from None
        except asyncio.CancelledError:
            self.figures.broken_off(kind, asked)
            raise
        finally:
            self._asked.remove(waits)
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
        self.wire.taken["ws"] += len(data) + 8
        if self._socket is not None:
            await self._socket.send(data)

    def _begun(self, fragments: Sequence[str]) -> None:
        if not fragments:
            self._stop_timers()
        for asked in self._asked:
            asked.begun = asked.begun or not fragments or not asked.whole

    def _finished(self, whole: bool, part: bool) -> None:
        if part:
            self.figures.drawn += 1
        for asked in self._asked:
            if asked.begun and not asked.done.done() and (whole or (part and not asked.whole)):
                asked.done.set_result(None)

    @property
    def _current(self) -> bool:
        """Whether what comes now belongs to the newest request, not to an older run."""
        return all(asked.begun for asked in self._asked)

    def _text(self, text: str) -> None:
        if self._current:
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

    def _plan(self) -> None:
        """The page was drawn: follow what its components follow, and ask for a redraw where it is behind already."""
        if self._current:
            self._road.want([topic for follower in self.page.followers.values() for topic in follower.topics])
            self._watch()

    def _news(self, _topic: str, news: dict[str, Any]) -> None:
        self.figures.events += 1
        self.told(news)
        self._watch()

    def _watch(self) -> None:
        for follower in self.page.followers.values():
            pairs = zip(follower.topics, follower.stages, strict=False)
            stages = [(self._road.known.get(topic, {}).get("stage"), drawn) for topic, drawn in pairs]
            if not follower.asked and any(now is not None and now != drawn for now, drawn in stages):
                follower.asked = True
                task = asyncio.create_task(self._redraw(follower))
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)

    async def _redraw(self, follower: Follower) -> None:
        """Ask until it is drawn: messages get lost where one script run overtakes another."""
        while self.page.followers.get(follower.component) is follower:
            moved = trigger(follower.component, "moved", str(time.perf_counter()))
            asking = asyncio.create_task(self._asked_for(moved, follower.fragment))
            await asyncio.wait((asking,), timeout=ASK_AGAIN)

    async def _asked_for(self, moved: WidgetState, fragment: str) -> None:
        with contextlib.suppress(NoAnswerError, ConnectionClosed):
            await self.act("closing", moved, fragment)


def _known(first: Sequence[str], texts: Mapping[str, bytes]) -> Files:
    """Read once for the whole class: the scripts are large, and the tool shares the cores with the server."""
    key = tuple(first)
    if key not in _read:
        _read[key] = read_files(first, {path: text.decode("utf-8", "replace") for path, text in texts.items()})
    return _read[key]


_read: dict[tuple[str, ...], Files] = {}
