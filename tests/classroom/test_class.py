"""A small class on the real app with the real training host: everybody trains, and nothing goes wrong."""

import asyncio
import re
from pathlib import Path

import pytest
from websockets.sync.client import connect

from benchmarks.classroom.scripts import ClassPlan, carry_out
from benchmarks.classroom.summary import summarise
from rig.server import serve

STUDENTS = 8


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_eight_students_press_train_at_once_and_all_see_the_end(tmp_path: Path) -> None:
    plan = ClassPlan("burst", STUDENTS, think=2.0, minutes=5.0, files=False, warm=False)
    with serve(tmp_path) as server:
        with connect(f"{server.url.replace('http', 'ws')}/_stcore/stream") as line:
            extensions = line.protocol.extensions
        outcome = asyncio.run(carry_out(plan, server.url, server.process.pid))
        log = server.log
    assert [extension.name for extension in extensions] == ["permessage-deflate"], "half the bytes of a lesson"
    assert dict(outcome.figures.troubles) == {}
    assert not re.search(r"Traceback|Warning|WARNING|Error|ERROR", log), log
    summary = summarise(outcome)
    assert summary["trainings"]["ended"] == {"done": STUDENTS}
    assert summary["trainings"]["never_seen"] == 0
    # Each of them is another browser: nobody sees somebody else's run.
    assert {training.student for training in outcome.figures.trainings} == set(range(STUDENTS))
    # Told over the road, which nobody polls.
    assert outcome.figures.events > STUDENTS
    assert outcome.figures.asked == 0
