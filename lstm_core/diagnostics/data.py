"""Is the series what it seems to be? What was wrong with it before any network saw it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from lstm_core.diagnostics.types import Case, Finding, Severity
from lstm_core.evaluation.ranking import FAULT
from lstm_core.prepare import PARTS
from lstm_core.series import UPLOAD
from lstm_core.series.types import Series

# A value that stands for "missing" lies at least as far from the others as those from each other; one of the numbers
# that are written for it, a quarter of that.
FAR, FAR_ENOUGH = 1.0, 0.25
FEWEST_CODES, FEWEST_OTHERS = 3, 5
# Decimal years are rounded, months have 28 to 31 days.
EVEN, REGULAR = 0.05, 0.15
CLOCK_SHARE = 0.9
SEVERAL = 2.0
STILL = 0.01
# A straight line cut in its middle reaches 3.46, random walks of 600 points pass 5 in one of 100.
SHIFT = 5.0
# So much of the training part after the shift is enough to learn the new level.
KNOWN_SHARE = 0.3


def backwards(case: Case) -> Finding | None:
    """Number: share of the steps at which the time stamp lies before the one above. Threshold: 0."""
    index = case.run.series.index
    if not isinstance(index, pd.DatetimeIndex):
        return None
    back = np.diff(index.asi8) < 0
    share = float(back.mean()) if len(back) else 0.0
    if share == 0:
        return None
    fix = {"order": "sort"} if _is_upload(case) and case.settings.data.order != "sort" else {}
    facts = {"share": 100 * share, "first": _day(index[0]), "last": _day(index[-1])}
    return Finding("backwards", Severity.INVALID, share, 0.0, {"seconds": index.asi8 / 1e6}, facts, fix)


def turned_backwards(case: Case) -> Finding | None:
    """Number: share of the rows of the file that stood before an older one, although they have been turned round since.
    Threshold: 0.
    """
    series = case.run.series
    said = next((one for one in series.findings if one.kind == "backwards"), None)
    if said is None or not isinstance(series.index, pd.DatetimeIndex) or not series.index.is_monotonic_increasing:
        return None
    facts = {"first": _day(series.index[-1]), "last": _day(series.index[0])}
    return Finding("turned_backwards", Severity.NOTE, 1.0, 0.0, {"seconds": series.index.asi8[::-1] / 1e6}, facts)


def missing_code(case: Case) -> Finding | None:
    """Number: distance of a repeated extreme value from all others, as a share of their spread (1st to 99th
    percentile). Threshold: 1; 0.25 for numbers that are written for "missing", such as −999.

    The target first; a feature alone is a fault, not an error.
    """
    series = case.run.series
    for name in dict.fromkeys((series.target, *series.features)):
        values = series.values[:, series.names.index(name)]
        code, far = _code(values)
        threshold = FAR_ENOUGH if _is_written(code) else FAR
        if far < threshold:
            continue
        there = np.flatnonzero(values == code)
        others = values[values != code]
        facts = {
            "column": name, "code": code, "often": f"{len(there):,} times", "share": 100 * len(there) / len(values),
            "low": float(others.min()), "high": float(others.max()),
        }  # fmt: skip
        severity = Severity.INVALID if name == series.target else Severity.FAULT
        evidence = _marked(case) | {"values": values, "places": there}
        return Finding("missing_code", severity, far, threshold, evidence, facts)
    return None


def _code(values: np.ndarray) -> tuple[float, float]:
    """The extreme value that most looks like a code, and its distance from the others over their spread."""
    best = (math.nan, 0.0)
    for code in (float(values.min()), float(values.max())):
        others = values[values != code]
        if len(values) - len(others) < FEWEST_CODES or len(np.unique(others[:1000])) < FEWEST_OTHERS:
            continue
        low, high = np.percentile(others, [1, 99])
        nearest = float(others.min()) - code if code < others.min() else code - float(others.max())
        if high > low and nearest / (high - low) > best[1]:
            best = (code, nearest / float(high - low))
    return best


def _is_written(code: float) -> bool:
    """−99, −999.9, 9999: nines alone, at least two."""
    digits = f"{abs(code):g}".replace(".", "") if math.isfinite(code) else ""
    return len(digits) > 1 and set(digits) == {"9"}


def clock(case: Case) -> Finding | None:
    """Number: share of the target's steps that a clock or a counter would make. Threshold: 0.9."""
    share = _ticks(case.run.series.y)
    if share < CLOCK_SHARE:
        return None
    series = case.run.series
    others = [name for name, values in zip(series.features, series.x.T, strict=True) if _ticks(values) < CLOCK_SHARE]
    fix = {"target": others[0]} if others and _is_upload(case) else {}
    facts = {"column": series.target, "share": 100 * share}
    return Finding("clock", Severity.INVALID, share, CLOCK_SHARE, _marked(case), facts, fix)


