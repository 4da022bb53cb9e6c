"""What the tool measures with: files, processes, percentiles and bars."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import streamlit

from benchmarks.classroom.bars import bars
from benchmarks.classroom.figures import Figures, Training, spread
from benchmarks.classroom.files import asked_by, linked, read_files
from benchmarks.classroom.machine import read

STATIC = Path(streamlit.__file__).parent / "static"
BURN = "import time\nwhile time.process_time() < 0.5: pass"


def test_the_files_of_streamlits_elements_are_there() -> None:
    first = linked((STATIC / "index.html").read_text())
    assert len(first) > 20
    texts = {path: (STATIC / path).read_text(errors="replace") for path in first if path.endswith(("js", "css"))}
    files = read_files(first, texts)
    for kind, name in (("slider", "Slider"), ("plotly_chart", "PlotlyChart"), ("dataframe", "DataFrame")):
        assert any(f"/{name}." in path for path in files.of([kind]))
    wanted = {*files.first, *files.of(["slider", "selectbox", "button_group", "bidi_component", "dataframe", "metric"])}
    assert [path for path in wanted if not (STATIC / path).exists()] == []


def test_a_component_asks_for_its_folder_and_what_that_imports() -> None:
    stub = (
        'const { component } = await import(new URL("lab/files/0af/component.js", document.baseURI));\n'
        'export default await component("live_slot", ["live_slot.css", "live_slot.js"]);\n'
    )
    there = "lab/files/0af/"
    assert asked_by("", stub) == [
        there + name for name in ("component.js", "live_slot/live_slot.css", "live_slot/live_slot.js")
    ]
    script = (
        'import { follow } from "../live/road.js";\n'
        'script.src = new URL("vendor/plotly.js", import.meta.url).href;\n'
        'const other = new URL("lab/files/other.js", document.baseURI);\n'
    )
    assert asked_by(f"{there}live_slot/live_slot.js", script) == [
        f"{there}live/road.js", f"{there}live_slot/vendor/plotly.js", "lab/files/other.js",
    ]  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_cpu_and_memory_of_a_process_and_of_children_that_have_ended() -> None:
    before = read(os.getpid())
    subprocess.run([sys.executable, "-c", BURN], check=True)
    after = read(os.getpid())
    spent = after.children_seconds - before.children_seconds
    # BURN stops at half a second of its own clock; the kernel tells ticks of 10 ms, each figure up to one tick late.
    assert spent >= 0.5 - 0.025
    assert spent <= after.at - before.at + 0.05
    assert after.all_seconds - before.all_seconds >= spent - 0.05
    kilobytes = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    assert after.server_mb == pytest.approx(int(kilobytes.split()[1]) * 1024 / 1e6, rel=0.02)


def test_percentiles_and_what_counts_as_a_page() -> None:
    assert spread([]) == {}
    assert spread([3.0, 1.0, 2.0]) == {"n": 3, "p50": 2.0, "p95": pytest.approx(2.9), "max": 3.0}
    figures = Figures()
    for kind, at in (("data", 1.0), ("press Train", 2.0), ("first page", 2.0), ("gates", 2.0), ("gates", 9.0)):
        figures.redraw(kind, at, 0.5)
    assert figures.pages(since=1.5, until=3.0) == [0.5]


def test_promised_waits_are_held_against_the_real_ones() -> None:
    training = Training(0, 0.0, promised=[(0.5, 9.0), (2.0, 10.0), (9.5, 0.1)])
    assert training.misses == [], "its turn has not come"
    training.begun = 10.0
    # 9 s promised of 9.5, 10 of 8; the last half second is too short to be measured.
    assert training.misses == pytest.approx([9 / 9.5 - 1, 10 / 8 - 1])


def burst(**changed: Any) -> dict[str, Any]:
    """A burst of four that holds every bar, but for what is changed."""
    summary: dict[str, Any] = {
        "plan": {"script": "burst", "students": 4, "think": 3.0, "files": True, "cores": 2},
        "errors": {},
        "trainings": {
            "asked": 4,
            "done": 4,
            "never_seen": 0,
            "seen": {"p95": 0.9},
            "all_done_after": 5.8,
            "waits": {"off": 0.1},
        },
        "health": {"p95": 0.05},
        "machine": {"children_seconds": 6.0, "server_cores": 0.3},
        "redraws": {"pages": {"p50": 0.05, "p95": 0.2}},
        "bytes": {"visit": {"p95": 1.9e6}, "lesson": {}},
        "memory": {},
    }
    for path, value in changed.items():
        part, _, name = path.partition("__")
        summary[part] = {**summary[part], name: value} if name else value
    return summary


@pytest.mark.parametrize(
    ("changed", "short"),
    [
        ({}, []),
        ({"trainings__all_done_after": 6.0}, ["click → all done"]),  # 1.3 × 6 ÷ 2 + 2 = 5.9
        ({"trainings__done": 3}, ["trainings seen to end", "click → all done", "CPU seconds per training"]),
        ({"trainings__never_seen": 1}, ["click → epoch or place seen"]),
        ({"machine__server_cores": 0.41}, ["server while 4 train"]),
        ({"redraws__pages": {"p50": 0.081, "p95": 0.251}}, ["page redraw, p50", "page redraw, p95"]),
        ({"errors": {"the server hung up": 1}}, ["errors"]),
        ({"health": {"p95": 0.11}}, ["health"]),
        ({"bytes": {"visit": {"p95": 2.1e6}, "lesson": {"p95": 0.9e6}}}, ["first visit"]),
        ({"bytes": {"visit": {"p95": 1.9e6}, "lesson": {"p95": 1.1e6}}}, ["a lesson after it"]),
        ({"trainings__waits": {"off": 0.21}}, ["promised waits"]),
    ],
)
def test_each_bar_falls_short_by_its_own_figure(changed: dict[str, Any], short: list[str]) -> None:
    fallen = [bar.what for bar in bars(burst(**changed)) if not bar.holds]
    assert len(fallen) == len(short)
    assert all(what.startswith(words) for what, words in zip(sorted(fallen), sorted(short), strict=True))


def test_a_day_holds_when_memory_comes_back() -> None:
    day = burst(plan={"script": "day", "students": 4, "think": 1.0, "files": False, "rounds": 10, "cores": 2})
    day["memory"] = {"entered": [250.0, 300.0], "full": [330.0, 307.0], "left": [300.0, 310.0, 290.0]}
    assert all(bar.holds for bar in bars(day))
    day["memory"] = {"entered": [300.0, 300.0], "full": [300.0, 309.0], "left": [300.0, 316.0, 300.0]}
    assert [bar.what for bar in bars(day) if not bar.holds] == [
        "memory after later classes ÷ after the first", "memory per student with ten runs",
    ]  # fmt: skip
