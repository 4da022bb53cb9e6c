"""Two ways to train, the same seeds for both: is the mean of the differences more than chance?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.experiments.comparison.spread import validate_no_number
from lstm_core.runtime.errors import DataError

LEVEL = 0.95


# A spread this small beside the differences is rounding.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Paired:
    """Scores of A and B over n seeds, paired by seed; every difference is B − A.

    mean, sd, low, high: of the differences, low to high the confidence interval of their mean at `LEVEL`.
    t, p: paired t-test, two-sided, of H0 "the differences have mean 0". wilcoxon_p: Wilcoxon's signed-rank test of H0
    "they are symmetric about 0"; wilcoxon_least: the smallest p that it can give with n seeds, 2 / 2ⁿ.
    d_z: mean / sd, the effect size for paired scores (Cohen 1988); infinite where every difference is the same.
    """

    n: int
    mean_a: float
    mean_b: float
    mean: float
    sd: float
    low: float
    high: float
    t: float
    p: float
    wilcoxon_p: float
    wilcoxon_least: float
    d_z: float


def paired_test(a: Sequence[float] | np.ndarray, b: Sequence[float] | np.ndarray) -> Paired:
    """Scores of A and B from the same seeds, compared in pairs.

    Parameters
    ----------
    a, b : array-like
        (n,) scores, in the same order of seeds.

    Returns
    -------
    Paired
        Differences B − A with their confidence interval, paired t-test and Wilcoxon's signed-rank test.

    Raises
    ------
    DataError
        For scores that are not paired, for one pair, and for a score that is no number.

    Examples
    --------
    >>> found = lab.paired_test([1.0, 1.1, 0.9, 1.0], [1.2, 1.4, 1.0, 1.3])
    >>> round(found.mean, 3), round(found.p, 3)
    (0.225, 0.018)
    """
    one, other = np.asarray(a, float), np.asarray(b, float)
    if one.shape != other.shape:
        raise DataError(f"A has {len(one)} scores and B has {len(other)}; pairs need one of each for every seed.")
    if len(one) < 2:
        raise DataError(
            "One run each cannot be compared: a test measures a difference against the spread between runs of the same "
            "kind, and one run has no spread. Train several seeds of both."
        )
    validate_no_number(np.concatenate([one, other]))
    difference = other - one
    n, mean, sd = len(difference), float(difference.mean()), float(difference.std(ddof=1))
    means = float(one.mean()), float(other.mean())
    if sd <= ROUNDING * np.abs(difference).max():
        return _constant(n, means, mean)
    from scipy.stats import ttest_1samp

    found = ttest_1samp(difference, 0)
    low, high = found.confidence_interval(LEVEL)
    return Paired(
        n, *means, mean, sd, float(low), float(high), float(found.statistic), float(found.pvalue),
        wilcoxon_p(difference), 2 / 2**n, mean / sd,
    )  # fmt: skip


def wilcoxon_p(difference: np.ndarray) -> float:
    """Exact two-sided p of Wilcoxon's signed-rank test (1945) on differences (n,); zeros are left out.

    The sum of the positive ranks has as many values as sign patterns; their distribution is a product of polynomials.
    As ``scipy.stats.wilcoxon``, which takes seconds to be exact where differences are equal, as accuracies' often are.
    """
    from scipy.stats import rankdata

    moved = difference[difference != 0]
    sizes = np.abs(moved)
    # Rounded, because 0.3 − 0.2 is not quite 0.2 − 0.1; doubled, because equal differences share ranks such as 1.5.
    ranks = np.rint(2 * rankdata(np.round(sizes / sizes.max(initial=0.0), 12))).astype(int)
    chances = np.ones(1)
    for rank in ranks:
        chances = (np.pad(chances, (0, rank)) + np.pad(chances, (rank, 0))) / 2
    positive = int(ranks[moved > 0].sum())
    return min(1.0, 2 * float(chances[: min(positive, int(ranks.sum()) - positive) + 1].sum()))


def _constant(n: int, means: tuple[float, float], mean: float) -> Paired:
    """Every seed gave the same difference: nothing is left to chance."""
    size = math.copysign(math.inf, mean) if mean else 0.0
    p, wilcoxon_p = (0.0, 2 / 2**n) if mean else (1.0, 1.0)
    return Paired(n, *means, mean, 0.0, mean, mean, size, p, wilcoxon_p, 2 / 2**n, size)
