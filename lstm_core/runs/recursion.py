"""From the history up to an origin to what comes after it: a network's own outputs, and their recursion.

Everything is in the series' own unit: a prediction joins the history, and the next window is transformed and scaled
from there, as `prepare` did it for the true values.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_core.prepare import RELATIVE, Prepared, first_position
from lstm_core.settings import PreparationSettings

Network = Callable[[np.ndarray], np.ndarray]
"""Windows (n, window, features) → outputs (n, outputs), both scaled."""


def history(values: np.ndarray, origins: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """What a window and its transform need of values (length, …) up to each origin (n,): (n, needed, …)."""
    back = np.arange(settings.window + first_position(settings) - 1, -1, -1)
    return values[origins[:, None] - back]


def windows_after(past: np.ndarray, prepared: Prepared, settings: PreparationSettings) -> np.ndarray:
    """The newest window of each history, transformed and scaled: (n, window, features).

    past: (n, at least as many steps as `history` gives, features), newest last, in the features' units.
    """
    lag = first_position(settings)
    recent = _read(past[:, -(settings.window + lag) :], settings)
    values = recent[:, lag:] - recent[:, :-lag] if lag else recent
    if settings.transform in RELATIVE:
        values = values - values[:, -1:]
    return prepared.input_scaler.transform(values)


def bases_after(past: np.ndarray, steps: int, settings: PreparationSettings) -> np.ndarray:
    """What the transform takes off the `steps` targets after each history: (n, steps), as in `Windows.base`.

    past: the target, (n, at least as many values as `history` gives), newest last, in the series' unit.
    """
    if settings.transform == "level":
        return np.zeros((len(past), steps))
    season, ahead = settings.season if settings.transform.startswith("seasonal") else 1, np.arange(steps)
    read = _read(past, settings)
    base = read[:, ahead % season - season]
    if settings.transform == "seasonal_relative":
        base = base + (ahead // season + 1) * (read[:, -1:] - read[:, -1 - season, None])
    return base


def _read(past: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """The values as the transform reads them: their logarithms, if the settings say so."""
    return np.log(past) if settings.log == "yes" else past


def own_outputs(
    past_x: np.ndarray, past_y: np.ndarray, prepared: Prepared, settings: PreparationSettings, network: Network
) -> np.ndarray:
    """What the network itself says after each history: (n, outputs) in the series' unit.

    past_x, past_y: features and target as `windows_after` and `bases_after` take them.
    """
    scaled = network(windows_after(past_x, prepared, settings))
    return prepared.own_unit(bases_after(past_y, scaled.shape[1], settings) + prepared.target_scaler.inverse(scaled))


def recurse(
    past: np.ndarray, steps: int, prepared: Prepared, settings: PreparationSettings, network: Network
) -> np.ndarray:
    """`steps` predictions (n, steps) in the series' unit, each the network's first output, fed back for the next.

    past: the target, the only feature, as `bases_after` takes it. A forecast that runs away ends in inf or NaN.
    """
    known = past.shape[1]
    path = np.concatenate([past, np.empty((len(past), steps))], axis=1)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(known, known + steps):
            so_far = path[:, :step]
            path[:, step] = own_outputs(so_far[:, :, None], so_far, prepared, settings, network)[:, 0]
    return path[:, known:]
