"""Streamlit's own files, compressed once: the same bytes and headers as from Streamlit alone, and nothing else."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send
from streamlit import file_util
from streamlit.web.server.starlette.starlette_app import create_streamlit_middleware
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from tests.support.served import Served, served
from ui.web.files import ImmutableFiles
from ui.web.packed import SMALLEST, Packed

STATIC = Path(file_util.get_static_dir())
OURS = Middleware(Packed, folders=["/static/"])
LARGE = max((STATIC / "static" / "js").glob("index.*.js"), key=lambda path: path.stat().st_size)
ADDRESS = f"/static/js/{LARGE.name}"
# What an answer in another encoding says about itself.
OWN = {"content-encoding", "content-length", "etag", "vary", "accept-ranges", "date"}


def streamlit(*middleware: Middleware) -> Starlette:
    routes = create_streamlit_static_assets_routes(base_url="")
    return Starlette(routes=routes, middleware=[*middleware, *create_streamlit_middleware()])


@pytest.fixture(scope="module")
def packed() -> Iterator[Served]:
    with served(streamlit(OURS)) as running:
        yield running


@pytest.fixture(scope="module")
def plain() -> Iterator[Served]:
    with served(streamlit()) as running:
        yield running


def test_every_script_and_style_arrives_as_it_lies_on_the_disk(packed: Served) -> None:
    files = [path for path in (STATIC / "static").rglob("*") if path.suffix in (".js", ".css")]
    assert len(files) > 100
    for path in files:
        answer = packed.ask(f"/{path.relative_to(STATIC).as_posix()}", Accept_Encoding="gzip, deflate")
        whole = path.read_bytes()
        if len(whole) < SMALLEST:
            assert "content-encoding" not in answer.headers
            assert answer.body == whole
        else:
            assert answer.headers["content-encoding"] == "gzip"
            assert gzip.decompress(answer.body) == whole, path


def test_headers_are_streamlits(packed: Served, plain: Served) -> None:
    ours, theirs = packed.ask(ADDRESS, Accept_Encoding="gzip"), plain.ask(ADDRESS)
    kept = [{name: value for name, value in found.headers.items() if name not in OWN} for found in (ours, theirs)]
    assert kept[0] == kept[1]
    assert "immutable" in ours.headers["cache-control"]
    assert ours.headers["vary"] == "Accept-Encoding"
    assert int(ours.headers["content-length"]) == len(ours.body) < len(theirs.body) / 2


@pytest.mark.parametrize(
    "headers",
    [{}, {"Accept_Encoding": "br"}, {"Accept_Encoding": "gzip;q=0, identity"}, {"Accept_Encoding": "x-gzip2"}],
    ids=str,
)
def test_a_browser_without_gzip_gets_the_file(packed: Served, headers: dict[str, str]) -> None:
    answer = packed.ask(ADDRESS, **headers)
    assert answer.body == LARGE.read_bytes()
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding", "a cache between must not mix the two"


def test_a_part_of_a_file_is_a_part_of_the_file(packed: Served) -> None:
    answer = packed.ask(ADDRESS, Accept_Encoding="gzip", Range="bytes=100-199")
    assert answer.status == 206
    assert answer.body == LARGE.read_bytes()[100:200]


def test_head_has_no_body(packed: Served) -> None:
    answer = packed.ask(ADDRESS, "HEAD", Accept_Encoding="gzip")
    assert (answer.status, answer.body) == (200, b"")


def test_what_the_browser_has_is_not_sent_again(packed: Served) -> None:
    tag = packed.ask(ADDRESS, Accept_Encoding="gzip").headers["etag"]
    again = packed.ask(ADDRESS, Accept_Encoding="gzip", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    other = packed.ask(ADDRESS, Accept_Encoding="gzip", If_None_Match='W/"another"')
    assert gzip.decompress(other.body) == LARGE.read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../index.html", "/static/%2e%2e/index.html", "/static/js/../../../config.py", "/static//etc/passwd",
        "/static/js/..%2f..%2f..%2fconfig.py", "/static/..%5c..%5cconfig.py", "//static/js", "/static/js/",
        "/static/%00", "/static/js/none.js", f"/static/./js/{LARGE.name}", f"/static/js//{LARGE.name}", "/gates", "/",
    ],
)  # fmt: skip
def test_everything_else_is_answered_by_streamlit_alone(packed: Served, plain: Served, path: str) -> None:
    ours, theirs = packed.ask(path, Accept_Encoding="gzip"), plain.ask(path, Accept_Encoding="gzip")
    assert (ours.status, ours.body) == (theirs.status, theirs.body)
    assert ours.headers.get("content-encoding") == theirs.headers.get("content-encoding")


def test_a_class_that_asks_at_once_has_it_read_and_compressed_once(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("let one = 1;\n" * 1000)
    asked, files, all_asked = [], ImmutableFiles(directory=tmp_path), asyncio.Event()

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        await all_asked.wait()
        await files(scope, receive, send)

    async def ask(app: Packed) -> bytes:
        body = b""

        async def send(message: Message) -> None:
            nonlocal body
            body += message.get("body", b"")

        headers = [(b"accept-encoding", b"gzip")]
        scope = {"type": "http", "method": "GET", "path": "/one.js", "root_path": "", "headers": headers}
        # All of them leave before they have their answer, and it is made for those who come after.
        await app(scope, _gone, send)
        return body

    async def story() -> set[bytes]:
        app = Packed(counted, ["/"])
        asking = [asyncio.create_task(ask(app)) for _ in range(30)]
        while not asked:
            await asyncio.sleep(0)
        # Whoever asked first goes away.
        asking[0].cancel()
        all_asked.set()
        return {gzip.decompress(body) for body in await asyncio.gather(*asking[1:])}

    assert asyncio.run(story()) == {(tmp_path / "one.js").read_bytes()}
    assert len(asked) == 1


async def _gone() -> Message:
    return {"type": "http.disconnect"}


def test_what_does_not_last_is_asked_for_each_time(tmp_path: Path) -> None:
    file = tmp_path / "one.js"
    app = Starlette(routes=[Mount("/static", StaticFiles(directory=tmp_path))], middleware=[OURS])
    with served(app) as running:
        for text in ("let one = 1;\n" * 100, "let two = 22;\n" * 100):
            file.write_text(text)
            assert running.ask("/static/one.js", Accept_Encoding="gzip").body.decode() == text
