"""The real app on a free port, and the Chromium that this machine has."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class AppServer:
    """A running app: its address, its process and everything it has printed so far."""

    url: str
    process: subprocess.Popen[str]
    log_file: Path
    seconds_to_health: float

    @property
    def log(self) -> str:
        return self.log_file.read_text()


def chromium_path() -> str | None:
    """`CHROME`, or the Chromium or Chrome on the path, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("CHROME") or next((found for name in names if (found := shutil.which(name))), None)


@contextlib.contextmanager
def serve(folder: Path, script: str = "app.py", *options: str, **environment: str) -> Iterator[AppServer]:
    """Start the app as its README says, or another script of the repository; its log goes to a file in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log_file, url = folder / "server.log", f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), *options]
    started = time.monotonic()
    with log_file.open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, text=True, env=os.environ | environment)
        try:
            _wait_until_healthy(url, process)
            yield AppServer(url, process, log_file, time.monotonic() - started)
        finally:
            process.terminate()
            process.wait(20)


def _wait_until_healthy(url: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer,
        ):
            if answer.read() == b"ok":
                return
    raise RuntimeError("the app did not start")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium, the one on this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()
