"""The forecast of what has not happened yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lstm_core.forecasting.free_run import check_steps, predicted_positions, validate_unknown_future
from lstm_core.forecasting.timestamps import next_stamps
from lstm_core.prepare import foreign_features
from lstm_core.runs.recursion import history, own_outputs, recurse
from lstm_core.runs.run import Run, validate_classes
from lstm_core.runtime.errors import DataError


@dataclass(frozen=True)
class Future:
    """A forecast after the end of the data.

    index: (steps,) time stamps or numbers that continue the series' own. prediction: (steps,) in the series' unit.
    direct: how many of the steps, from the first, come from outputs of their own; the others follow by recursion.
    predicted: (steps, window), oldest position first: where the window that a step is read from holds predictions.
    """

    index: pd.Index
    prediction: np.ndarray
    direct: int
    predicted: np.ndarray


def forecast_future(run: Run, steps: int, epoch: int | None = None) -> Future:
    """Predictions after the last point of the series.

    What the network has outputs for is taken from them; further steps follow one by one, every prediction fed back into
    the window.

    Parameters
    ----------
    run : Run
        A run that predicts values.
    steps : int
        How many, 1 to 500.
    epoch : int, optional
        A kept epoch, by default the last.

    Returns
    -------
    Future
        Predictions in the series' unit, and their time stamps.

    Raises
    ------
    DataError
        For horizon 0, for more steps than outputs when the network reads other features than the target, for a number
        of steps out of bounds, for stamps that do not run forward, and for an epoch that was not kept.

    Examples
    --------
    >>> future = lab.forecast_future(lab.shipped_run(), 3)
    >>> future.prediction.shape, list(future.index)
    ((3,), [200, 201, 202])
    """
    validate_classes(run)
    check_steps(steps)
    settings = run.settings.preparation
    others = foreign_features(run.series)
    if steps > settings.outputs and settings.horizon > 0 and others:
        raise DataError(
            f"The network also reads {others}, and that future is not known: after the end of the data it can look "
            f"{settings.outputs} step{'s' * (settings.outputs != 1)} ahead, as far as its outputs reach. Ask for no "
            "more, or train one with a longer horizon."
        )
    if not others or settings.horizon == 0:
        validate_unknown_future(run)
    index = next_stamps(run.series.index, steps)
    end = np.array([len(run.series) - 1])
    direct = min(steps, settings.outputs)
    predicted = predicted_positions(settings.window, steps)
    # Direct outputs are all read from the last true window.
    predicted[:direct] = False
    return Future(index, path_from(run, end, steps, epoch)[0], direct, predicted)


def path_from(run: Run, origins: np.ndarray, steps: int, epoch: int | None = None) -> np.ndarray:
    """What `forecast_future` would have said at each of `origins` (n,), positions in the series: (n, steps).

    Where a recursion follows the direct outputs, the target must be the only feature.
    """
    settings, network = run.settings.preparation, run.network_at(epoch)
    past_x, past_y = history(run.series.x, origins, settings), history(run.series.y, origins, settings)
    path = np.concatenate([past_y, own_outputs(past_x, past_y, run.prepared, settings, network)[:, :steps]], axis=1)
    rest = past_y.shape[1] + steps - path.shape[1]
    if rest > 0:
        path = np.concatenate([path, recurse(path, rest, run.prepared, settings, network)], axis=1)
    return path[:, past_y.shape[1] :]
