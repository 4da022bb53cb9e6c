"""How far the seeds of one training scatter, and what so many of them can tell apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.runtime.errors import DataError


@dataclass(frozen=True)
class Spread:
    """One score over n seeds: mean, sd (n − 1 in the denominator), low and high, the smallest and the largest.

    detectable: 2 · sd · √(2/n), twice the standard error of a difference between two means of n seeds each. Smaller
    differences pass for chance; one of this size is found 3 to 5 times in 10 (`make bench`).
    """

    n: int
    mean: float
    sd: float
    low: float
    high: float
    detectable: float


def seed_spread(values: Sequence[float] | np.ndarray) -> Spread:
    """The spread of a score over the seeds.

    Parameters
    ----------
    values : array-like
        (n,) scores, one per seed.

    Returns
    -------
    Spread
        Mean, standard deviation, extremes, and the difference that so many seeds can detect.

    Raises
    ------
    DataError
        For fewer than two, and for one that is no number.

    Examples
    --------
    >>> round(lab.seed_spread([1.0, 1.2, 1.1]).sd, 3)
    0.1
    """
    found = np.asarray(values, float)
    if len(found) < 2:
        raise DataError("One seed has no spread. Train at least two.")
    validate_no_number(found)
    n, sd = len(found), float(found.std(ddof=1))
    return Spread(n, float(found.mean()), sd, float(found.min()), float(found.max()), 2 * sd * math.sqrt(2 / n))


def validate_no_number(values: np.ndarray) -> None:
    """Raises DataError when a score is no number: leaving that seed out would flatter the training."""
    broken = int((~np.isfinite(values)).sum())
    if broken:
        raise DataError(
            f"{broken} of {len(values)} trainings ended without a number, so there is no mean over the seeds. "
            "Lower the learning rate or switch gradient clipping on, then train again."
        )
