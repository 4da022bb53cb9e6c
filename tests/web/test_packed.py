"""Streamlit's own files, compressed once: the same bytes and headers as from Streamlit alone, and nothing else."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send
from streamlit import file_util
from streamlit.web.server.starlette.starlette_app import create_streamlit_middleware
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from tests.web.asgi import Served, served
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


def test_a_class_that_asks_at_once_has_it_compressed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.js").write_text("let one = 1;\n" * 1000)
    asked, compressed, everybody = [], [], threading.Event()
    files = ImmutableFiles(directory=tmp_path)

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            asked.append(scope["path"])
            if len(asked) == 30:
                everybody.set()
        await files(scope, receive, send)

    def compress(data: bytes, *args: int, **options: int) -> bytes:
        everybody.wait(20)
        compressed.append(data)
        return gzip_compress(data, *args, **options)

    gzip_compress = gzip.compress
    monkeypatch.setattr("ui.web.packed.gzip.compress", compress)
    app = Starlette(routes=[Mount("/static", counted)], middleware=[OURS])
    with served(app) as running, ThreadPoolExecutor(30) as pool:
        answers = [pool.submit(running.ask, "/static/one.js", Accept_Encoding="gzip") for _ in range(30)]
        bodies = {gzip.decompress(answer.result().body) for answer in answers}
    assert bodies == {(tmp_path / "one.js").read_bytes()}
    assert len(compressed) == 1


def test_a_file_that_was_replaced_is_packed_anew(tmp_path: Path) -> None:
    file = tmp_path / "one.js"
    app = Starlette(routes=[Mount("/static", ImmutableFiles(directory=tmp_path))], middleware=[OURS])
    with served(app) as running:
        for n, text in enumerate(("let one = 1;\n" * 100, "let two = 2;\n" * 100)):
            file.write_text(text)
            os.utime(file, (n, n))
            assert gzip.decompress(running.ask("/static/one.js", Accept_Encoding="gzip").body).decode() == text
