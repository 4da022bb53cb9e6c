"""The host's main loop: one thread that hands trainings and works to children and passes messages on.

It never computes: TensorFlow is imported (so that forked children share its memory) but not
initialised here, because its threads would not survive a fork.
"""

from __future__ import annotations

import importlib
import multiprocessing
import secrets
import signal
import time
from collections import Counter
from multiprocessing.connection import Connection, Listener, wait
from typing import Any

from lstm_core.host.crew import Crew
from lstm_core.host.line import Line, group_of
from lstm_core.host.messages import (
    Begun,
    Control,
    End,
    Paused,
    Progress,
    QueuePosition,
    Ready,
    Rehearse,
    Submit,
    Work,
    WorkProgress,
)
from lstm_core.host.outlook import Outlook
from lstm_core.host.scheduling import cores, next_turn
from lstm_core.host.worker_state import Child
from lstm_core.training.architecture import architecture

# What is paused gives its core to others; this many processes may exist all the same.
MAX_CHILDREN = 64
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
    importlib.import_module("lstm_core.training.trainer")
    try:
        client.send(Ready())
        Dispatcher(client).run()
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        pass
    finally:
        for process in multiprocessing.active_children():
            process.kill()


class Dispatcher:
    """Between one client, the line of those that wait, and the children."""

    def __init__(self, client: Connection) -> None:
        self.client = client
        self.line = Line()
        self.held: list[Control] = []
        self._tries: Counter[str] = Counter()
        slots = cores()
        self.crew = Crew(client, slots)
        self.outlook = Outlook(slots)

    def run(self) -> None:
        """Pass messages until the client is gone (EOFError)."""
        while True:
            by_connection = {c.connection: c for c in self.crew}
            for ready in wait([self.client, *by_connection], self._patience()):
                if ready is self.client:
                    self._from_client(self.client.recv())
                elif ready in by_connection:
                    self._from_child(by_connection[ready])  # type: ignore[index]
            self._dispatch()
            self.crew.tidy()
            for place in self.outlook.news(self.line, self.crew, time.monotonic()):
                self.client.send(place)

    def _patience(self) -> float | None:
        """Seconds until something is due that no message announces; None when nothing is."""
        due = [
            at for at in (self.crew.patience(), self.outlook.patience(self.line, time.monotonic())) if at is not None
        ]
        return min(due, default=None)

    def _from_client(self, message: Submit | Work | Rehearse | Control) -> None:
        if isinstance(message, Submit | Work):
            self.line.add(message)
        elif isinstance(message, Rehearse):
            self._rehearse(message)
        elif message.job_id in self.line:
            self._control_waiting(message)
        elif (owner := self.crew.having(message.job_id)) is not None:
            self._pass_on(owner, message)

    def _rehearse(self, message: Rehearse) -> None:
        """A rehearsal must not take time from somebody's training, nor compile what is compiled."""
        key = architecture(message.settings, message.prepared)
        if not self.crew.load.trainings and not self.line.trainings and not self.crew.has(key):
            self.crew.rehearse(message, key)

    def _control_waiting(self, message: Control) -> None:
        """Stop what waits, let a work that is paused wait on; keep everything else for when its turn comes."""
        if message.command in ("pause", "resume") and self.line.kind(message.job_id) is Work:
            paused = message.command == "pause"
            self.line.hold(message.job_id, on_hold=paused)
            if paused:
                self.client.send(Paused(message.job_id, True))
            # Where it goes on, its place is news again.
            self.outlook.forget(message.job_id)
            return
        if message.command != "stop":
            self.held.append(message)
            return
        self.line.drop(message.job_id)
        self.held = [held for held in self.held if held.job_id != message.job_id]
        self.client.send(End(message.job_id, "stopped"))

    def _pass_on(self, owner: Child, message: Control) -> None:
        self.crew.send(owner, message)
        if owner.handed is not None:
            owner.told.append(message)
        if message.command in ("pause", "step"):
            owner.pause(paused=True)
        elif message.command == "resume":
            owner.pause(paused=False)
        elif message.command == "stop" and not owner.stopping:
            owner.stopping, owner.kill_at = True, time.monotonic() + STOP_GRACE_SECONDS
        self.outlook.stale = True

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
            owner.pause(paused=message.paused)
        if isinstance(message, Progress | WorkProgress):
            self.outlook.progress(owner, message, time.monotonic())
        if isinstance(message, End):
            self.outlook.ended(owner, time.monotonic())
            owner.end()
        self.client.send(message)

    def _bury(self, gone: Child) -> None:
        spare = gone is self.crew.spare
        self.crew.bury(gone)
        if spare or gone.ended:
            return
        self.outlook.stale = True
        if gone.stopping:
            self._tries.pop(gone.job_id, None)
            self.client.send(End(gone.job_id, "stopped"))
        elif gone.handed is not None and self._tries[gone.job_id] < MOST_TRIES:
            # It was gone before it began, which nobody could know: another child takes it.
            self.line.add(gone.handed, again=True)
            self.held += gone.told
        else:
            self._tries.pop(gone.job_id, None)
            self.client.send(End(gone.job_id, "failed", sentence=gone.cause()))

    def _dispatch(self) -> None:
        """Hand what waits to a child while a core is free for it."""
        while len(self.crew.children) < MAX_CHILDREN and (message := self._next()) is not None:
            self.line.take(message)
            taken = self._hand(message)
            self._tries[message.job_id] += 1
            self.crew.send(taken, message)
            self.client.send(QueuePosition(message.job_id, -1))
            for control in [held for held in self.held if held.job_id == message.job_id]:
                self.held.remove(control)
                self._pass_on(taken, control)

    def _hand(self, message: Submit | Work) -> Child:
        """The child that has it from now on."""
        if isinstance(message, Work):
            taken = self.crew.for_work()
            taken.take(message)
            return taken
        key = architecture(message.settings, message.prepared)
        taken = self.crew.for_training(key)
        taken.take(message, key, self.outlook.course(message, known=taken.key == key, now=time.monotonic()))
        return taken

    def _next(self) -> Submit | Work | None:
        """What may start now; whoever runs a race brings all of it along."""
        waiting = self.line.order
        if not waiting:
            return None
        racing = self.crew.racing
        turn = next_turn([isinstance(message, Work) for message in waiting], self.crew.load)
        joins = (message for message in waiting if group_of(message) in racing)
        return next(joins, None if turn is None else waiting[turn])