def _ticks(values: np.ndarray) -> float:
    """The share of steps that are equal, of numbers that always climb or fall; 1 for whole numbers that go up by one at
    regular distances, and back from the highest to the lowest; else 0."""
    steps = np.diff(values)
    if len(steps) < 2:
        return 0.0
    if (steps > 0).all() or (steps < 0).all():
        usual = float(np.median(steps))
        return float((np.abs(steps - usual) <= EVEN * abs(usual)).mean())
    moves = np.flatnonzero(steps)
    if len(moves) < 3 or (values != np.floor(values)).any() or np.ptp(values) < 2:
        return 0.0
    low, high = values.min(), values.max()
    wraps = (values[moves] == high) & (values[moves + 1] == low)
    apart = np.diff(moves)
    regular = (np.abs(apart - np.median(apart)) <= REGULAR * np.median(apart)).all()
    return 1.0 if regular and ((steps[moves] == 1) | wraps).all() else 0.0


def averaged(case: Case) -> Finding | None:
    """Number: rows of the file per time stamp of the series, where such rows are averaged. Threshold: 2."""
    data, rows = case.settings.data, len(case.run.series)
    ratio = data.file_rows / rows if _is_upload(case) and data.duplicates == "mean" else 0.0
    if ratio < SEVERAL:
        return None
    facts = {"file_rows": f"{data.file_rows:,}", "rows": f"{rows:,}"}
    return Finding("averaged", Severity.FAULT, ratio, SEVERAL, _marked(case), facts)


def constant_part(case: Case) -> Finding | None:
    """Number: standard deviation of the target in one part over that of the whole series, the smallest of the three.
    Threshold: 0.01."""
    y, truth = case.run.series.y, case.evaluation.truth
    whole = float(np.std(y))
    shares = {part: float(np.std(truth[part])) / whole if whole > 0 else 0.0 for part in PARTS}
    part = min(PARTS, key=lambda name: shares[name])
    if shares[part] >= STILL:
        return None
    value = float(np.mean(truth[part]))
    facts = {
        "part": "training" if part == "train" else part, "value": value, "share": 100 * shares[part],
        "always": "always" if np.ptp(truth[part]) == 0 else "nearly always",
    }  # fmt: skip
    severity = Severity.INVALID if part == "test" else Severity.FAULT
    return Finding("constant_part", severity, shares[part], STILL, _marked(case), facts)


def level_shift(case: Case) -> Finding | None:
    """Number: difference of the means before and after the place that parts the series best, over the standard
    deviation round them. Threshold: 5.

    Only a jump, with half of the difference within a twentieth of the series, and only one that leaves less than 30 %
    of the training part behind it.
    """
    series, end = case.run.series, case.prepared.boundaries[0]
    place, size = _jump(series.y)
    if not (size > SHIFT and place > (1 - KNOWN_SHARE) * end):
        return None
    before, after = float(series.y[:place].mean()), float(series.y[place:].mean())
    test = case.prepared.boundaries[1]
    part = "training" if place < end else "validation" if place < test else "test"
    facts = {"before": before, "after": after, "when": _when(series, place), "part": part}
    harmed = case.is_level and case.place.ratio_best > 1 + FAULT
    fix = {"transform": "difference"} if case.is_level and case.settings.preparation.horizon > 0 else {}
    evidence = _marked(case) | {"places": np.array([place])}
    return Finding("level_shift", Severity.FAULT if harmed else Severity.WARNING, size, SHIFT, evidence, facts, fix)


def _jump(y: np.ndarray) -> tuple[int, float]:
    """The first position after the jump, and its size over the standard deviation before and after; (0, 0) for none."""
    n = len(y)
    near = max(10, n // 20)
    if n < 4 * near:
        return 0, 0.0
    sums, squares = np.cumsum(y), np.cumsum(y * y)
    places = np.arange(near, n - near)
    left, total = sums[places - 1], sums[-1]
    explained = left**2 / places + (total - left) ** 2 / (n - places)
    place = int(places[int(np.argmax(explained))])
    rest = max(0.0, float(squares[-1] - explained.max()))
    gap = abs(float(y[place:].mean() - y[:place].mean()))
    at_once = abs(float(np.median(y[place : place + near]) - np.median(y[place - near : place])))
    if gap == 0 or at_once < gap / 2:
        return 0, 0.0
    return place, gap / max(math.sqrt(rest / n), gap * 1e-6)


def _marked(case: Case) -> dict[str, np.ndarray]:
    """The target with the boundaries of its parts."""
    none = np.array([], dtype=int)
    return {"values": case.run.series.y, "places": none, "boundaries": np.array(case.prepared.boundaries)}


def _is_upload(case: Case) -> bool:
    return case.settings.data.series == UPLOAD


def _when(series: Series, place: int) -> str:
    stamp = series.index[place]
    return _day(stamp) if isinstance(stamp, pd.Timestamp) else f"step {stamp:,}"


def _day(stamp: pd.Timestamp) -> str:
    return str(stamp).removesuffix(" 00:00:00")
