"""``lstm-lab`` starts the app from any folder; ``make run`` does it from its own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

APP = Path(__file__).parents[1] / "app.py"
# With fewer memory arenas the server of a class stays some tens of MB smaller (Linux). One thread for each test of a
# series: several sessions share the cores, and threads that wait for each other take a hundred times as long.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}


def command(arguments: Sequence[str] | None = None) -> list[str]:
    """What starts the server, from the options of the command line."""
    parser = argparse.ArgumentParser(prog="lstm-lab", description="Start LSTM Lab and open it in a browser.")
    parser.add_argument("--port", type=_port, default=8501, help="the port to listen on (default: %(default)s)")
    parser.add_argument("--host", help="the address to listen on (default: every address of this machine)")
    options = parser.parse_args(arguments)
    address = ["--server.address", options.host] if options.host else []
    return [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(options.port), *address]


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: choose a whole number from 1 to 65535")
    return int(text)


def main() -> None:
    """Start the server in a process of its own, which needs its environment from the beginning."""
    line = command()
    environment = {**os.environ, **ENVIRONMENT}
    if sys.platform == "win32":
        sys.exit(subprocess.call(line, env=environment))
    os.execve(line[0], line, environment)


if __name__ == "__main__":
    main()
