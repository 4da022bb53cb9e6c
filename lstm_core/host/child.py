"""The life of one child: get ready, rehearse what may come, do one training or some works, end."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import tempfile
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.host import working
from lstm_core.host.desk import Desk
from lstm_core.host.messages import Begun, End, Progress, Rehearse, Submit, Work
from lstm_core.host.parcel import receive
from lstm_core.prepare import Prepared, Scaler, Windows
from lstm_core.settings import Settings
from lstm_core.training import snapshot_stride

if TYPE_CHECKING:
    from lstm_core.trainer import Trainer

# An epoch slower than this sends its weights along, so that stopping in the next one loses nothing.
SLOW_EPOCH_SECONDS = 0.5
PR_SET_PDEATHSIG = 1


def main(connection: Connection, inherited: Iterable[Connection]) -> None:
    """Warm up, then serve the one training or the works that come through `connection`.

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
        _warm_up()
        _wait_and_serve(connection)


def _wait_and_serve(connection: Connection) -> None:
    """Rehearse what learners look at until a training or a work comes; after a work others may follow."""
    rehearsed: tuple[Rehearse, Trainer] | None = None
    message = receive(connection)
    while isinstance(message, Rehearse):
        # Only the newest counts: a slider that moves leaves many behind.
        if not connection.poll():
            rehearsed = message, _rehearse(message)
        message = receive(connection)
    connection.send(Begun(message.job_id))
    if isinstance(message, Work):
        working.serve(connection, message)
    else:
        _serve(connection, message, rehearsed)


def _rehearse(wanted: Rehearse) -> Trainer:
    from lstm_core.trainer import Trainer

    trainer = Trainer(wanted.settings, wanted.prepared)
    trainer.rehearse()
    return trainer


def _warm_up() -> None:
    """Initialise TensorFlow and compile a tiny training, so that a learner does not wait for either."""
    from lstm_core.trainer import use_one_thread

    use_one_thread()
    windows = Windows(np.zeros((2, 2, 1)), np.zeros((2, 1)), np.arange(2), np.arange(2)[:, None], np.zeros((2, 1)))
    one = Scaler(np.zeros(1), np.ones(1))
    tiny = Prepared(windows, windows, windows, one, one, (1, 2), 0, ("y",), 1)
    _rehearse(Rehearse(Settings().change(units=2), tiny)).next_epoch()


def _serve(connection: Connection, submit: Submit, rehearsed: tuple[Rehearse, Trainer] | None) -> None:
    try:
        connection.send(_train(connection, submit, rehearsed))
    except MemoryError:
        sentence = (
            "The training needed more memory than the machine has. Make the window, the units or the batch smaller."
        )
        connection.send(End(submit.job_id, "failed", sentence=sentence))


def _trainer(submit: Submit, rehearsed: tuple[Rehearse, Trainer] | None) -> Trainer:
    """The rehearsed trainer where it is for exactly this training, else a new one."""
    from lstm_core.trainer import Trainer

    if rehearsed is not None:
        wanted, trainer = rehearsed
        if wanted.settings == submit.settings and _same_windows(wanted.prepared, submit.prepared):
            return trainer
    return Trainer(submit.settings, submit.prepared)


def _same_windows(one: Prepared, other: Prepared) -> bool:
    """Whether both hold the same numbers to train on; an uploaded series may differ under equal settings."""
    pairs = zip((one.train, one.validation), (other.train, other.validation), strict=True)
    return all(np.array_equal(a.x, b.x) and np.array_equal(a.y, b.y) for a, b in pairs)


def _train(connection: Connection, submit: Submit, rehearsed: tuple[Rehearse, Trainer] | None) -> End:
    settings, desk = submit.settings, Desk(connection, submit.job_id)
    trainer = _trainer(submit, rehearsed)
    stride = snapshot_stride(settings, trainer.weights)
    connection.send(Progress(submit.job_id, trainer.untrained(), trainer.weights, keep=True))
    ending, seconds = "done", 0.0
    for epoch in range(1, settings.training.epochs + 1):
        if not desk.wait_for_leave():
            ending = "stopped"
            break
        if desk.learning_rate is not None:
            trainer.learning_rate, desk.learning_rate = desk.learning_rate, None
        report = trainer.next_epoch()
        keep, slow = epoch % stride == 0, report.seconds - seconds > SLOW_EPOCH_SECONDS
        seconds = report.seconds
        # A waiting learner may look at Results or Gates, so a paused epoch sends its weights too.
        weights = trainer.weights if keep or slow or not desk.running else None
        connection.send(Progress(submit.job_id, report, weights, keep))
        if trainer.should_stop():
            ending = "early"
            break
    return End(submit.job_id, ending, trainer.weights)  # type: ignore[arg-type]  # the four endings above
