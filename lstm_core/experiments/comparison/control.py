"""The A/A control: how often the A/B test finds a difference where there is none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_core.experiments.comparison.spread import validate_no_number
from lstm_core.experiments.comparison.verdict import ALPHA, FEWEST
from lstm_core.runtime.errors import DataError


def false_alarms(scores: Sequence[float] | np.ndarray, pairs: int, repeats: int, seed: int = 0) -> float:
    """Share of A/A comparisons that the paired t-test calls a difference; about `ALPHA` where it keeps its promise.

    scores: (m,) of one way to train, from m seeds. Each comparison draws `pairs` of them as A and as many others as B.
    Raises DataError for fewer than 2 · pairs scores, for fewer than `FEWEST` pairs, and for a score that is no number.
    """
    found = np.asarray(scores, float)
    if pairs < FEWEST or len(found) < 2 * pairs:
        raise DataError(
            f"An A/A control of {pairs} pairs needs {2 * max(pairs, FEWEST)} seeds; there are {len(found)}."
        )
    validate_no_number(found)
    if np.ptp(found) == 0:
        return 0.0
    from scipy.stats import ttest_1samp

    drawn = np.random.default_rng(seed).permuted(np.tile(found, (repeats, 1)), axis=1)[:, : 2 * pairs]
    p = ttest_1samp(drawn[:, :pairs] - drawn[:, pairs:], 0, axis=1).pvalue
    return float((p < ALPHA).mean())
