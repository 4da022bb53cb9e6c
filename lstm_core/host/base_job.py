"""What a training and a work have in common as the pages see them."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Self

from lstm_core.host.messages import (
    Command,
    Control,
    End,
    EpochProgress,
    Paused,
    Progress,
    QueuePosition,
    State,
    WorkProgress,
)
from lstm_core.runs.run import Ending
from lstm_core.runtime.store import Stored, put

log = logging.getLogger(__name__)


class BaseJob(ABC):
    """Something that runs in the host. Written by one reader thread, read by any number of pages.

    state: "queued" (waiting or starting), "running", "paused", or how it ended. ending: that, None before.
    place: how many go before this one. message: a sentence for the learner, "" when all is well.
    owner: token of the session that started it; only that session may control it.
    version: how many messages were taken in so far; what is read at the same version is the same.
    """

    host_gone: ClassVar[str]
    unseen: ClassVar[str]

    def __init__(self, owner: str, send: Callable[[Any], None], outcome: Any) -> None:
        self.id = secrets.token_urlsafe(16)
        self.owner = owner
        self.state: State = "queued"
        self.ending: Ending | None = None
        self.place, self.message = 0, ""
        self.version = 0
        self._starts: float | None = None
        self.last_seen = time.monotonic()
        self._send = send
        self._changed = threading.Condition()
        self._subscribers: list[Callable[[], None]] = []
        # What it has brought so far; None while it rests.
        self._outcome = outcome
        self._resting: Stored | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.ending is not None

    @property
    @abstractmethod
    def seconds_left(self) -> float | None:
        """Seconds still to go at the present pace; None while that is unknown and after the end."""

    @property
    def wait_seconds(self) -> float | None:
        """Seconds until it starts, as expected now; None while that is unknown and when it does not wait."""
        if self.state != "queued" or self._starts is None:
            return None
        return max(0.0, self._starts - time.monotonic())

    def pause(self) -> None:
        """Wait after the step that is running now, or in it where that is a long epoch."""
        self._control("pause")

    def resume(self) -> None:
        """Go on after a pause."""
        self._control("resume")

    def stop(self) -> None:
        """End after the step that is running now, or in it when that is a long epoch or takes longer than a second."""
        self._control("stop")

    def touch(self) -> None:
        """Somebody looks at this job: the reaper leaves it alone."""
        self.last_seen = time.monotonic()

    def rest(self) -> bool:
        """Put what a finished job has brought where it takes no memory; whether anything was in memory.

        Whoever asks for it gets it back, equal.
        """
        with self._changed:
            if not self.finished or self._outcome is None:
                return False
            # What has ended does not change, so that it is written once however often it is woken.
            self._resting = self._resting or put(self._outcome)
            self._outcome = None
            return True

    @property
    def outcome(self) -> Any:
        """What it has brought so far, for the class of this job; wakes it where it rests."""
        outcome = self._outcome
        if outcome is None:
            with self._changed:
                if self._outcome is None:
                    assert self._resting is not None
                    self._outcome = self._resting.load()
                    self.touch()
                outcome = self._outcome
        return outcome

    def wait(self, until: Callable[[Self], bool], timeout: float) -> bool:
        """Block until `until(job)` holds, at most `timeout` seconds; returns whether it holds."""
        with self._changed:
            return self._changed.wait_for(lambda: until(self), timeout)

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after each message that is taken in, until the function returned here is called.

        It runs in the reader thread, which all jobs share: it must be quick, as `loop.call_soon_threadsafe` is, and
        what it raises goes to the log alone. What came before `subscribe` is not told; read the job once after it.
        """
        with self._changed:
            self._subscribers = [*self._subscribers, callback]

        def unsubscribe() -> None:
            with self._changed:
                self._subscribers = [other for other in self._subscribers if other is not callback]

        return unsubscribe

    def receive(self, message: QueuePosition | Paused | Progress | EpochProgress | WorkProgress | End) -> None:
        """Take in what the host says; called by the reader thread only."""
        if self.finished:
            return
        with self._changed:
            if isinstance(message, QueuePosition):
                self.place = max(message.place, 0)
                self._starts = None if message.seconds is None else time.monotonic() + message.seconds
                self.state = "running" if message.place < 0 else "queued"
            elif isinstance(message, Paused):
                self.state = "paused" if message.paused else "running"
            else:
                self._take(message)
            if isinstance(message, End):
                self.message = self.message or message.sentence
                self.state = self.ending = message.ending
            self.version += 1
            subscribers = self._subscribers
            self._changed.notify_all()
        for callback in subscribers:
            self._tell(callback)

    @staticmethod
    def _tell(callback: Callable[[], None]) -> None:
        try:
            callback()
        except Exception:  # whoever listens must not silence the other jobs
            log.exception("A listener of a job failed.")

    @abstractmethod
    def _take(self, message: Any) -> None:
        """Keep what a progress message or the end brings."""

    def _control(self, command: Command, value: float = 0.0) -> None:
        if not self.finished:
            self._send(Control(self.id, command, value))
