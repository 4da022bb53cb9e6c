"""A large file is read in a process of its own, which gives back what reading took: ten times the file's size.

Loading the libraries takes half as long as reading, so one such process can be made ready ahead.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lstm_core.runtime.errors import DataError
from lstm_core.series.csv_file import STAGES, Table, read_table
from lstm_core.series.formats import is_text
from lstm_core.settings import DataSettings

# Smaller files are read in a fraction of a second, whatever they are.
LARGE_TEXT, LARGE_PACKED = 4_000_000, 200_000
ROOT = Path(__file__).resolve().parents[2]
_READY: list[subprocess.Popen[bytes]] = []
_LOCK = threading.Lock()

Tell = Callable[[str, float], object]


def is_large(data: bytes) -> bool:
    """Whether reading the file takes long enough to be worth a process."""
    return len(data) > (LARGE_TEXT if is_text(data) else LARGE_PACKED)


def make_ready() -> None:
    """Have a process ready that reads a large file. Returns at once."""
    with _LOCK:
        _READY[:] = [process for process in _READY if process.poll() is None]
        if not _READY:
            _READY.append(_start())


def read_apart(data: bytes, settings: DataSettings, tell: Tell | None = None) -> Table:
    """What `read_table` gives; a large file is read in a process of its own.

    tell: called with what is being done and the share that is done. Raises DataError.
    """
    if not is_large(data):
        return read_table(data, settings)
    process = _take()
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump((data, settings), process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.close()
        while True:
            kind, found = pickle.load(process.stdout)
            if kind == "refused":
                raise DataError(found)
            if kind == "table":
                table: Table = found
                return table
            if tell is not None:
                tell(found, STAGES.index(found) / len(STAGES))
    except (EOFError, OSError, pickle.UnpicklingError):
        raise DataError(
            "The file could not be read to its end; perhaps the machine has too little memory for it. Leave out "
            "columns or rows that you do not need."
        ) from None
    finally:
        with suppress(OSError):  # what a reader that has died did not take
            process.stdin.close()
        process.stdout.close()
        process.kill()
        process.wait()


def _take() -> subprocess.Popen[bytes]:
    with _LOCK:
        while _READY:
            process = _READY.pop()
            if process.poll() is None:
                return process
    return _start()


def _start() -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-m", "lstm_core.series"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
