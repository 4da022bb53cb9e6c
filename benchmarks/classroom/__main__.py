"""``python -m benchmarks.classroom``: a class on a server of its own, or on one that runs on this machine already."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.classroom.bars import bars
from benchmarks.classroom.scripts import ClassPlan, Outcome, carry_out
from benchmarks.classroom.summary import summarise
from rig.server import serve

# Seconds that a session outlives its socket in a day of classes; a class does not wait for five minutes.
SHORT_LIFE = 2
# Cores that others may take while the class is measured.
BUSY = 0.2
COMPLAINTS = re.compile(r"Traceback|ERROR|Exception")
# Lines of the log that are shown with each.
AFTER_COMPLAINT = 40


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    """Carry out what the command line asks for, print the table and the bars; returns the summary."""
    asked = _parser().parse_args(arguments)
    plan = ClassPlan(
        asked.script,
        asked.students,
        asked.think,
        asked.minutes,
        asked.seed,
        asked.classes,
        asked.rounds,
        asked.files,
        asked.warm,
        asked.works,
    )
    complaints: list[str] = []
    if asked.url:
        outcome = asyncio.run(carry_out(plan, asked.url, asked.pid))
    else:
        outcome, complaints = _on_a_server(plan)
    summary = summarise(outcome)
    if complaints:
        summary["errors"]["complaints in the server's log"] = len(complaints)
        print("The server's log:", *complaints, sep="\n", file=sys.stderr)
    _print(summary)
    if asked.json:
        asked.json.write_text(json.dumps(summary, indent=1), encoding="utf-8")
    return summary


def _on_a_server(plan: ClassPlan) -> tuple[Outcome, list[str]]:
    """Carry a plan out on a server of its own; and what its log complains of, a traceback to its end."""
    options = ["--server.disconnectedSessionTTL", str(SHORT_LIFE)] if plan.script == "day" else []
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder), "app.py", *options) as server,
    ):
        outcome = asyncio.run(carry_out(plan, server.url, server.process.pid))
        return outcome, complaints_of(server.log)


def complaints_of(log: str) -> list[str]:
    """Each line of a server's log that complains, with the lines after it."""
    lines = log.splitlines()
    return [
        "\n".join(lines[place : place + AFTER_COMPLAINT])
        for place, line in enumerate(lines) if COMPLAINTS.search(line)
    ]  # fmt: skip


def _print(summary: dict[str, Any]) -> None:
    plan, trainings, live = summary["plan"], summary["trainings"], summary["live"]
    report.section(f"{plan['students']} students, {plan['script']}, think time {plan['think']:g} s")
    works = summary["works"]
    report.note(
        f"trained {trainings['done']} of {trainings['asked']} asked, works {works['done']} of {works['asked']}, "
        f"in {summary['seconds']:.0f} s"
    )
    for title, figures in (
        ("click → place or epoch seen", trainings["seen"]),
        ("click → done", trainings["done_after"]),
        ("page redraw", summary["redraws"]["pages"]),
        *((f"  {kind}", figures) for kind, figures in summary["redraws"]["kinds"].items()),
        ("health", summary["health"]),
    ):
        report.note(f"{title:<32}{_seconds(figures)}")
    if waits := trainings["waits"]:
        report.note(
            f"promised waits: off by {waits['off']:.0%} (median {waits['bias']:+.0%}), "
            f"{waits['true']:.0%} of {waits['n']} within 20 %"
        )
    report.note(f"live: {live['events']} messages of the road, {live['drawn']} of {live['asked']} redraws drawn")
    for title, figures in (
        ("first visit", summary["bytes"]["visit"]),
        ("a lesson after it", summary["bytes"]["lesson"]),
    ):
        if figures:
            kinds = ", ".join(f"{kind} {mean / 1e6:.2f}" for kind, mean in figures["means"].items())
            report.note(f"{title:<20}{figures['p50'] / 1e6:.2f} MB (max {figures['max'] / 1e6:.2f}; {kinds})")
    _print_machine(summary)
    for what, times in summary["errors"].items():
        report.note(f"ERROR {times} × {what}")
    print()
    for bar in bars(summary):
        report.line(bar.what, bar.value, bar.unit, bar.bar, bar.holds, bar.detail)


def _print_machine(summary: dict[str, Any]) -> None:
    machine, memory = summary["machine"], summary["memory"]
    if machine.get("others_cores", 0) > BUSY:
        report.note("OTHERS USE THIS MACHINE, TOO: times say little, and bars that fall short may hold elsewhere.")
    if "server_cores" in machine:
        report.note(
            f"cores: server {machine['server_cores']:.2f}, host {machine['children_cores']:.2f}, "
            f"tool {machine['tool_cores']:.2f}, others on this machine {machine['others_cores']:.2f}"
        )
        report.note(
            f"server {1000 * machine['server_seconds_per_page']:.0f} ms of CPU per page; "
            f"host at most {machine['children_mb']:.0f} MB, shared pages counted several times"
        )
        report.note(
            f"server {memory['first']:.0f} MB at first, {memory['peak']:.0f} at most, {memory['last']:.0f} last"
        )
    for name in ("entered", "full", "left"):
        if memory.get(name):
            report.note(f"MB when classes had {name}: " + " ".join(f"{mb:.0f}" for mb in memory[name]))


def _seconds(figures: dict[str, float]) -> str:
    if not figures:
        return "–"
    return f"p50 {figures['p50']:.3f}  p95 {figures['p95']:.3f}  max {figures['max']:.3f} s  (n {figures['n']})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("benchmarks.classroom", description=__doc__)
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--script", choices=("burst", "lesson", "day"), default="burst")
    parser.add_argument("--minutes", type=float, default=5.0, help="length of a lesson, patience of a burst")
    parser.add_argument("--think", type=float, default=3.0, help="seconds between two acts of a student")
    parser.add_argument("--seed", type=int, default=0, help="of everything that students choose")
    parser.add_argument("--classes", type=int, default=10, help="of a day")
    parser.add_argument("--rounds", type=int, default=1, help="trainings of each student of a day")
    parser.add_argument("--works", type=int, default=0, help="in a lesson, every so many-th student trains seeds")
    parser.add_argument("--no-files", dest="files", action="store_false", help="load none of the page's files")
    parser.add_argument("--cold", dest="warm", action="store_false", help="nobody has trained before the class comes")
    parser.add_argument("--url", help="a server on this machine instead of one of its own")
    parser.add_argument("--pid", type=int, help="its process, for CPU and memory")
    parser.add_argument("--json", type=Path, help="write all figures here")
    return parser


if __name__ == "__main__":
    # Whoever ends the tool ends the server that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
