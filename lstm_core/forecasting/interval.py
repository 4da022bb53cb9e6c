"""How far the future may lie from the forecast beyond the end of the data, judged by earlier forecasts as long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.evaluation.intervals import HIGHEST_LEVEL, LOWEST_LEVEL, ROLLING, fewest, half_width
from lstm_core.forecasting import path_from
from lstm_core.forecasting.by_horizon import MAX_WORK
from lstm_core.runs.run import Run, validate_classes
from lstm_core.runtime.errors import DataError


@dataclass(frozen=True)
class ForecastInterval:
    """A conformal interval by steps ahead, in the series' unit.

    level: share of the truth that it should hold. half: (steps,) the forecast ± half is the interval. origins: (n,)
    positions in the series whose forecasts and outcomes it comes from.
    """

    level: float
    half: np.ndarray
    origins: np.ndarray


# A forecast may run away: its interval is then infinite, or not a number.
@np.errstate(over="ignore", invalid="ignore")
def forecast_interval(run: Run, steps: int, level: float = 0.9) -> ForecastInterval:
    """The interval round `forecast_future`: split conformal on the newest forecasts of that length.

    Those of validation and test part whose whole path is known, at most 100 and no more than half a second allows. They
    overlap, and k steps ahead the errors of k neighbours share their causes: the level is a guide, not a promise.

    Parameters
    ----------
    run : Run
        A run that predicts values.
    steps : int
        How many steps beyond the end.
    level : float
        Share of the true values that it shall hold, 0.5 to 0.99.

    Returns
    -------
    ForecastInterval
        Half its width for every step.

    Raises
    ------
    DataError
        For a level out of bounds and when there are too few forecasts.

    Examples
    --------
    >>> found = lab.forecast_interval(lab.shipped_run(), 5)
    >>> found.half.shape
    (5,)
    """
    validate_classes(run)
    if not LOWEST_LEVEL <= level <= HIGHEST_LEVEL:
        raise DataError(f"The level must lie between {LOWEST_LEVEL:.0%} and {HIGHEST_LEVEL:.0%}, not at {level:.3g}.")
    settings, network, y = run.settings.preparation, run.settings.network, run.series.y
    needed = fewest(level)
    affordable = MAX_WORK // (steps * settings.window * network.units**2 * network.layers)
    known = np.concatenate([run.prepared.validation.origins, run.prepared.test.origins])
    origins = known[known + steps < len(y)][-min(ROLLING, max(needed, affordable)) :]
    if len(origins) < needed:
        raise DataError(
            f"An interval at {level:.0%} needs {needed} earlier forecasts over {steps} step{'s' * (steps != 1)} whose "
            f"outcome is known, and after the training part there are {len(origins)}. Look fewer steps ahead, or "
            "choose a lower level."
        )
    truth = y[origins[:, None] + np.arange(1, steps + 1)]
    return ForecastInterval(level, half_width(truth - path_from(run, origins, steps), level), origins)
