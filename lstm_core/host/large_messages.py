"""Large messages travel through files: a pipe holds 64 KB, and whoever sends more waits until the other side reads."""

from __future__ import annotations

import pickle
import tempfile
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class InFile:
    """Where a message lies. Both ends are processes of the same host, in a folder that goes with it."""

    path: str


def send(connection: Connection, message: Any) -> None:
    """Send a message without waiting for its reader. Raises OSError when the other end is gone."""
    with tempfile.NamedTemporaryFile(delete=False) as file:
        pickle.dump(message, file, pickle.HIGHEST_PROTOCOL)
    try:
        connection.send(InFile(file.name))
    except OSError:
        Path(file.name).unlink()
        raise


def receive(connection: Connection) -> Any:
    """The next message, whichever way it came. Raises EOFError when the other end is gone."""
    message = connection.recv()
    if not isinstance(message, InFile):
        return message
    path = Path(message.path)
    try:
        return pickle.loads(path.read_bytes())
    finally:
        path.unlink()
