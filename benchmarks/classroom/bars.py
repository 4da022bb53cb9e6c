"""What a run of the classroom has to keep, each bar where the script can judge it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Bar:
    """One line: what, the figure in its unit, the bar in words and whether it holds."""

    what: str
    value: float
    unit: str
    bar: str
    holds: bool
    detail: str = ""


def bars(summary: dict[str, Any]) -> list[Bar]:
    """All bars that this run can judge."""
    script = summary["plan"]["script"]
    own = {"burst": _burst, "lesson": _lesson, "day": _day}[script]
    return [*_always(summary), *own(summary), *_bytes(summary)]


def _always(summary: dict[str, Any]) -> Iterator[Bar]:
    errors = sum(summary["errors"].values())
    yield _most("errors", errors, "", 0)
    asked, done = summary["trainings"]["asked"], summary["trainings"]["done"]
    if summary["plan"]["script"] != "lesson":
        yield Bar("trainings seen to end", done, "", f"= {asked}", done == asked)
    if summary["health"]:
        yield _most("health, p95", 1000 * summary["health"]["p95"], "ms", 100)


def _burst(summary: dict[str, Any]) -> Iterator[Bar]:
    trainings, machine, n = summary["trainings"], summary["machine"], summary["plan"]["students"]
    if machine:
        compute = machine["children_seconds"]
        limit = 1.3 * compute / summary["plan"]["cores"] + 2
        complete = trainings["done"] == trainings["asked"]
        after = trainings["all_done_after"] if complete else float("inf")
        detail = f"1.3 × ({compute:.1f} s ÷ {summary['plan']['cores']} cores) + 2 s"
        yield Bar("click → all done", after, "s", f"≤ {limit:.1f}", after <= limit, detail)
        yield _most("CPU seconds per training, all of a child's", compute / max(1, trainings["done"]), "s", 1.5)
        yield _most(f"server while {n} train", machine["server_cores"], "cores", 0.4)
    seen = trainings["seen"].get("p95", float("inf")) if not trainings["never_seen"] else float("inf")
    yield _most("click → epoch or place seen, p95", seen, "s", 1.0)
    if trainings["waits"]:
        yield _most("promised waits off by, median", 100 * trainings["waits"]["off"], "%", 20)
    yield from _pages(summary, p50=80, p95=250)


def _lesson(summary: dict[str, Any]) -> Iterator[Bar]:
    memory = summary["memory"]
    if memory and memory["early"] and memory["late"]:
        drift = 100 * (memory["late"] / memory["early"] - 1)
        yield Bar("memory, late ÷ early in the lesson", drift, "%", "± 5", abs(drift) <= 5)
    patient = summary["plan"]["think"] >= 10
    yield from _pages(summary, p50=None if patient else 80, p95=500 if patient else 250)


def _day(summary: dict[str, Any]) -> Iterator[Bar]:
    memory, plan = summary["memory"], summary["plan"]
    if len(memory.get("left", [])) > 1:
        first, *others = memory["left"]
        worst = max((100 * (mb / first - 1) for mb in others), key=abs)
        yield Bar("memory after later classes ÷ after the first", worst, "%", "± 5", abs(worst) <= 5)
    if plan["rounds"] >= 10 and memory.get("full"):
        # The last class: by then nothing is loaded for the first time.
        grown = (memory["full"][-1] - memory["entered"][-1]) / plan["students"]
        yield _most("memory per student with ten runs", grown, "MB", 2.0)


def _pages(summary: dict[str, Any], p50: float | None, p95: float) -> Iterator[Bar]:
    pages = summary["redraws"]["pages"]
    if not pages:
        return
    if p50 is not None:
        yield _most("page redraw, p50", 1000 * pages["p50"], "ms", p50)
    yield _most("page redraw, p95", 1000 * pages["p95"], "ms", p95)


def _bytes(summary: dict[str, Any]) -> Iterator[Bar]:
    visit, lesson = summary["bytes"]["visit"], summary["bytes"]["lesson"]
    if summary["plan"]["files"] and visit:
        yield _most("first visit, p95", visit["p95"] / 1e6, "MB", 2.0)
    if lesson:
        yield _most("a lesson after it, p95", lesson["p95"] / 1e6, "MB", 1.0)


def _most(what: str, value: float, unit: str, most: float) -> Bar:
    return Bar(what, value, unit, f"≤ {most:g}", value <= most)
