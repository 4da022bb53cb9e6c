"""The real app on a free port of this machine."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ui.launch import ENVIRONMENT

ROOT = Path(__file__).parents[1]
# Seconds until a wait gives up; all is well long before, on a machine that does nothing else.
PATIENCE = 300


@dataclass
class AppServer:
    """A running app: its address, its process and everything it has printed so far."""

    url: str
    process: subprocess.Popen[str]
    log_file: Path
    seconds_to_health: float

    @property
    def log(self) -> str:
        """Everything that it has printed."""
        return self.log_file.read_text()


@contextlib.contextmanager
def serve(
    folder: Path, script: str = "app.py", *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[AppServer]:
    """Start the app as its README says, or another script of the repository; its log goes to a file in `folder`.

    environment: what is set for it beside what this process has. Raises RuntimeError when it does not start.
    """
    log_file = folder / "server.log"
    with socket.socket() as held, log_file.open("w") as log:
        # Kept until the end: a port that was let go could be given to somebody else before the app has it. Only Linux
        # lets the app listen on it all the same.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        if sys.platform != "linux":
            held.close()
        url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), *options]
        variables = {**os.environ, **ENVIRONMENT, **(environment or {})}
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, text=True, env=variables)
        try:
            _wait_until_healthy(url, process)
            yield AppServer(url, process, log_file, time.monotonic() - started)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_until_healthy(url: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer,
        ):
            if answer.read() == b"ok":
                return
    raise RuntimeError("the app did not start")
