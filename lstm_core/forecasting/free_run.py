"""Free-running forecasts: after its origin a forecast sees nothing but its own predictions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.prepare import PartName, first_position, foreign_features
from lstm_core.runs.recursion import history, recurse
from lstm_core.runs.run import Run, validate_classes
from lstm_core.runtime.errors import DataError

MAX_STEPS = 500


@dataclass(frozen=True)
class FreeRun:
    """Forecasts from several origins, each fed with its own predictions.

    origins: (n,) position in the series of the last true value of each forecast.
    times: (n, steps) positions of the predictions. prediction: (n, steps). truth: (n, steps), NaN after the end of the
        series. past: (n, window), the true values that the first window holds. All three in the series' unit.
    predicted: (steps, window), oldest position first: where the window of each step holds predictions.
    """

    origins: np.ndarray
    times: np.ndarray
    prediction: np.ndarray
    truth: np.ndarray
    past: np.ndarray
    predicted: np.ndarray

    def window(self, step: int) -> np.ndarray:
        """What the windows (n, window) hold, in the series' unit, when prediction `step` (from 0) is made."""
        return np.concatenate([self.past, self.prediction], axis=1)[:, step : step + self.past.shape[1]]


def free_run(run: Run, origins: PartName | np.ndarray, steps: int, epoch: int | None = None) -> FreeRun:
    """Predictions from the true history up to each origin, every prediction fed back into the window.

    A network with several outputs uses its first one. An intervention is the run's own: see `trace_view`.

    Parameters
    ----------
    run : Run
        A run that predicts values.
    origins : {"train", "validation", "test"} or numpy.ndarray
        Positions in the series (n,), or a part for the origins of all its windows.
    steps : int
        How many, 1 to 500.
    epoch : int, optional
        A kept epoch, by default the last.

    Returns
    -------
    FreeRun
        Predictions (origins, steps) in the series' unit, and the truth where it is known.

    Raises
    ------
    DataError
        When the network reads what a recursion does not know, for an origin without a whole window before it, for a
        number of steps out of bounds, and for an epoch that was not kept.

    Examples
    --------
    >>> lab.free_run(lab.shipped_run(), np.array([150, 160]), 10).prediction.shape
    (2, 10)
    """
    validate_unknown_future(run)
    check_steps(steps)
    places = run.prepared.part(origins).origins if isinstance(origins, str) else np.asarray(origins, dtype=int)
    _check_origins(run, places)
    settings, y = run.settings.preparation, run.series.y
    past = history(y, places, settings)
    prediction = recurse(past, steps, run.prepared, settings, run.network_at(epoch))
    times = places[:, None] + np.arange(1, steps + 1)
    truth = np.where(times < len(y), y[np.minimum(times, len(y) - 1)], np.nan)
    return FreeRun(
        places, times, prediction, truth, past[:, -settings.window :], predicted_positions(settings.window, steps)
    )


def predicted_positions(window: int, steps: int) -> np.ndarray:
    """(steps, window), oldest position first: where the window of each step holds predictions of a free run."""
    return np.arange(window) >= window - np.arange(steps)[:, None]


def validate_unknown_future(run: Run) -> None:
    """Raise DataError when the predictions cannot fill the window: classes, horizon 0, foreign features."""
    validate_classes(run)
    if run.settings.preparation.horizon == 0:
        raise DataError(
            "This network answers for the window's own last step (horizon 0) and cannot run ahead of the data. Train "
            "one with a horizon of 1 or more."
        )
    others = foreign_features(run.series)
    if others:
        raise DataError(
            f"The network also reads {others}, and that future is not known. For a forecast that feeds on itself, "
            f"train a network that reads '{run.series.target}' alone."
        )


def check_steps(steps: int) -> None:
    """Raise DataError for a number of steps that is out of bounds."""
    if not 1 <= steps <= MAX_STEPS:
        raise DataError(f"A forecast can have 1 to {MAX_STEPS} steps, not {steps}.")


def _check_origins(run: Run, origins: np.ndarray) -> None:
    settings = run.settings.preparation
    first, last = first_position(settings) + settings.window - 1, len(run.series) - 1
    bad = origins[(origins < first) | (origins > last)]
    if len(bad):
        raise DataError(f"No forecast can start at position {bad[0]}: choose one from {first} to {last}.")
