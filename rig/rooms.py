"""The folders of the project with their files and lines, as they are: `make rooms`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("pages", "ui", "lstm_core", "tests", "benchmarks", "rig")
CODE = (".py", ".js", ".css", ".html", ".md")


def counts(room: Path) -> tuple[int, int]:
    """Files of code and text below a folder, and their lines; what came from elsewhere left out."""
    files = [file for file in room.rglob("*") if file.suffix in CODE and "vendor" not in file.parts]
    return len(files), sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)


def drawn(room: Path, depth: int = 0) -> Iterator[str]:
    """A line for a folder, then those of the folders in it, three deep."""
    files, lines = counts(room)
    if files:
        yield f"{'  ' * depth + room.name + '/':<28}{files:>5} files {lines:>7,} lines"
    if depth < 2:
        for inner in sorted(path for path in room.iterdir() if path.is_dir()):
            yield from drawn(inner, depth + 1)


if __name__ == "__main__":
    for name in ROOMS:
        print(*drawn(ROOT / name), sep="\n")
