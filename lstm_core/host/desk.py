"""The controls that a child reads between two steps of its work."""

from __future__ import annotations

from multiprocessing.connection import Connection

from lstm_core.host.messages import Control, Paused


class Desk:
    """Pause, step, stop and the learning rate, as they come through the child's pipe."""

    def __init__(self, connection: Connection, job_id: str) -> None:
        self.connection, self.job_id = connection, job_id
        self.running, self.stopped = True, False
        self.learning_rate: float | None = None

    def wait_for_leave(self) -> bool:
        """Handle what has come, wait while paused; False when the work shall stop."""
        step = False
        while not self.stopped and not step and (not self.running or self.connection.poll()):
            control: Control = self.connection.recv()
            if control.job_id != self.job_id:  # came too late for the work before this one
                continue
            if control.command == "stop":
                self.stopped = True
            elif control.command == "learning_rate":
                self.learning_rate = control.value
            elif control.command == "step":
                self._set_running(False)
                step = True
            else:
                self._set_running(control.command == "resume")
        return not self.stopped

    def _set_running(self, running: bool) -> None:
        self.running = running
        self.connection.send(Paused(self.job_id, not running))
