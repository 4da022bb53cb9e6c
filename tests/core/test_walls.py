"""The walls of the house that import-linter does not see: scripts, test modules, and what an import costs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "ui").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
HEAVY = ("tensorflow", "keras", "statsmodels", "scipy", "sklearn", "streamlit", "plotly", "optuna")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_screen_imports_tensorflow(script: Path) -> None:
    forbidden = {"tensorflow", "keras", "lstm_core.training.trainer", "lstm_core.host.worker"}
    assert not {name for name in imported(script) if name in forbidden or name.split(".")[0] in forbidden}


@pytest.mark.parametrize("module", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_test_module_is_imported(module: Path) -> None:
    """What tests share stands in tests/support, as a fixture in a conftest, or in rig."""
    named = {part for name in imported(module) if name.startswith("tests.") for part in name.split(".")}
    assert not {part for part in named if part.startswith("test_") or part == "conftest"}


def test_importing_the_core_is_light() -> None:
    script = f"import sys, lstm_core; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
