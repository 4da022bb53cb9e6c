"""The walls of the house that import-linter does not see: scripts, and what an import costs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "ui").rglob("*.py"))]
HEAVY = ("tensorflow", "keras", "statsmodels", "scipy", "sklearn", "streamlit", "plotly", "optuna")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_screen_imports_tensorflow(script: Path) -> None:
    forbidden = {"tensorflow", "keras", "lstm_core.training.trainer", "lstm_core.host.worker"}
    assert not {name for name in imported(script) if name in forbidden or name.split(".")[0] in forbidden}


def test_importing_the_core_is_light() -> None:
    script = f"import sys, lstm_core; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
