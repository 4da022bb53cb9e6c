"""Several ways to train over the same seeds: who is ahead, and whom chance alone could have put there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lstm_core.experiments.comparison.paired import paired_test
from lstm_core.experiments.comparison.spread import Spread, seed_spread, validate_no_number
from lstm_core.experiments.comparison.verdict import ALPHA, FEWEST, MORE_IS_BETTER
from lstm_core.runtime.errors import DataError


@dataclass(frozen=True)
class Standing:
    """One of them, with its scores' spread.

    p: of the paired t-test against the best, corrected for all pairs (Holm 1979); 1 for the best itself, None where
    there are too few seeds for a test. apart: whether p < 0.05.
    """

    name: str
    spread: Spread
    p: float | None

    @property
    def apart(self) -> bool:
        """Whether chance does not explain the distance to the best."""
        return self.p is not None and self.p < ALPHA


def standings(scores: Mapping[str, np.ndarray], metric: str) -> list[Standing]:
    """Name → scores (n,) of a metric from the same seeds in the same order; the best mean comes first.

    Who is best is known only from the scores, so every pair counts as tested. From `FEWEST` seeds on there is a test.
    Raises DataError for fewer than two names or seeds, scores that are not paired, and a score that is no number.
    """
    lengths = {len(values) for values in scores.values()}
    if len(scores) < 2 or len(lengths) != 1:
        raise DataError("A race needs at least two networks, all of them trained from the same seeds.")
    for values in scores.values():
        validate_no_number(np.asarray(values, float))
    spreads = {name: seed_spread(values) for name, values in scores.items()}
    sign = -1 if metric in MORE_IS_BETTER else 1
    order = sorted(scores, key=lambda name: sign * spreads[name].mean)
    p = _corrected(scores) if lengths.pop() >= FEWEST else None
    best = order[0]
    return [Standing(name, spreads[name], None if p is None else p.get(frozenset((name, best)), 1.0)) for name in order]


def _corrected(scores: Mapping[str, np.ndarray]) -> dict[frozenset[str], float]:
    """Holm's p of every pair."""
    pairs = list(combinations(scores, 2))
    corrected = holm(np.array([paired_test(scores[one], scores[other]).p for one, other in pairs]))
    return {frozenset(pair): float(p) for pair, p in zip(pairs, corrected, strict=True)}


def holm(p: np.ndarray) -> np.ndarray:
    """P-values (m,) of m tests so corrected that one false alarm among all of them is as rare as in one test.

    Holm (1979). As ``multipletests`` of statsmodels, which collects all of the process's garbage at each call: a large
    part of a second in a page's server.
    """
    order = np.argsort(p)
    corrected = np.empty(len(p))
    corrected[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), 1)
    return corrected
