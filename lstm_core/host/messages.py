"""What travels between the pages' process, the host and its children."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lstm_core.prepare import Prepared
from lstm_core.runs.run import Ending, EpochReport, Weights
from lstm_core.settings import Settings

Command = Literal["pause", "resume", "step", "stop", "learning_rate"]
# What a job of the host is in; "queued" is waiting or starting.
State = Literal["queued", "running", "paused", Ending]


@dataclass(frozen=True)
class Submit:
    """A training to do: client → host → child. Trainings of one group run side by side and share one turn.

    owner: whose it is; owners take turns.
    """

    job_id: str
    settings: Settings
    prepared: Prepared
    group: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Work:
    """A work to do: client → host → child. owner: as of `Submit`.

    arguments: pickled, so that the host passes on what it need not know; so are the other bytes below.
    """

    job_id: str
    name: str
    arguments: bytes
    owner: str = ""


@dataclass(frozen=True)
class Rehearse:
    """What a learner may train next: client → host → spare child, which compiles it ahead."""

    settings: Settings
    prepared: Prepared


@dataclass(frozen=True)
class Control:
    """A button or a slider of a page: client → host → child."""

    job_id: str
    command: Command
    value: float = 0.0


@dataclass(frozen=True)
class Ready:
    """The host has loaded TensorFlow."""


@dataclass(frozen=True)
class QueuePosition:
    """How many go before this one; −1 when it was handed to a child.

    seconds: until it starts, as far as that can be told; None while it is unknown.
    """

    job_id: str
    place: int
    seconds: float | None = None


@dataclass(frozen=True)
class Begun:
    """A child has read its training or work: what ends it from here on is that job's own fault."""

    job_id: str


@dataclass(frozen=True)
class Progress:
    """One epoch is done. `weights` is None where they are not kept; `keep` marks those for the time machine."""

    job_id: str
    report: EpochReport
    weights: Weights | None
    keep: bool


@dataclass(frozen=True)
class EpochProgress:
    """How far the running epoch is: share 0…1, its seconds so far, weight updates since the training began."""

    job_id: str
    share: float
    seconds: float
    updates: int


@dataclass(frozen=True)
class WorkProgress:
    """How far a work is: share 0…1, working seconds without pauses, what it found so far where that is new."""

    job_id: str
    done: float
    seconds: float
    partial: bytes | None


@dataclass(frozen=True)
class Paused:
    """The child waits between two steps."""

    job_id: str
    paused: bool


@dataclass(frozen=True)
class End:
    """It is over; `sentence` says why when it failed.

    weights: of a training. result: of a work that came to its end. fault: the traceback of a work, for the log.
    """

    job_id: str
    ending: Ending
    weights: Weights | None = None
    sentence: str = ""
    result: bytes | None = None
    fault: str = ""
