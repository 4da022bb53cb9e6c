"""Components whose files the browser fetches once: a redraw carries their data and two lines of script.

Streamlit sends a component's html, css and script with every redraw of it. Here the script is a stub that imports
`components/component.js`, which loads the rest. All files stand at their places in the folder, so that modules import
each other by relative paths, under an address that changes with their contents: browsers keep them for ever.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parents[1] / "components"
_STUB = """const {{ component }} = await import(new URL("{address}/component.js", document.baseURI));
export default await component("{name}", {files});
"""


@lru_cache(maxsize=1)
def address() -> str:
    """Where the server hands out the files of `FOLDER`, below the app's own address."""
    found = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(FOLDER).as_posix()}\0{path.stat().st_size}\0".encode())
        found.update(path.read_bytes())
    return f"lab/files/{found.hexdigest()[:16]}"


def component(name: str, *, isolate_styles: bool = True) -> Callable[..., Any]:
    """A function that draws the component of ``components/<name>/``, as `st.components.v2.component` gives it.

    ``<name>.js`` is a module whose default export is the component; other ``.js`` files are modules that it imports;
    ``.html`` and ``.css`` are in `parentElement` when it is first called. The function that it returns is called when
    the component leaves the page.
    """
    folder = FOLDER / name
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    stub = _STUB.format(address=address(), name=name, files=json.dumps(files))
    return st.components.v2.component(name, js=stub, isolate_styles=isolate_styles)
