"""The life of one child: get ready, rehearse what may come, do trainings or works one after the other, end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.host import work_runner as working
from lstm_core.host.control_channel import ControlChannel
from lstm_core.host.large_messages import receive
from lstm_core.host.messages import Begun, End, EpochProgress, Progress, Rehearse, Submit, Work
from lstm_core.prepare import Prepared, Scaler, Windows
from lstm_core.runtime.progress import Stopped
from lstm_core.settings import Settings
from lstm_core.training.loop import Watch, ending_of, snapshot_stride, trainer_for, walk

if TYPE_CHECKING:
    from lstm_core.training.trainer import Trainer

# An epoch slower than this sends its weights along, so that stopping in the next one loses nothing.
SLOW_EPOCH_SECONDS = 0.5
# The server's answers come before computing. What was given away cannot be taken back without being root.
NICENESS = 10
PR_SET_PDEATHSIG = 1


def main(connection: Connection, inherited: Iterable[Connection]) -> None:
    """Warm up, then serve the trainings or the works that come through `connection`.

    inherited: the host's other connections, which a forked child must close so that their owners
    notice when the host is gone.
    """
    for other in inherited:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # TensorFlow leaves a file behind for every function it compiles; they go when this folder goes.
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        tempfile.tempdir = folder
        if hasattr(os, "nice"):
            os.nice(NICENESS)
        _warm_up()
        _wait_and_serve(connection)


def _wait_and_serve(connection: Connection) -> None:
    """Rehearse what learners look at and do what comes, until the host says goodbye (None) or is gone (EOFError).

    After a training others may follow, in the same trainer where they have its architecture; after a work only works.
    """
    trainer: Trainer | None = None
    while (message := receive(connection)) is not None:
        if isinstance(message, Rehearse):
            # Only the newest counts: a slider that moves leaves many behind.
            if not connection.poll():
                trainer = _trainer(message, trainer)
                trainer.rehearse()
        elif isinstance(message, Submit | Work):
            connection.send(Begun(message.job_id))
            if isinstance(message, Work):
                working.serve(connection, message)
                return
            trainer = _serve(connection, message, trainer)
        # A control that came too late for the training before is for nobody any more.


def _warm_up() -> None:
    """Initialise TensorFlow and compile a tiny training, so that a learner does not wait for either."""
    from lstm_core.training.trainer import Trainer, use_one_thread

    use_one_thread()
    windows = Windows(np.zeros((2, 2, 1)), np.zeros((2, 1)), np.arange(2), np.arange(2)[:, None], np.zeros((2, 1)))
    one = Scaler(np.zeros(1), np.ones(1))
    tiny = Prepared(windows, windows, windows, one, one, (1, 2), 0, ("y",), 1)
    Trainer(Settings().change(units=2), tiny).next_epoch()


def _serve(connection: Connection, submit: Submit, before: Trainer | None) -> Trainer | None:
    """Do one training; what it leaves for the next."""
    try:
        trainer = _trainer(submit, before)
        connection.send(_train(connection, submit, trainer))
        return trainer
    except MemoryError:
        sentence = (
            "The training needed more memory than the machine has. Make the window, the units or the batch smaller."
        )
        connection.send(End(submit.job_id, "failed", sentence=sentence))
        return None


def _trainer(wanted: Submit | Rehearse, before: Trainer | None) -> Trainer:
    return trainer_for(wanted.settings, wanted.prepared, before)


def _train(connection: Connection, submit: Submit, trainer: Trainer) -> End:
    channel = ControlChannel(connection, submit.job_id)
    stride, seconds = snapshot_stride(submit.settings, trainer.weights), 0.0
    try:
        for report in walk(trainer, FromChannel(channel)):
            if report.epoch:
                channel.end_step()
            keep, slow = report.epoch % stride == 0, report.seconds - seconds > SLOW_EPOCH_SECONDS
            seconds = report.seconds
            # A waiting learner may look at Results or Gates, so a paused epoch sends its weights too.
            weights = trainer.weights if keep or slow or not channel.running else None
            connection.send(Progress(submit.job_id, report, weights, keep))
    except Stopped:
        return End(submit.job_id, "stopped", trainer.weights)
    return End(submit.job_id, ending_of(trainer), trainer.weights)


class FromChannel(Watch):
    """Pauses, stops and changes a training as its controls say, and tells the host how far a long epoch is."""

    def __init__(self, channel: ControlChannel) -> None:
        self._channel = channel
        self._started: float | None = None

    def before(self, trainer: Trainer) -> None:
        """An epoch begins, with the learning rate that was asked for since the last."""
        self._ask()
        if self._channel.learning_rate is not None:
            trainer.learning_rate, self._channel.learning_rate = self._channel.learning_rate, None
        self._started = time.perf_counter()

    def within(self, share: float, updates: int) -> None:
        """Tell the host; in epoch 0, where nothing is trained, only listen to it."""
        told = time.perf_counter()
        if self._started is not None:
            self._channel.connection.send(EpochProgress(self._channel.job_id, share, told - self._started, updates))
        self._ask()
        if self._started is not None:
            self._started += time.perf_counter() - told

    def _ask(self) -> None:
        """Wait while paused. Raises Stopped where the training shall end."""
        if not self._channel.wait_for_leave():
            raise Stopped
