"""The controls that a child reads between two steps of its work."""

from __future__ import annotations

from multiprocessing.connection import Connection

from lstm_core.host.messages import Control, Paused


class ControlChannel:
    """Pause, step, stop and the learning rate, as they come through the child's pipe."""

    def __init__(self, connection: Connection, job_id: str) -> None:
        self.connection, self.job_id = connection, job_id
        self.running, self.stopped = True, False
        self.learning_rate: float | None = None
        self._steps = 0

    def wait_for_leave(self) -> bool:
        """Handle what has come, wait while paused; False when the work shall stop.

        A step that was asked for has leave from its beginning to its end (`end_step`).
        """
        while not self.stopped and (self.connection.poll() or not (self.running or self._steps)):
            control: Control = self.connection.recv()
            if control.job_id == self.job_id:  # others came too late for the work before this one
                self._follow(control)
        return not self.stopped

    def end_step(self) -> None:
        """A step is done: one that was asked for by itself gives no leave for the next."""
        self._steps = max(0, self._steps - 1)

    def _follow(self, control: Control) -> None:
        if control.command == "stop":
            self.stopped = True
        elif control.command == "learning_rate":
            self.learning_rate = control.value
        else:
            self._steps = self._steps + 1 if control.command == "step" else 0
            self.running = control.command == "resume"
            self.connection.send(Paused(self.job_id, not self.running))
