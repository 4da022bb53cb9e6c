"""Our own files: under an address that names their state, for ever in the browser, with what the pictures need."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version
from starlette.applications import Starlette

from tests.support.served import Served, served
from ui.web import middleware, routes
from ui.widgets import component

VENDORED = component.FOLDER / "vendor" / "plotly-cartesian.min.js"


@pytest.fixture
def web() -> Iterator[Served]:
    with served(Starlette(routes=routes(), middleware=middleware())) as running:
        yield running


def test_every_file_is_there_for_ever(web: Served) -> None:
    for path in (path for path in component.FOLDER.rglob("*") if path.is_file()):
        answer = web.ask(f"/{component.address()}/{path.relative_to(component.FOLDER).as_posix()}")
        assert (answer.status, answer.body) == (200, path.read_bytes())
        assert answer.headers["cache-control"] == "public, immutable, max-age=31536000"


def test_nothing_outside_the_folder_and_no_other_state(web: Served) -> None:
    address = component.address()
    for path in (
        f"/{address}/../component.py", f"/{address}/..%2fcomponent.py", f"/{address}/%2e%2e/component.py",
        f"/{address}//etc/passwd", f"/{address}/", "/lab/files/0123456789abcdef/component.js", "/lab/none", "/lab/",
    ):  # fmt: skip
        assert web.ask(path).status == 404, path


def test_scripts_are_packed(web: Served) -> None:
    answer = web.ask(f"/{component.address()}/vendor/{VENDORED.name}", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 520_000


def test_all_of_it_moves_below_the_path_that_the_app_is_served_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.web.st.get_option", lambda _name: "/class/lab/")
    path = f"/class/lab/{component.address()}/component.js"
    with served(Starlette(routes=routes(), middleware=middleware())) as running:
        assert running.ask(path, Accept_Encoding="gzip").headers["content-encoding"] == "gzip"
        assert running.ask(f"/{component.address()}/component.js").status == 404


def test_another_content_is_another_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "FOLDER", tmp_path)
    found = []
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.js", "2")):
        (tmp_path / name).write_text(text)
        component.address.cache_clear()
        found.append(component.address())
    component.address.cache_clear()
    assert len(set(found)) == 3


def test_modules_import_files_that_are_there() -> None:
    scripts = [path for path in component.FOLDER.rglob("*.js") if path.parent.name != "vendor"]
    imports = [
        (path, named) for path in scripts for named in re.findall(r'^import .* from "(.+)";', path.read_text(), re.M)
    ]
    assert len(imports) > 20
    for path, named in imports:
        assert (path.parent / named).is_file(), f"{path.name} imports {named}"


def test_the_charts_script_is_the_one_that_the_plotly_package_goes_with() -> None:
    head = VENDORED.read_text(encoding="utf-8")[:200]
    assert f"plotly.js (cartesian - minified) v{get_plotlyjs_version()}\n" in head
    assert "Licensed under the MIT license" in head


def test_the_charts_script_knows_every_trace_that_is_drawn() -> None:
    known = set(re.findall(r'moduleType:"trace",name:"(\w+)"', VENDORED.read_text(encoding="utf-8")))
    assert {"scatter", "bar", "heatmap", "contour"} <= known
    assert "parcoords" not in known, "the bundle is a part of the whole"
    assert _drawn() <= known


def _drawn() -> set[str]:
    """Types of the traces that `ui/charts` writes down: dicts with a type and something to draw."""
    found = set()
    for path in (Path(component.__file__).parent / "charts").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                keys = {key.value: value for key, value in zip(node.keys, node.values, strict=True)
                        if isinstance(key, ast.Constant)}  # fmt: skip
                if "type" in keys and keys.keys() & {"x", "y", "z"} and isinstance(keys["type"], ast.Constant):
                    found.add(keys["type"].value)
    return found
