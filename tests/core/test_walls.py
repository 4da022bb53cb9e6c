"""The walls of the house that import-linter does not see: scripts, test modules, and what an import costs."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "ui").rglob("*.py"))]
CORE = sorted((ROOT / "lstm_core").rglob("*.py"))
# What only a screen has. Where a learner mends something is said by the screen (`ui.format.refusal`).
ON_SCREEN = re.compile(
    r"\b(page|button|slider|sidebar|checkbox|press|click|upload)\b|\bon (Data|Explore|Prepare|Train|Results|Gates)\b"
    r"|\bon the (left|right)\b", re.IGNORECASE,
)  # fmt: skip
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


def without_words(path: Path) -> list[int]:
    """Lines that draw a grid of cells, a picture to a browser, without saying what it holds."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    grids = [call for call in calls if ast.unparse(call.func) in ("st.dataframe", "st.data_editor")]
    return [call.lineno for call in grids if "alt" not in {keyword.arg for keyword in call.keywords}]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_grid_of_cells_is_named(script: Path) -> None:
    assert without_words(script) == []


def test_importing_the_core_is_light() -> None:
    script = f"import sys, lstm_core; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def sentences(path: Path) -> list[str]:
    """The texts of a module that are no documentation and more than one word."""
    tree = ast.parse(path.read_text())
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        and " " in node.value.strip()
    ]  # fmt: skip


@pytest.mark.parametrize("module", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_names_no_place_on_the_screen(module: Path) -> None:
    assert not [sentence for sentence in sentences(module) if ON_SCREEN.search(sentence)]


def test_one_loop_walks_through_the_epochs() -> None:
    """Whoever trains takes the reports of `loop.walk`; the other two calls only compile, ahead of a training."""
    calls = {path.relative_to(ROOT / "lstm_core").as_posix(): path.read_text().count(".next_epoch(") for path in CORE}
    assert {path: count for path, count in calls.items() if count} == {"training/loop.py": 2, "host/worker.py": 1}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_session_has_one_door(script: Path) -> None:
    """What a session keeps stands in slots, with a type each; nothing else touches Streamlit's session state."""
    names = {node.attr for node in ast.walk(ast.parse(script.read_text())) if isinstance(node, ast.Attribute)}
    if script.relative_to(ROOT).as_posix() != "ui/state/slots.py":
        assert "session_state" not in names


def test_every_key_of_a_session_is_taken_once() -> None:
    keys = [
        node.args[0].value for script in SCRIPTS for node in ast.walk(ast.parse(script.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Slot"
        and isinstance(node.args[0], ast.Constant)
    ]  # fmt: skip
    assert len(keys) > 50
    assert len(keys) == len(set(keys))
