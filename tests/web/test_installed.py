"""An installed copy: everything that the app needs is in the wheel, and `lstm-lab` starts from any folder."""

import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import lstm_core
from rig.server import PATIENCE, ROOT
from ui import launch

PARTS = ("app.py", "pages", "ui", "lstm_core", ".streamlit")
BUILD = ("pyproject.toml", "setup.py", "MANIFEST.in", "requirements.txt", "README.md", "LICENSE")
BIN = "Scripts" if sys.platform == "win32" else "bin"
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the sources, without a network."""
    source = tmp_path_factory.mktemp("source")
    for name in (*PARTS, *BUILD):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(source / "dist"))
    subprocess.run([*PIP, "wheel", *options, str(source)], check=True, cwd=source)
    (built,) = (source / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel alone; what it depends on is lent by the one that runs the tests."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=sys.platform != "win32")
    python = folder / BIN / "python"
    install = ("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    subprocess.run([*PIP, *install], check=True)
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.strip()
    (Path(found) / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return folder


@contextmanager
def started(environment: Path, elsewhere: Path) -> Iterator[tuple[str, Path]]:
    """`lstm-lab` on a free port, from a folder that has nothing to do with it: its address and its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = elsewhere / "log"
    with log.open("w") as out:
        line = [environment / BIN / "lstm-lab", "--host", "127.0.0.1", "--port", str(port)]
        running = subprocess.Popen(line, cwd=elsewhere, stdout=out, stderr=out)
    try:
        yield f"http://127.0.0.1:{port}", log
    finally:
        running.terminate()
        running.wait(PATIENCE)


def get(address: str) -> str:
    """What a server answers, as soon as there is one."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_the_wheel_has_every_file_of_the_app_and_no_other(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = [path for part in PARTS for path in (ROOT / part, *(ROOT / part).rglob("*")) if path.is_file()]
    here = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    assert names == {name if name.startswith("lstm_core/") else f"lstm_lab/{name}" for name in here}


def test_an_installed_copy_starts_from_any_folder(environment: Path, tmp_path: Path) -> None:
    with started(environment, tmp_path) as (address, log):
        assert get(f"{address}/_stcore/health") == "ok"
        page = get(address)
        assert "<title>" in page
        # A script of ours stands in it, and is there.
        script = page.split('<script src="./lab/', 1)[1].split('"', 1)[0]
        assert get(f"{address}/lab/{script}")
        # The app's own configuration was found: Streamlit would say otherwise that it counts its users.
        assert "usage statistics" not in log.read_text()
    told = subprocess.run(
        [environment / BIN / "python", "-m", "lstm_core"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert told.stdout.startswith(f"LSTM Lab {lstm_core.__version__}\n")


FIRST_PAGE = """
import lstm_lab, sys
from streamlit.testing.v1 import AppTest

sys.path.insert(0, lstm_lab.__path__[0])
at = AppTest.from_file(lstm_lab.__path__[0] + "/ui/script/main.py", default_timeout=300).run()
assert not at.exception, at.exception
print(len(at.main.markdown), lstm_lab.__path__[0])
"""


def test_an_installed_copy_draws_its_first_page(environment: Path, tmp_path: Path) -> None:
    line = [environment / BIN / "python", "-c", FIRST_PAGE]
    drawn = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split(maxsplit=1)
    assert int(drawn[0]) > 3
    assert drawn[1].startswith(str(environment))


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", ""])
def test_what_is_no_port_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        launch.command([f"--port={port}"])
    assert "from 1 to 65535" in capsys.readouterr().err


def test_the_options_reach_the_server() -> None:
    assert launch.command(["--port", "80"])[-2:] == ["--server.port", "80"]
    assert launch.command(["--port", "80", "--host", "::1"])[-2:] == ["--server.address", "::1"]
