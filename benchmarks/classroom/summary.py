"""What a run has shown, as plain data: the JSON that the tool writes, and what table and bars are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from benchmarks.classroom.figures import NOT_PAGES, spread
from benchmarks.classroom.scripts import Outcome
from lstm_core.host.scheduling import cores

# So many readings of the memory are told, evenly spread.
COURSE = 120


def summarise(outcome: Outcome) -> dict[str, Any]:
    """Everything measured. Times in seconds, sizes in bytes or MB (1e6), loads in cores."""
    figures, span = outcome.figures, max(1e-9, outcome.ended - outcome.begun)
    return {
        "plan": asdict(outcome.plan) | {"cores": cores()},
        "seconds": span,
        "trainings": _trainings(outcome),
        "redraws": _redraws(outcome),
        "live": {"asked": figures.asked, "drawn": figures.drawn, "events": figures.events},
        "works": {"asked": figures.works, "done": figures.works_done},
        "bytes": {"visit": _bytes(figures.visits), "lesson": _bytes(figures.lessons)},
        "machine": _machine(outcome, span),
        "health": spread(seconds for at, seconds in outcome.watch.health if outcome.begun <= at <= outcome.ended),
        "memory": _memory(outcome),
        "errors": dict(figures.troubles),
    }


def _bytes(taken: Sequence[Mapping[str, int]]) -> dict[str, Any]:
    """Spread over the students, and the mean of each kind of line."""
    if not taken:
        return {}
    means = {kind: float(np.mean([one[kind] for one in taken])) for kind in taken[0]}
    return spread(sum(one.values()) for one in taken) | {"means": means}


def _trainings(outcome: Outcome) -> dict[str, Any]:
    trainings = outcome.figures.trainings
    over = [t for t in trainings if t.done is not None]
    last = max((t.clicked + t.done for t in over if t.done is not None), default=outcome.begun)
    return {
        "asked": len(trainings),
        "done": len(over),
        "ended": dict(Counter(t.ended or "not seen to end" for t in trainings)),
        "seen": spread(t.seen for t in trainings if t.seen is not None),
        "never_seen": sum(t.seen is None for t in trainings),
        "done_after": spread(t.done for t in over if t.done is not None),
        "all_done_after": last - outcome.begun,
        "waits": _waits([miss for t in trainings for miss in t.misses]),
    }


def _waits(misses: Sequence[float]) -> dict[str, float]:
    """How far promised waits were off, as shares of the real ones: the median either way, and how many within 20 %."""
    if not misses:
        return {}
    off = np.abs(misses)
    return {
        "n": len(off),
        "off": float(np.median(off)),
        "bias": float(np.median(misses)),
        "true": float((off <= 0.2).mean()),
    }


def _redraws(outcome: Outcome) -> dict[str, Any]:
    figures = outcome.figures
    kinds = sorted({redraw.kind for redraw in figures.redraws})
    return {
        "pages": spread(figures.pages(outcome.begun, outcome.ended)),
        "kinds": {kind: spread(r.seconds for r in figures.redraws if r.kind == kind) for kind in kinds},
        "not_counted": list(NOT_PAGES),
    }


def _machine(outcome: Outcome, span: float) -> dict[str, float]:
    if outcome.first is None or outcome.last is None:
        return {}
    server, children, tool, everything = (
        getattr(outcome.last, name) - getattr(outcome.first, name)
        for name in ("server_seconds", "children_seconds", "tool_seconds", "all_seconds")
    )
    return {
        "server_cores": server / span,
        # Everything that the server did meanwhile, shared out over the pages that were asked for.
        "server_seconds_per_page": server / max(1, len(outcome.figures.pages(outcome.begun, outcome.ended))),
        "children_seconds": children,
        "children_cores": children / span,
        "tool_cores": tool / span,
        "others_cores": max(0.0, everything - server - children - tool) / span,
        "children_mb": max(reading.children_mb for reading in outcome.watch.readings),
    }


def _memory(outcome: Outcome) -> dict[str, Any]:
    """Of the server, in MB. early, late: means from 0.2 to 0.3 of the span, and over its last tenth."""
    readings = outcome.watch.readings
    if not readings:
        return {}
    shares = [((r.at - outcome.begun) / max(1e-9, outcome.ended - outcome.begun), r.server_mb) for r in readings]
    early = [mb for share, mb in shares if 0.2 <= share <= 0.3]
    late = [mb for share, mb in shares if 0.9 <= share <= 1.0]
    return {
        "first": readings[0].server_mb,
        "peak": max(mb for _, mb in shares),
        "last": readings[-1].server_mb,
        "early": float(np.mean(early)) if early else None,
        "late": float(np.mean(late)) if late else None,
        "course": [(round(share, 3), round(mb, 1)) for share, mb in shares[:: max(1, len(shares) // COURSE)]],
        "entered": outcome.entered, "full": outcome.full, "left": outcome.left,
    }  # fmt: skip
