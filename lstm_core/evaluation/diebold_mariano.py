"""Are the errors of two given forecasts of the same points equally large, or could chance explain the difference?"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lstm_core.runtime.errors import DataError

Loss = Literal["squared", "absolute"]
LOSSES: dict[Loss, Callable[[np.ndarray], np.ndarray]] = {"squared": np.square, "absolute": np.abs}


@dataclass(frozen=True)
class DieboldMariano:
    """The test on two series of errors.

    statistic: corrected for small samples, above 0 where the first forecast loses more; NaN where the variance cannot
    be estimated. p: two-sided, from Student's t with n − 1 degrees of freedom. n: origins. horizon: steps ahead, whose
    overlap makes neighbouring errors depend on each other. difference: mean loss of the first minus that of the second.
    """

    statistic: float
    p: float
    n: int
    horizon: int
    loss: Loss
    difference: float


def diebold_mariano(e1: np.ndarray, e2: np.ndarray, horizon: int = 1, loss: Loss = "squared") -> DieboldMariano:
    """Diebold & Mariano (1995) with the small-sample correction of Harvey, Leybourne & Newbold (1997).

    The same numbers as R's ``forecast::dm.test``, except that a negative variance gives NaN.

    Parameters
    ----------
    e1, e2 : numpy.ndarray
        Errors of two forecasts of the same points, in order of time, (n,) or (n, steps); the loss of several steps from
        one origin is their mean.
    horizon : int
        Steps ahead.
    loss : {"squared", "absolute"}
        What of an error counts.

    Returns
    -------
    DieboldMariano
        Statistic and two-sided p; negative where the first forecast is better.

    Raises
    ------
    DataError
        When the errors do not belong together or are fewer than the horizon needs.

    Examples
    --------
    >>> noise = np.random.default_rng(0).standard_normal(100)
    >>> lab.diebold_mariano(noise, 2 * noise).p < 0.05
    True
    """
    if e1.shape != e2.shape:
        raise DataError(f"The two forecasts are not of the same points: {len(e1)} errors against {len(e2)}.")
    if len(e1) <= horizon:
        raise DataError(f"{len(e1)} forecasts are too few to compare {horizon} steps ahead. Take a longer test part.")
    gain = (LOSSES[loss](e1) - LOSSES[loss](e2)).reshape(len(e1), -1).mean(axis=1)
    if not np.isfinite(gain).all():
        raise DataError("A forecast holds a value that is no number, so that its errors cannot be compared.")
    from scipy.stats import t

    found = statistic(gain, horizon)
    p = float(2 * t.sf(abs(found), len(gain) - 1))
    return DieboldMariano(found, p, len(gain), horizon, loss, float(gain.mean()))


def is_certain(loss_difference: np.ndarray) -> bool:
    """Whether the mean of loss differences (n, steps ahead) is more than twice its standard error.

    One window counts once; windows of h steps overlap, hence h − 1 autocovariances. Windows without a number are left
    out, and a handful is never certain.
    """
    steps = loss_difference.shape[1]
    gain = loss_difference.mean(axis=1)
    gain = gain[np.isfinite(gain)]
    return len(gain) > 2 * steps and abs(statistic(gain, steps)) > 2


def statistic(gain: np.ndarray, horizon: int) -> float:
    """√((n + 1 − 2h + h(h − 1)/n) / n) · mean(d) / √((γ₀ + 2 Σₖ₌₁ʰ⁻¹ γₖ) / n) of loss differences d (n,).

    NaN where the sum of autocovariances γ is negative. Where d never changes: 0 if it is 0, else infinite.
    """
    n = len(gain)
    rest = gain - gain.mean()
    variance = (rest @ rest + 2 * sum(rest[k:] @ rest[:-k] for k in range(1, horizon))) / n**2
    mean = float(gain.mean())
    if variance < 0:
        return math.nan
    if variance == 0:
        return math.copysign(math.inf, mean) if mean else 0.0
    correction = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n
    return math.sqrt(correction) * mean / math.sqrt(variance)
