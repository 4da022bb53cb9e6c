"""One work as the pages see it."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lstm_core.host.base_job import BaseJob
from lstm_core.host.messages import End, WorkProgress

log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What a work has brought: `WorkJob.partial` and `WorkJob.result`."""

    partial: Any = None
    result: Any = None


class WorkJob(BaseJob):
    """A work that runs in the host; it never ends "early".

    name, arguments: what was asked for. done: share of the work that is done, 0…1.
    """

    host_gone = "The process that did this ended unexpectedly. What was found so far is kept. Start it again."
    unseen = "Nobody looked at this for 10 minutes, so it was stopped. What was found so far is kept. Start it again."

    def __init__(self, name: str, arguments: Mapping[str, Any], owner: str, send: Callable[[Any], None]) -> None:
        super().__init__(owner, send, Outcome())
        self.name, self.arguments = name, arguments
        self.done, self._seconds = 0.0, 0.0

    @property
    def partial(self) -> Any:
        """All that was found so far, None before the first; never changed, only replaced.

        It stays when the work is stopped or fails.
        """
        return self.outcome.partial

    @property
    def result(self) -> Any:
        """What the work returned; None before, and when it did not come to its end."""
        return self.outcome.result

    @property
    def seconds_left(self) -> float | None:
        """Working time still to go at the mean pace so far; None before the first progress and after the end."""
        if self.done == 0 or self.finished:
            return None
        return self._seconds * (1 - self.done) / self.done

    def _take(self, message: WorkProgress | End) -> None:
        if isinstance(message, WorkProgress):
            self.done, self._seconds = message.done, message.seconds
            if message.partial is not None:
                self.outcome.partial = pickle.loads(message.partial)
            return
        if message.result is not None:
            self.outcome.result = pickle.loads(message.result)
            self.done = 1.0
        if message.fault:
            log.error("The work %s failed.\n%s", self.name, message.fault)
