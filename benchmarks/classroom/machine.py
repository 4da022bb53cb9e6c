"""What the server and its training host take from the machine, read from ``/proc`` (Linux), and how it answers."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.classroom.wire import Wire

TICK, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
# Places in /proc/<pid>/stat, counted behind the name: parent, own time, time of ended children, resident pages.
PARENT, OWN, ENDED, RESIDENT = 1, slice(11, 13), slice(13, 15), 21


@dataclass(frozen=True)
class Reading:
    """At `at`: CPU seconds so far and resident MB. children: all processes below the server, ended ones included; pages
    that they share count for each. tool: this process. all_seconds: of everything on this machine.
    """

    at: float
    server_seconds: float
    server_mb: float
    children_seconds: float
    children_mb: float
    tool_seconds: float
    all_seconds: float


def read(pid: int) -> Reading:
    """The server with this process id, now. Raises ProcessLookupError when it is gone."""
    table = _processes()
    if pid not in table:
        raise ProcessLookupError(pid)
    server, below = table[pid], _below(pid, table)
    return Reading(
        time.perf_counter(), _seconds(server[OWN]), _mb(server),
        sum(_seconds(row[OWN]) + _seconds(row[ENDED]) for row in below) + _seconds(server[ENDED]),
        sum(map(_mb, below)), time.process_time(), _everything(),
    )  # fmt: skip


def _processes() -> dict[int, list[str]]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
    return found


def _everything() -> float:
    """User, nice and system time of all processes."""
    user, nice, system = Path("/proc/stat").read_text().split()[1:4]
    return _seconds([user, nice, system])


def _below(pid: int, table: dict[int, list[str]]) -> list[list[str]]:
    mine = [other for other, row in table.items() if int(row[PARENT]) == pid]
    return [row for other in mine for row in (table[other], *_below(other, table))]


def _seconds(ticks: list[str]) -> float:
    return sum(map(int, ticks)) / TICK


def _mb(row: list[str]) -> float:
    return int(row[RESIDENT]) * PAGE / 1e6


@dataclass
class Watch:
    """Reads the machine once a second and the health twice, until it is stopped. pid None: only the health.

    health: (when asked, seconds) of each answer.
    """

    url: str
    pid: int | None
    readings: list[Reading] = field(default_factory=list)
    health: list[tuple[float, float]] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        """Begin to watch."""
        self._tasks = [asyncio.create_task(self._often(self._read, 1.0)), asyncio.create_task(self._ask())]

    async def stop(self) -> None:
        """End it."""
        self._read()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def now(self) -> Reading | None:
        """A reading that is kept, too."""
        self._read()
        return self.readings[-1] if self.readings else None

    def _read(self) -> None:
        if self.pid is not None:
            self.readings.append(read(self.pid))

    async def _often(self, what: Callable[[], None], seconds: float) -> None:
        while True:
            what()
            await asyncio.sleep(seconds)

    async def _ask(self) -> None:
        wire = Wire(self.url)
        try:
            while True:
                asked = time.perf_counter()
                try:
                    await wire.get("/_stcore/health")
                    self.health.append((asked, time.perf_counter() - asked))
                except (OSError, asyncio.IncompleteReadError):
                    await wire.close()
                await asyncio.sleep(max(0.0, 0.5 - (time.perf_counter() - asked)))
        finally:
            await wire.close()
