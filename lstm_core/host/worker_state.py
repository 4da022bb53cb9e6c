"""What the host knows of one child process."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from lstm_core.host.line import group_of
from lstm_core.host.messages import Control, Submit, Work
from lstm_core.host.pace import Course
from lstm_core.training.architecture import Architecture

# A child that has done a work does the next one, for its warm-up is longer than many a work. Not for ever: every
# training in it leaves some megabytes behind, and a child that rests keeps all of its memory.
MOST_WORKS = 6
WORK_REST_SECONDS = 3.0
# A child that has trained keeps what it compiled for the next training of that architecture, which leaves less than
# 0.1 MB behind. One that compiles another architecture grows by 4 MB, for XLA by 14 to 28: that wears it out sooner.
MOST_TRAININGS = 40
COMPILING_WEAR = 4
TRAINING_REST_SECONDS = 300.0


@dataclass
class Child:
    """One child process and the training or work it has, if any.

    group: of the training, "" for one by itself. stopping: it was told to stop. kill_at: when patience with that ends,
    on the monotonic clock. worn: trainings or works so far, those that compile counted as several. rest_until: when a
    child that waits for its next one is let go, on the same clock. handed: what it was given but has not begun yet.
    told: the controls sent meanwhile. key: the architecture that it has compiled, None where there is none. course: of
    its training.
    work_left: seconds that its work still needs, infinite while that is unknown.
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
    worn: int = 0
    rest_until: float | None = None
    key: Architecture | None = None
    course: Course | None = None
    work_left: float = math.inf
    handed: Submit | Work | None = None
    told: list[Control] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        """Whether it keeps a core busy."""
        return not self.paused and not self.ended

    def rests(self, now: float) -> bool:
        """Whether it can do another training or work."""
        return self.rest_until is not None and self.rest_until > now and self.process.is_alive()

    def take(self, message: Submit | Work, key: Architecture | None = None, course: Course | None = None) -> None:
        """Have a training or a work; of the one before nothing is left but what it compiled."""
        self.job_id, self.work, self.group = message.job_id, isinstance(message, Work), group_of(message)
        self.paused = self.ended = self.stopping = False
        self.rest_until = None
        compiles = key is not None and (key.xla or key != self.key)
        self.worn += COMPILING_WEAR if compiles else 1
        self.key, self.course, self.work_left = key, course, math.inf
        self.handed, self.told = message, []

    def begin(self) -> None:
        """It said that it has read what it was given."""
        self.handed, self.told = None, []

    def pause(self, *, paused: bool) -> None:
        """It waits between two steps from now on, or goes on."""
        self.paused = paused
        if self.course is not None:
            self.course.steady = False

    def end(self) -> None:
        """It said that its training or work is over."""
        self.ended, self.kill_at = True, None
        most, rest = (MOST_WORKS, WORK_REST_SECONDS) if self.work else (MOST_TRAININGS, TRAINING_REST_SECONDS)
        self.rest_until = time.monotonic() + (rest if self.worn < most else 0)

    def cause(self) -> str:
        """Why a child that is gone did not come to its end, as a sentence for the learner."""
        killed = self.process.exitcode is not None and self.process.exitcode < 0
        if self.work:
            reason = "was killed, perhaps because the machine ran out of memory" if killed else "ended unexpectedly"
            return f"The process that did this {reason}. What was found so far is kept. Start it again."
        if killed:
            return (
                "The training process was killed, perhaps because the machine ran out of memory. "
                "Train again; make the window or the units smaller if it happens twice."
            )
        return "The training process ended unexpectedly. Train again."
