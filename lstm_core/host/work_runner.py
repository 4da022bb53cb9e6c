"""Works in their child, one after the other: call the function, pass on what it reports, say how it ended."""

from __future__ import annotations

import os
import pickle
import time
import traceback
from multiprocessing.connection import Connection
from typing import Any

from lstm_core.host.control_channel import ControlChannel
from lstm_core.host.large_messages import receive
from lstm_core.host.messages import Begun, Control, End, Work, WorkProgress
from lstm_core.host.work_registry import load
from lstm_core.runtime.errors import LabError
from lstm_core.runtime.progress import Stopped

# Works give way to trainings and to the pages; this comes on top of the niceness of every child.
NICENESS = 9
# A work may report thousands of times a second; no bar on a screen shows less than this share of it.
FINEST_SHARE = 0.002
NO_MEMORY = (
    "This needed more memory than the machine has. What was found so far is kept. Start it again with less to do."
)
BROKEN = (
    "This ended with an error in the program ({error}). What was found so far is kept. Try it with other settings, "
    "or tell whoever runs this server: its log says more."
)


def serve(connection: Connection, first: Work) -> None:
    """Do one work after the other, each to its end, until the host says goodbye (None) or is gone (EOFError)."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    work: Work | None = first
    while work is not None:
        connection.send(_outcome(connection, work))
        work = _next(connection)


def _next(connection: Connection) -> Work | None:
    """The next work; what was still on its way to the last one is not for anybody any more."""
    while isinstance(message := receive(connection), Control):
        pass
    if message is not None:
        connection.send(Begun(message.job_id))
    return message


def _outcome(connection: Connection, work: Work) -> End:
    try:
        arguments = pickle.loads(work.arguments)
        result = load(work.name)(**arguments, report=Messenger(connection, work.job_id).report)
        return End(work.job_id, "done", result=pickle.dumps(result))
    except Stopped:
        return End(work.job_id, "stopped")
    except LabError as error:
        return End(work.job_id, "failed", sentence=str(error))
    except MemoryError:
        return End(work.job_id, "failed", sentence=NO_MEMORY)
    except Exception as error:
        sentence = BROKEN.format(error=type(error).__name__)
        return End(work.job_id, "failed", sentence=sentence, fault=traceback.format_exc())


class Messenger:
    """Between a work and the host: sends what is new, waits while paused."""

    def __init__(self, connection: Connection, job_id: str) -> None:
        self._connection, self._job_id = connection, job_id
        self._channel = ControlChannel(connection, job_id)
        self._told = 0.0
        self._partial: bytes | None = None
        self._started = time.perf_counter()

    def report(self, done: float, partial: Any = None) -> None:
        """The `Reporter` that the work is given."""
        packed = None if partial is None else pickle.dumps(partial)
        try:
            # A sum of shares may end a rounding error above 1.
            self._tell(min(done, 1.0), packed)
            arrived = time.perf_counter()
            leave = self._channel.wait_for_leave()
        except (EOFError, OSError):  # the host is gone
            raise Stopped from None
        if not leave:
            raise Stopped
        self._started += time.perf_counter() - arrived

    def _tell(self, done: float, partial: bytes | None) -> None:
        news = partial if partial != self._partial else None
        if news is None and done - self._told < FINEST_SHARE:
            return
        self._connection.send(WorkProgress(self._job_id, done, time.perf_counter() - self._started, news))
        self._told, self._partial = done, news or self._partial
