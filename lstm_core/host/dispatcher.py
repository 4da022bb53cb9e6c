"""The host's main loop: one thread that hands trainings and works to children and passes messages on.

It never computes: TensorFlow is imported (so that forked children share its memory) but not
initialised here, because its threads would not survive a fork.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import secrets
import signal
import sys
import time
from collections import Counter
from multiprocessing.connection import Connection, Listener, wait
from typing import Any

from lstm_core.host import child, parcel
from lstm_core.host.children import Child, group_of
from lstm_core.host.messages import Begun, Control, End, Paused, Place, Ready, Rehearse, Submit, Work
from lstm_core.host.turns import Load, cores, next_turn, places

# What is paused gives its core to others; this many processes may exist all the same.
MAX_CHILDREN = 64
BURIAL_SECONDS = 1.0
# The client calls within milliseconds; one that ended meanwhile never will.
CLIENT_SECONDS = 30
# A child may end between its last word and the next message to it; one message that ends every child is not for ever.
MOST_TRIES = 3
# A stop waits for the end of the running step, but no longer than this; then the child is killed.
STOP_GRACE_SECONDS = 1.0


def main() -> None:
    """Say where we listen, take the one client, load TensorFlow, serve until the client is gone."""
    key = secrets.token_bytes(32)
    with Listener(None, authkey=key) as listener:
        print(repr((listener.address, key.hex())), flush=True)
        if hasattr(signal, "alarm"):
            signal.alarm(CLIENT_SECONDS)
        client = listener.accept()
        if hasattr(signal, "alarm"):
            signal.alarm(0)
    importlib.import_module("lstm_core.trainer")
    try:
        client.send(Ready())
        Dispatcher(client).run()
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        pass
    finally:
        for process in multiprocessing.active_children():
            process.kill()


class Dispatcher:
    """Queue, children and the spare, between one client and the machine's cores."""

    def __init__(self, client: Connection) -> None:
        self.client = client
        self.queue: list[Submit | Work] = []
        self.told_places: dict[str, int] = {}
        self.held: list[Control] = []
        self._tries: Counter[str] = Counter()
        self.on_hold: set[str] = set()
        self.children: list[Child] = []
        self.slots = cores()
        # Only Linux can fork safely after TensorFlow was imported; elsewhere children start from nothing.
        self.context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.spare = self._new_child()

    def run(self) -> None:
        """Pass messages until the client is gone (EOFError)."""
        while True:
            by_connection = {c.connection: c for c in [*self.children, self.spare]}
            for ready in wait([self.client, *by_connection], self._patience()):
                if ready is self.client:
                    self._from_client(self.client.recv())
                elif ready in by_connection:
                    self._from_child(by_connection[ready])  # type: ignore[index]
            self._kill_overdue()
            self._dispatch()
            self._let_go()
            self._tell_places()

    def _from_client(self, message: Submit | Work | Rehearse | Control) -> None:
        if isinstance(message, Submit | Work):
            self.queue.append(message)
        elif isinstance(message, Rehearse):
            # A rehearsal must not take time from somebody's training.
            if not self._load().trainings and not any(isinstance(waiting, Submit) for waiting in self.queue):
                self._send(self.spare, message)
        elif any(waiting.job_id == message.job_id for waiting in self.queue):
            self._control_waiting(message)
            self.on_hold &= {waiting.job_id for waiting in self.queue}
        else:
            for owner in self.children:
                if owner.job_id == message.job_id and not owner.ended:
                    self._pass_on(owner, message)

    def _control_waiting(self, message: Control) -> None:
        """Stop what waits, let a work that is paused wait on; keep everything else for when its turn comes."""
        works = {waiting.job_id for waiting in self.queue if isinstance(waiting, Work)}
        if message.command == "pause" and message.job_id in works:
            self.on_hold.add(message.job_id)
            self.client.send(Paused(message.job_id, True))
            return
        if message.command == "resume" and message.job_id in works:
            self.on_hold.discard(message.job_id)
            # Its place is news again.
            self.told_places.pop(message.job_id, None)
            return
        if message.command != "stop":
            self.held.append(message)
            return
        self.queue = [waiting for waiting in self.queue if waiting.job_id != message.job_id]
        self.held = [held for held in self.held if held.job_id != message.job_id]
        self.client.send(End(message.job_id, "stopped"))

    def _pass_on(self, owner: Child, message: Control) -> None:
        self._send(owner, message)
        if owner.handed is not None:
            owner.told.append(message)
        if message.command in ("pause", "step"):
            owner.paused = True
        elif message.command == "resume":
            owner.paused = False
        elif message.command == "stop" and not owner.stopping:
            owner.stopping, owner.kill_at = True, time.monotonic() + STOP_GRACE_SECONDS

    def _patience(self) -> float | None:
        """Seconds until the next child must be killed or let go; None when there is none."""
        due = [at for c in self.children for at in (c.kill_at, c.rest_until) if at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _kill_overdue(self) -> None:
        """End the children that are in a long step although they were told to stop."""
        for owner in self.children:
            if owner.kill_at is not None and owner.kill_at <= time.monotonic():
                owner.process.kill()
                owner.kill_at = None

    def _let_go(self) -> None:
        """Say goodbye to the children that have rested long enough or done enough works."""
        for owner in self.children:
            if owner.rest_until is not None and owner.rest_until <= time.monotonic():
                self._send(owner, None)
                owner.rest_until = None

    def _send(self, owner: Child, message: Submit | Work | Rehearse | Control | None) -> None:
        # A child that is gone shows as the end of its pipe, and that tells the learner.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if message is None or isinstance(message, Control):
                owner.connection.send(message)
            else:
                # A child that warms up or rehearses does not read; nobody else may wait for it.
                parcel.send(owner.connection, message)

    def _from_child(self, owner: Child) -> None:
        try:
            message: Any = owner.connection.recv()
        except (EOFError, ConnectionResetError, OSError):
            self._bury(owner)
            return
        if isinstance(message, Begun):
            owner.begin()
            del self._tries[message.job_id]
            return
        if isinstance(message, Paused):
            owner.paused = message.paused
        if isinstance(message, End):
            owner.end()
        self.client.send(message)

    def _bury(self, gone: Child) -> None:
        gone.process.join(BURIAL_SECONDS)
        gone.connection.close()
        if gone is self.spare:
            self.spare = self._new_child()
            return
        self.children.remove(gone)
        if gone.ended:
            return
        if gone.stopping:
            self._tries.pop(gone.job_id, None)
            self.client.send(End(gone.job_id, "stopped"))
        elif gone.handed is not None and self._tries[gone.job_id] < MOST_TRIES:
            # It was gone before it began, which nobody could know: another child takes it.
            self.queue.insert(0, gone.handed)
            self.held += gone.told
        else:
            self._tries.pop(gone.job_id, None)
            self.client.send(End(gone.job_id, "failed", sentence=gone.cause()))

    def _dispatch(self) -> None:
        """Hand what waits to a child that rests or to the spare while a core is free for it."""
        while len(self.children) < MAX_CHILDREN and (turn := self._next_turn()) is not None:
            message = self.queue.pop(turn)
            taken = self._resting() if isinstance(message, Work) else None
            taken = taken or self._take_spare()
            taken.take(message)
            self._tries[message.job_id] += 1
            self._send(taken, message)
            self.client.send(Place(message.job_id, -1))
            for control in [held for held in self.held if held.job_id == message.job_id]:
                self.held.remove(control)
                self._pass_on(taken, control)

    def _resting(self) -> Child | None:
        """A child that can do another work; its priority is too low for a training."""
        now = time.monotonic()
        able = (c for c in self.children if c.rest_until is not None and c.rest_until > now and c.process.is_alive())
        return next(able, None)

    def _take_spare(self) -> Child:
        """The spare, which the next one replaces."""
        if not self.spare.process.is_alive():
            self._bury(self.spare)
        taken, self.spare = self.spare, self._new_child()
        self.children.append(taken)
        return taken

    def _next_turn(self) -> int | None:
        """Position in the queue of what may start now; whoever runs a race brings all of it along."""
        racing = {c.group for c in self.children if c.group and not c.ended}
        joins = (position for position, message in enumerate(self.queue) if group_of(message) in racing)
        ready = [position for position, message in enumerate(self.queue) if message.job_id not in self.on_hold]
        turn = next_turn([isinstance(self.queue[position], Work) for position in ready], self._load())
        return next(joins, None if turn is None else ready[turn])

    def _load(self) -> Load:
        busy = [c for c in self.children if not c.paused and not c.ended]
        # By themselves, or one turn for a whole group.
        trainings = {c.group or c.job_id for c in busy if not c.work}
        return Load(len(trainings), sum(c.work for c in busy), self.slots)

    def _tell_places(self) -> None:
        """Say to those that wait how many go before them, where that has changed."""
        ready = [message for message in self.queue if message.job_id not in self.on_hold]
        found = places([isinstance(message, Work) for message in ready], self._load())
        now = dict(zip((message.job_id for message in ready), found, strict=True))
        for job_id, place in now.items():
            if self.told_places.get(job_id) != place:
                self.client.send(Place(job_id, place))
        self.told_places = now

    def _new_child(self) -> Child:
        here, there = self.context.Pipe()
        forked = self.context.get_start_method() == "fork"
        inherited = [self.client, here, *(c.connection for c in self.children)] if forked else []
        if forked and hasattr(self, "spare"):
            inherited.append(self.spare.connection)
        process = self.context.Process(target=child.main, args=(there, inherited), daemon=True)
        process.start()
        there.close()
        return Child(process, here)
