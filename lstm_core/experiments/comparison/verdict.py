"""What n paired seeds allow to say about two ways to train, as data: the page has a sentence for each verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from lstm_core.evaluation.measure import ALL_METRICS
from lstm_core.experiments.comparison.paired import LEVEL, Paired, paired_test

Side = Literal["A", "B"]
# Fewer seeds know their own spread too badly.
FEWEST = 5
ALPHA = 1 - LEVEL
# Scores of `lstm_core.experiments.seeds` of which more is better; of all others less is.
MORE_IS_BETTER = tuple(key for key, metric in ALL_METRICS.items() if metric.more_is_better)
VerdictKey = Literal["one_run", "too_few", "no_number", "identical", "differs", "differs_weakly", "not_shown"]
VERDICTS: tuple[VerdictKey, ...] = get_args(VerdictKey)


@dataclass(frozen=True)
class Verdict:
    """What can be said.

    key: the first of these that holds.
        "one_run": one run each, a t-test has no degrees of freedom. "too_few": fewer than `FEWEST` pairs.
        "no_number": a training ended without a number. "identical": A and B score the same from every seed.
        "differs": the paired t-test and Wilcoxon's both give p < 0.05. "differs_weakly": the t-test alone does.
        "not_shown": p ≥ 0.05, which is no proof of equality.
    The t-test is the one that decides, chosen beforehand; Wilcoxon's can only weaken it.
    better: which has the better mean; None where they are equal or no test was made. pairs: how many seeds. broken:
    how many of all trainings ended without a number. test: the numbers, None where no test was made.
    """

    key: VerdictKey
    better: Side | None
    pairs: int
    broken: int
    test: Paired | None


def verdict(a: Sequence[float] | np.ndarray, b: Sequence[float] | np.ndarray, metric: str) -> Verdict:
    """What the scores of A and B allow to say.

    Parameters
    ----------
    a, b : array-like
        (n,) scores by seed, in the same order.
    metric : str
        Their name, a key of `METRICS` or `CLASS_METRICS`, which says whether less is better.

    Returns
    -------
    Verdict
        Who is ahead, and whether chance explains it.

    Raises
    ------
    DataError
        When they are not paired.

    Examples
    --------
    >>> lab.verdict([1.0, 1.1, 0.9, 1.0, 1.05, 1.1], [1.5, 1.6, 1.45, 1.5, 1.55, 1.7], "rmse").key
    'differs'
    """
    one, other = np.asarray(a, float), np.asarray(b, float)
    broken = int((~np.isfinite(np.concatenate([one, other]))).sum())
    pairs = min(len(one), len(other))
    if pairs < FEWEST:
        return Verdict("one_run" if pairs < 2 else "too_few", None, pairs, broken, None)
    if broken:
        return Verdict("no_number", None, pairs, broken, None)
    test = paired_test(one, other)
    return Verdict(_key(one, other, test), _better(test, metric), pairs, 0, test)


def _key(a: np.ndarray, b: np.ndarray, test: Paired) -> VerdictKey:
    if np.array_equal(a, b):
        return "identical"
    if test.p >= ALPHA:
        return "not_shown"
    return "differs" if test.wilcoxon_p < ALPHA else "differs_weakly"


def _better(test: Paired, metric: str) -> Side | None:
    if test.mean == 0:
        return None
    return "B" if (test.mean > 0) == (metric in MORE_IS_BETTER) else "A"
