"""A server that a test makes up, on a free port, in a thread of its own."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute


@contextlib.contextmanager
def running(routes: Sequence[BaseRoute]) -> Iterator[str]:
    """Its address, while it runs."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=list(routes)), log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([line],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{line.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)
