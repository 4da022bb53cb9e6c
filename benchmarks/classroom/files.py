"""Which of Streamlit's files a browser loads, and when: read from what the server hands out, as the browser does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from posixpath import join, normpath

LINKED = re.compile(r"""<(script|link)\b[^>]*?\b(?:src|href)="\./?(static/[^"]+)\"""")
# The table of files at the top of the main script, and the places where it loads a part of itself when it is needed.
TABLE = re.compile(r"m\.f\|\|\(m\.f=\[(.*?)\]")
PARTS = re.compile(r"import\(`\./((\w+)\.[\w-]+\.js)`\)(?:\.then\([^)]*\))?,__vite__mapDeps\(\[([\d,]*)\]\)")
FONTS = re.compile(r"url\(([^)]*(?:MaterialSymbols|SourceSansVF)[^)]*\.woff2)\)")
# What our components ask for: modules, scripts beside theirs, files below the app's address, the files of their folder.
MODULES = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+\.js)["']""")
BESIDE = re.compile(r"""new URL\(["']([^"']+\.js)["'], import\.meta\.url\)""")
BELOW = re.compile(r"""["'`]/?(lab/[\w./-]+\.(?:js|css|json))["'`]""")
FOLDER = re.compile(r"""component\("(\w+)", (\[.*?\])\)""")
# Elements whose part is not called as they are.
NAMES = {"dataframe": "DataFrame", "imgs": "ImageList", "text": "TextElement", "alert": "AlertElement"}


@dataclass(frozen=True)
class Files:
    """first: what every page needs. parts: name of a part → its files, for elements that come later."""

    first: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]

    def of(self, kinds: Iterable[str]) -> set[str]:
        """What pages with these kinds of elements need on top."""
        return {file for kind in kinds for file in self.parts.get(part_name(kind), ())}


def linked(index: str) -> list[str]:
    """What the first answer asks for at once."""
    return list(dict.fromkeys(path for _, path in LINKED.findall(index)))


def read_files(linked: Iterable[str], texts: Mapping[str, str]) -> Files:
    """The files as scripts and style sheets name them; texts: path → content of what is linked."""
    first, parts = list(linked), {}
    for path, text in texts.items():
        if path.endswith(".css"):
            first += [_beside(path, font) for font in FONTS.findall(text)]
        table = TABLE.search(text)
        if table:
            files = [_beside(path, name) for name in re.findall(r'"([^"]+)"', table[1])]
            for own, name, needed in PARTS.findall(text):
                parts[name] = (_beside(path, own), *(files[int(place)] for place in needed.split(",") if place))
    return Files(tuple(dict.fromkeys(first)), parts)


def asked_by(path: str, text: str) -> list[str]:
    """What a script at `path` ("" for one in a message) makes the browser load."""
    found = [_beside(path, module) for module in MODULES.findall(text) + BESIDE.findall(text)] + BELOW.findall(text)
    for name, files in FOLDER.findall(text):
        base = next(iter(BELOW.findall(text)), path)
        found += [_beside(base, f"{name}/{file}") for file in json.loads(files)]
    return found


def part_name(kind: str) -> str:
    """``button_group`` → ``ButtonGroup``."""
    return NAMES.get(kind) or "".join(word.capitalize() for word in kind.split("_"))


def _beside(path: str, name: str) -> str:
    return normpath(join(path, "..", name))
