"""The examples of docs/extending.md, put into a copy of the project as they stand: they work there, tests and all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "extending.md"
COPIED = ("lstm_core", "ui", "pages", "rig", "tests", ".streamlit")
BLOCK = re.compile(r"^```(?:python|markdown)\n(?:# |<!-- )(?P<path>\S+?\.(?:py|md))(?:, (?P<side>below|above): "
                   r"(?P<anchor>.+?))?(?: -->)?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)  # fmt: skip


def copy_of_the_project(to: Path) -> None:
    for name in COPIED:
        # With what Python has compiled already: the copies are as old as their sources.
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns(".*_cache"))
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(ROOT / name, to / name)


def put(block: re.Match[str], project: Path) -> None:
    """A new file, or lines beside the one line that the block names, indented as that is."""
    file, body = project / block["path"], block["body"]
    if block["side"] is None:
        assert not file.exists(), f"{block['path']} is there already"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, encoding="utf-8")
        return
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    found = [number for number, line in enumerate(lines) if line.lstrip().startswith(block["anchor"])]
    assert len(found) == 1, f"{block['path']} has {len(found)} lines that begin with {block['anchor']}"
    line = lines[found[0]]
    indent = line[: len(line) - len(line.lstrip())]
    at = found[0] + (block["side"] == "below")
    lines[at:at] = [f"{indent}{new}" for new in body.splitlines(keepends=True)]
    file.write_text("".join(lines), encoding="utf-8")


def test_the_examples_of_the_document_work(tmp_path: Path) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(document))
    assert len(blocks) == document.count("```") / 2, "every block names its file"
    tests = [block["path"] for block in blocks if block["path"].startswith("tests/")]
    assert len({block["path"] for block in blocks if block["side"]}) >= 7, "a line in every registry"
    copy_of_the_project(tmp_path)
    for block in blocks:
        put(block, tmp_path)
    # Pages first: they must never see the TensorFlow that the core's tests load.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *sorted(tests, reverse=True)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONPATH"))}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", *(block["path"] for block in blocks if
            block["path"].endswith(".py"))]  # fmt: skip
    assert (
        checked := subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=False)
    ).returncode == 0, checked.stdout
