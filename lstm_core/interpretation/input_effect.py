"""What each input of one window is worth: how far the prediction moves when it is changed or hidden."""

from __future__ import annotations

import numpy as np

from lstm_core.interpretation.trace import window_index
from lstm_core.models.forward import predict
from lstm_core.prepare import PartName, Windows
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError


def input_spread(run: Run) -> np.ndarray:
    """Standard deviation (features,) of what the network reads, over the training windows, scaled."""
    return run.prepared.train.x.std(axis=(0, 1))


def input_mean(run: Run) -> np.ndarray:
    """Mean (features,) of what the network reads, over the training windows, scaled."""
    return run.prepared.train.x.mean(axis=(0, 1))


def sensitivity(run: Run, window: int = -1, part: PartName = "test", nudge: float = 1.0, output: int = 0) -> np.ndarray:
    """Change of the prediction when one input is moved. Every input is moved alone, all in one batched computation.

    Parameters
    ----------
    run : Run
        Of any kind of network.
    window : int
        Place among the windows of the part; −1 for the newest.
    part : {"train", "validation", "test"}
        Whose window.
    nudge : float
        In standard deviations of that feature as the network reads it (`input_spread`).
    output : int
        0-based place among the network's outputs.

    Returns
    -------
    numpy.ndarray
        (timesteps, features), oldest step first, in the series' unit.

    Raises
    ------
    DataError
        When there is no such window or output.

    Examples
    --------
    >>> lab.sensitivity(lab.shipped_run(), nudge=0.5).shape
    (10, 1)
    """
    one = _window(run, window, part)
    x = one.x[0]
    return _changes(run, one, x + nudge * input_spread(run), _one_by_one(x), output).reshape(x.shape)


def occlusion(run: Run, window: int = -1, part: PartName = "test", output: int = 0) -> np.ndarray:
    """Change of the prediction when one input is hidden, that is, replaced by that feature's mean.

    Parameters
    ----------
    run : Run
        Of any kind of network.
    window : int
        Place among the windows of the part; −1 for the newest.
    part : {"train", "validation", "test"}
        Whose window.
    output : int
        0-based place among the network's outputs.

    Returns
    -------
    numpy.ndarray
        (timesteps, features), oldest step first, in the series' unit.

    Raises
    ------
    DataError
        When there is no such window or output.

    Examples
    --------
    >>> lab.occlusion(lab.shipped_run()).shape
    (10, 1)
    """
    one = _window(run, window, part)
    x = one.x[0]
    return _changes(run, one, np.broadcast_to(input_mean(run), x.shape), _one_by_one(x), output).reshape(x.shape)


def feature_occlusion(run: Run, window: int = -1, part: PartName = "test", output: int = 0) -> np.ndarray:
    """As `occlusion`, but a feature is hidden at all steps at once: (features,)."""
    one = _window(run, window, part)
    x = one.x[0]
    masks = np.repeat(np.eye(x.shape[1], dtype=bool)[:, None], len(x), axis=1)
    return _changes(run, one, np.broadcast_to(input_mean(run), x.shape), masks, output)


def _window(run: Run, window: int, part: PartName) -> Windows:
    chosen = window_index(run, window, part)
    return run.prepared.part(part)[chosen : chosen + 1]


def _one_by_one(x: np.ndarray) -> np.ndarray:
    """One mask (timesteps, features) per input, True at that input only."""
    return np.eye(x.size, dtype=bool).reshape(x.size, *x.shape)


def _changes(run: Run, one: Windows, other: np.ndarray, masks: np.ndarray, output: int) -> np.ndarray:
    """Change of the prediction (masks,) when `other` (timesteps, features) stands in where a mask is True.

    one: a single window.
    """
    every_step = run.prepared.every_step
    outputs = one.x.shape[1] if every_step else len(run.weights[-1])
    if not 0 <= output < outputs:
        raise DataError(f"There is no output {output}: this network has {outputs}, counted from 0.")
    variants = np.concatenate([one.x, np.where(masks, other, one.x[0])])
    scaled = predict(run.weights, variants, run.settings.network, run.intervention, every_step=every_step)
    predictions = run.prepared.answer(one, scaled)[:, output]
    return predictions[1:] - predictions[0]
