"""What the server hands out besides pages, and what starts and ends with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route

from ui.web.files import component_files
from ui.web.film import film_route
from ui.web.head import Head
from ui.web.housekeeping import keep_house
from ui.web.metrics import figures
from ui.web.packed import Packed
from ui.web.road import live_route
from ui.widgets.component import address

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "ui" / "script" / "main.py"
# Scripts of ours that stand before Streamlit's.
FIRST = ("history", "hand", "focus", "theme", "present", "print", "drop")


def routes() -> list[BaseRoute]:
    """Our routes, which are asked before Streamlit's own; everything below ``/lab`` is ours, and ``/metrics``."""
    lab = Mount(f"{_base()}/lab", routes=[*component_files(), live_route(), film_route()])
    return [lab, Route(f"{_base()}/metrics", figures)]


def middleware() -> list[Middleware]:
    """What every request passes before Streamlit sees it."""
    first = "".join(f'<script src="./{address()}/{name}.js"></script>' for name in FIRST)
    return [Middleware(Head, tag=first), Middleware(Packed, folders=[f"{_base()}/static/", f"{_base()}/lab/files/"])]


def _base() -> str:
    path = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Warm up beside the server's first answers, keep house; end the training host with the server."""
    warming = asyncio.create_task(asyncio.to_thread(_warm))
    house = asyncio.create_task(keep_house())
    yield
    house.cancel()
    await warming
    from ui.state import server

    server.host().close()


def _warm() -> None:
    # Imported here: it takes a second, which nobody who asks for a page shall wait for.
    from ui.state import server
    from ui.state.give_back import settle

    server.warm()
    settle()
