"""Does the training know something of what it is measured on? Three leaks, found on the windows themselves.

None of them asks the settings what they say: windows that leak for another reason are found, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from lstm_core.diagnostics.types import Case, Finding, Severity
from lstm_core.prepare import PARTS, Prepared, Scaler, prepare

# Two fits of the same numbers differ by rounding only.
SAME = 1e-6
NAMES: dict[str, str] = {"train": "training"}


def split(case: Case) -> Finding | None:
    """Number: share of the test targets that lie inside training windows. Threshold: 0."""
    prepared = case.prepared
    seen = _inside(prepared, case.settings.preparation.window, len(case.run.series))
    share = float(seen[prepared.test.times].mean())
    if share == 0:
        return None
    evidence: dict[str, np.ndarray] = {part: prepared.part(part).times[:, 0] for part in PARTS}
    facts = {"share": 100 * share, "targets": float(prepared.test.times.size)}
    return Finding("leak_split", Severity.INVALID, share, 0.0, evidence, facts, _stop(case, "split"))


def _inside(prepared: Prepared, window: int, length: int) -> np.ndarray:
    """(length,) whether a position is an input or a target of a training window."""
    ends = prepared.train.origins
    starts = np.bincount(ends - window + 1, minlength=length + 1)
    seen = np.cumsum(starts - np.bincount(ends + 1, minlength=length + 1))[:length] > 0
    seen[prepared.train.times] = True
    return seen


def _stop(case: Case, key: str) -> dict[str, Any]:
    """The setting that stops a leak, where it is a setting that leaks."""
    honest = case.settings.model_copy(update={"preparation": case.settings.preparation.honest}).get(key)
    return {} if case.settings.get(key) == honest else {key: honest}


@dataclass(frozen=True)
class _Column:
    """A scaled column: its numbers before scaling, over time, and the scaler that was used and that should have been.

    center, scale: used first, refitted second.
    """

    name: str
    times: np.ndarray
    values: np.ndarray
    center: tuple[float, float]
    scale: tuple[float, float]

    @property
    def shift(self) -> float:
        """How far the two scalers lie apart, as a share of the refitted scale."""
        (used, refit), (size, true_size) = self.center, self.scale
        return max(abs(used - refit), abs(size - true_size)) / true_size


def scaler(case: Case) -> Finding | None:
    """Number: distance of the scaler's centre or scale from a refit on the training part, as a share of the latter's
    scale; the column where it is largest. Threshold: 1e-6, rounding.

    Where windows are split at random no part of the series is training alone, and the question makes no sense.
    """
    worst = max(_columns(case), key=lambda column: column.shift)
    if worst.shift <= SAME:
        return None
    kind = case.settings.preparation.scaling
    evidence = {
        "times": worst.times, "values": worst.values, "boundary": np.array([case.prepared.boundaries[0]]),
        "used": _range(kind, worst.center[0], worst.scale[0]), "refit": _range(kind, worst.center[1], worst.scale[1]),
    }  # fmt: skip
    facts = {
        "column": worst.name, "center": worst.center[0], "scale": worst.scale[0], "center_train": worst.center[1],
        "scale_train": worst.scale[1], "shift": 100 * worst.shift,
    }  # fmt: skip
    return Finding("leak_scaler", Severity.INVALID, worst.shift, SAME, evidence, facts, _stop(case, "scaler"))


def _columns(case: Case) -> Iterator[_Column]:
    prepared = case.prepared
    honest = prepare(case.run.series, case.settings.preparation.honest, prepared.boundaries)
    parts = [prepared.part(part) for part in PARTS]
    # The first step of a window, because the last one is 0 in windows relative to it.
    starts = np.concatenate([part.origins for part in parts]) - case.settings.preparation.window + 1
    targets = np.concatenate([part.times[:, 0] for part in parts])

    def column(name: str, times: np.ndarray, scaled: np.ndarray, used: Scaler, refit: Scaler, i: int) -> _Column:
        pairs = ((float(s.center[i]), float(s.scale[i])) for s in (used, refit))
        center, scale = zip(*pairs, strict=True)
        return _Column(name, times, scaled * scale[0] + center[0], center, scale)

    y = np.concatenate([part.y[:, 0] for part in parts])
    yield column(case.run.series.target, targets, y, prepared.target_scaler, honest.target_scaler, 0)
    for i, name in enumerate(prepared.features):
        x = np.concatenate([part.x[:, 0, i] for part in parts])
        yield column(name, starts, x, prepared.input_scaler, honest.input_scaler, i)


def _range(kind: str, center: float, scale: float) -> np.ndarray:
    """The values that become 0 and 1, or −1 and 1."""
    return np.array([center if kind == "minmax" else center - scale, center + scale])


def gap(case: Case) -> Finding | None:
    """Number: steps from the last window of one part to the first of the next, the smaller of both distances.
    Threshold: the horizon; with less, both know some of the same targets.
    """
    prepared, horizon = case.prepared, max(1, case.settings.preparation.horizon)
    steps = [
        int(prepared.part(later).origins.min() - prepared.part(earlier).origins.max())
        for earlier, later in pairwise(PARTS)
    ]
    number = min(steps)
    if number >= horizon:
        return None
    earlier, later = (PARTS[steps.index(number) + i] for i in (0, 1))
    evidence = {
        "earlier": prepared.part(earlier).times[-1], "later": prepared.part(later).times[0],
        "origins": np.array([prepared.part(earlier).origins[-1], prepared.part(later).origins[0]]),
    }  # fmt: skip
    named = {"earlier": NAMES.get(earlier, earlier), "later": NAMES.get(later, later)}
    facts = {**named, "steps": float(number), "horizon": float(horizon),
             "shared": float(horizon - number)}  # fmt: skip
    return Finding("leak_gap", Severity.WARNING, number, horizon, evidence, facts, _stop(case, "gap"))


def in_order(prepared: Prepared) -> bool:
    """Whether every window of a part comes after those of the part before."""
    windows = [prepared.part(part).origins for part in PARTS]
    return all(bool(a.max() < b.min()) for a, b in pairwise(windows))
