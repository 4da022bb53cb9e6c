"""What the host knows of one child process."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from lstm_core.host.messages import Control, Submit, Work

# A child that has done a work does the next one, for its warm-up is longer than many a work. Not for ever: every
# training in it leaves some megabytes behind, and a child that rests keeps all of its memory.
MOST_WORKS = 6
REST_SECONDS = 3.0


@dataclass
class Child:
    """One child process and the training or work it has, if any.

    group: of the training, "" for one by itself. stopping: it was told to stop. kill_at: when patience with that ends,
    on the monotonic clock. works: how many it was given so far. rest_until: when a child that waits for its next work
    is let go, on the same clock. handed: what it was given but has not begun yet. told: the controls sent meanwhile.
    """

    process: BaseProcess
    connection: Connection
    job_id: str = ""
    work: bool = False
    group: str = ""
    paused: bool = False
    ended: bool = False
    stopping: bool = False
    kill_at: float | None = None
    works: int = 0
    rest_until: float | None = None
    handed: Submit | Work | None = None
    told: list[Control] = field(default_factory=list)

    def take(self, message: Submit | Work) -> None:
        """Have a training or a work; of the one before nothing is left."""
        self.job_id, self.work, self.group = message.job_id, isinstance(message, Work), group_of(message)
        self.paused = self.ended = self.stopping = False
        self.rest_until = None
        self.works += self.work
        self.handed, self.told = message, []

    def begin(self) -> None:
        """It said that it has read what it was given."""
        self.handed, self.told = None, []

    def end(self) -> None:
        """It said that its training or work is over."""
        self.ended, self.kill_at = True, None
        if self.work:
            self.rest_until = time.monotonic() + (REST_SECONDS if self.works < MOST_WORKS else 0)

    def cause(self) -> str:
        """Why a child that is gone did not come to its end, as a sentence for the learner."""
        killed = self.process.exitcode is not None and self.process.exitcode < 0
        if self.work:
            reason = "was killed, perhaps because the machine ran out of memory" if killed else "ended unexpectedly"
            return f"The process that did this {reason}. What was found so far is kept. Start it again."
        if killed:
            return (
                "The training process was killed, perhaps because the machine ran out of memory. "
                "Press Train to start again; make the window or the units smaller if it happens twice."
            )
        return "The training process ended unexpectedly. Press Train to start again."


def group_of(message: Submit | Work) -> str:
    """The group whose trainings share one turn, "" for what stands by itself."""
    return message.group if isinstance(message, Submit) else ""
