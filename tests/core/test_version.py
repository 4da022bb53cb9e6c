"""One version, told by the package, the project file and the command line."""

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import lstm_core as lab

ROOT = Path(__file__).parents[2]


def test_the_version_is_told_alike_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    done = subprocess.run([sys.executable, "-m", "lstm_core"], capture_output=True, text=True, cwd=ROOT, check=True)
    lines = done.stdout.splitlines()
    assert lines[0] == f"LSTM Lab {lab.__version__}" == f"LSTM Lab {project['version']}"
    assert f"keras {version('keras')}" in lines
