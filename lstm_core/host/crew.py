"""The children of the host: who takes what, who rests, who is let go."""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from lstm_core.host import large_messages
from lstm_core.host import worker as child
from lstm_core.host.messages import Control, Rehearse, Submit, Work
from lstm_core.host.scheduling import Load
from lstm_core.host.worker_state import Child
from lstm_core.training.architecture import Architecture

BURIAL_SECONDS = 1.0
# Resting children per core. Each keeps some 90 MB of its own and one architecture ready.
MOST_RESTING = 2


class Crew:
    """All children, and the spare: warmed up, free, perhaps with an architecture that it has rehearsed."""

    def __init__(self, client: Connection, slots: int) -> None:
        self._client, self._slots = client, slots
        self.children: list[Child] = []
        # Only Linux can fork safely after TensorFlow was imported; elsewhere children start from nothing.
        self._context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.spare = self._new_child()

    def __iter__(self) -> Iterator[Child]:
        return iter([*self.children, self.spare])

    @property
    def load(self) -> Load:
        """What keeps the cores busy: trainings by themselves or one turn for a whole race, and works."""
        busy = [c for c in self.children if c.busy]
        return Load(len({c.group or c.job_id for c in busy if not c.work}), sum(c.work for c in busy), self._slots)

    @property
    def racing(self) -> set[str]:
        """The races of which somebody has not ended."""
        return {c.group for c in self.children if c.group and not c.ended}

    def having(self, job_id: str) -> Child | None:
        """The child that does this training or work."""
        return next((c for c in self.children if c.job_id == job_id and not c.ended), None)

    def has(self, key: Architecture) -> bool:
        """Whether a free child has compiled this architecture."""
        return self.spare.key == key or any(c.key == key for c in self._resting(work=False))

    def for_training(self, key: Architecture) -> Child:
        """The child that a training of this architecture goes to.

        One that has it; else the spare; but where many rest already, the one that has rested longest compiles anew,
        because that takes less time than to start another child.
        """
        resting = self._resting(work=False)
        found = next((c for c in reversed(resting) if c.key == key), None)
        if found is None and self.spare.key != key and len(resting) >= MOST_RESTING * self._slots:
            found = resting[0]
        return found or self._take_spare()

    def for_work(self) -> Child:
        """The child that a work goes to: one that rests after works, too low in priority to train, or the spare."""
        return next(iter(self._resting(work=True)), None) or self._take_spare()

    def rehearse(self, message: Rehearse, key: Architecture) -> None:
        """Let the spare compile an architecture ahead."""
        self.spare.key = key
        self.send(self.spare, message)

    def send(self, owner: Child, message: Submit | Work | Rehearse | Control | None) -> None:
        """Send without waiting. A child that is gone shows as the end of its pipe, and that tells the learner."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if message is None or isinstance(message, Control):
                owner.connection.send(message)
            else:
                # A child that warms up or rehearses does not read; nobody else may wait for it.
                large_messages.send(owner.connection, message)

    def patience(self) -> float | None:
        """Seconds until the next child must be killed or let go; None when there is none."""
        due = [at for c in self.children for at in (c.kill_at, c.rest_until) if at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def tidy(self) -> None:
        """Kill who is in a long step although told to stop; let go who has rested or done enough, or is too many."""
        now = time.monotonic()
        for owner in self.children:
            if owner.kill_at is not None and owner.kill_at <= now:
                owner.process.kill()
                owner.kill_at = None
        resting = self._resting(work=False)
        too_many = resting[: max(0, len(resting) - MOST_RESTING * self._slots)]
        for owner in self.children:
            if owner in too_many or (owner.rest_until is not None and owner.rest_until <= now):
                self.send(owner, None)
                owner.rest_until = None

    def bury(self, gone: Child) -> None:
        """A child whose pipe has ended."""
        gone.process.join(BURIAL_SECONDS)
        gone.connection.close()
        if gone is self.spare:
            self.spare = self._new_child()
        else:
            self.children.remove(gone)

    def _resting(self, *, work: bool) -> list[Child]:
        """Those that can do another, who has rested longest first."""
        now = time.monotonic()
        able = [c for c in self.children if c.work == work and c.rests(now)]
        return sorted(able, key=lambda c: c.rest_until or 0.0)

    def _take_spare(self) -> Child:
        """The spare, which the next one replaces."""
        if not self.spare.process.is_alive():
            self.bury(self.spare)
        taken, self.spare = self.spare, self._new_child()
        self.children.append(taken)
        return taken

    def _new_child(self) -> Child:
        here, there = self._context.Pipe()
        forked = self._context.get_start_method() == "fork"
        inherited = [self._client, here, *(c.connection for c in self.children)] if forked else []
        if forked and hasattr(self, "spare"):
            inherited.append(self.spare.connection)
        process = self._context.Process(target=child.main, args=(there, inherited), daemon=True)
        process.start()
        there.close()
        return Child(process, here)
