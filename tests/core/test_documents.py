"""What the documents say of the project's folders and files is so."""

import re
from pathlib import Path

import pytest

from rig.rooms import drawn

ROOT = Path(__file__).parents[2]
ARCHITECTURE = ROOT / "docs" / "architecture.md"
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PATH = re.compile(r"`((?:lstm_core|ui|pages|tests|benchmarks|rig|docs)/[\w./-]*)`")
# The room and its folders in the drawing: "  prepare/ train/", two spaces in; what follows them are words.
FOLDERS = re.compile(r"^  ((?:\w+/(?: |$))+)", re.MULTILINE)
ANSWER = re.compile(r"^\| .*?\| (?P<folders>.*?) \| `(?P<file>\S+)` \| (?:`(?P<there>.*?)`)?", re.MULTILINE)


def part(heading: str) -> str:
    """A section of docs/architecture.md."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    return re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    named = set(PATH.findall(document.read_text(encoding="utf-8")))
    assert not [path for path in named if not (ROOT / path).exists()]


@pytest.mark.parametrize("room", ["ui", "lstm_core"])
def test_the_drawing_has_all_folders_and_no_others(room: str) -> None:
    drawing = part("The rooms").split(f"\n{room}/", 1)[1]
    drawing = re.split(r"^\w|^```", drawing, maxsplit=1, flags=re.MULTILINE)[0]
    # Two of them share a line with the one before: "components/  …;  styles/ …;  text/ …".
    named = {name for line in FOLDERS.findall(drawing) for name in line.replace("/", "").split()}
    named |= set(re.findall(r";  (\w+)/ ", drawing))
    there = {path.name for path in (ROOT / room).iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert named == there


def test_where_things_are() -> None:
    """Three steps from the README: the drawing, the folder, the file that has what was asked for."""
    assert "docs/architecture.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    answers = list(ANSWER.finditer(part("Where is …?")))
    assert len(answers) >= 7
    drawing = part("The rooms")
    for answer in answers:
        folders = re.findall(r"(\w+)/", answer["folders"])
        assert f"{folders[0]}/" in drawing
        assert Path(answer["file"]).parts[1 : 1 + len(folders)] == tuple(folders)
        assert (answer["there"] or "") in (ROOT / answer["file"]).read_text(encoding="utf-8")


def test_the_rooms_are_drawn_with_their_lines() -> None:
    lines = list(drawn(ROOT / "rig"))
    assert re.fullmatch(r"rig/ +\d+ files +\d+ lines", lines[0])
    assert any(line.startswith("    stamps/") for line in drawn(ROOT / "lstm_core"))
