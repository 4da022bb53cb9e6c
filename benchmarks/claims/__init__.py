"""Every sentence of the app that claims an effect, with the check behind it, over several seeds.

`make bench-claims` measures them; `tests/benchmarks/test_claims.py` holds the quoted words to the texts.
"""

from __future__ import annotations

import logging
import time
from itertools import groupby

from benchmarks import report
from benchmarks.claims import alarms, data, explore, gates, prepare, results, samples, start, train
from benchmarks.claims.registry import CLAIMS, Claim

__all__ = [
    "CLAIMS", "Claim", "alarms", "data", "explore", "gates", "prepare", "results", "run", "samples", "start", "train",
]  # fmt: skip


def run() -> None:
    """Measure and print them all, page by page."""
    # It takes every training of this process for a retracing of the same function.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    started = time.perf_counter()
    for room, claims in groupby(CLAIMS, key=lambda claim: claim.check.__module__.rpartition(".")[2]):
        report.section(f"What the texts claim: {room}")
        for claim in claims:
            found = claim.check()
            texts = ", ".join(dict.fromkeys(text_id for text_id, _ in claim.quotes))
            detail = f"{found.detail} [{texts}]".strip()
            report.line(found.what, found.value, found.unit, found.bar, found.holds, detail)
    report.note(f"{len(CLAIMS)} claims in {time.perf_counter() - started:.0f} s")
