"""Where windows begin and end, and what the transform takes off their inputs and targets."""

from __future__ import annotations

import numpy as np

from lstm_core.prepare.types import PartName
from lstm_core.series.types import Series
from lstm_core.settings import PreparationSettings


def part_boundaries(series: Series, settings: PreparationSettings) -> tuple[int, int]:
    """First position of the validation part and of the test part; a separate sequence is never cut in two."""
    step = series.sequence or 1
    count = len(series) // step
    return (
        step * round(count * settings.train_share),
        step * round(count * (settings.train_share + settings.validation_share)),
    )


def first_position(settings: PreparationSettings) -> int:
    """Position of the first value that the transform can compute."""
    lags = {"difference": 1, "seasonal": settings.season, "seasonal_relative": settings.season}
    return lags.get(settings.transform, 0)


def transformed(x: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """Point by point transform of the features (n, features); the first rows may be NaN and are never used."""
    lag = first_position(settings)
    if lag == 0:
        return x
    changes = np.full_like(x, np.nan)
    changes[lag:] = x[lag:] - x[:-lag]
    return changes


def cut(series: Series, settings: PreparationSettings) -> tuple[np.ndarray, np.ndarray]:
    """Origins (n,) and target positions (n, outputs) of every complete window; of sequences, one window each.

    A class has one position: the end of the move, or the step whose label is asked for.
    """
    if series.sequence:
        origins = np.arange(series.sequence - 1, len(series), series.sequence)
    else:
        origins = np.arange(first_position(settings) + settings.window - 1, len(series) - settings.horizon)
    if series.every_step:
        steps = np.arange(1 - settings.window, 1)
    elif settings.names_classes:
        steps = np.array([settings.horizon])
    else:
        steps = np.arange(1, settings.horizon + 1) if settings.horizon else np.array([0])
    return origins, origins[:, None] + steps


def cut_windows(inputs: np.ndarray, origins: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """The window (window, features) that ends at each of the evenly spaced origins, as views into inputs."""
    windows = np.lib.stride_tricks.sliding_window_view(inputs, settings.window, axis=0).transpose(0, 2, 1)
    stride = int(origins[1] - origins[0]) if len(origins) > 1 else 1
    return windows[origins[0] - settings.window + 1 :: stride][: len(origins)]


def split(times: np.ndarray, boundaries: tuple[int, int]) -> dict[PartName, slice]:
    """Which windows have all their targets inside one part; they follow each other, and may be none."""
    first, last = times[:, 0], times[:, -1]
    validation, test = boundaries
    return {
        "train": slice(0, int(np.searchsorted(last, validation))),
        "validation": slice(int(np.searchsorted(first, validation)), int(np.searchsorted(last, test))),
        "test": slice(int(np.searchsorted(first, test)), len(times)),
    }


def base_of(y: np.ndarray, origins: np.ndarray, times: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """What the transform takes off each target.

    Nothing; the last value; the last known same-season value; or that value moved on by the window's last change per
    season, once for every season that lies between.
    """
    if settings.transform == "level":
        return np.zeros(times.shape)
    if settings.transform in ("seasonal", "seasonal_relative"):
        seasons_back = -(-(times - origins[:, None]) // settings.season)
        same_season = y[times - settings.season * seasons_back]
        if settings.transform == "seasonal":
            return same_season
        return same_season + seasons_back * (y[origins] - y[origins - settings.season])[:, None]
    return np.repeat(y[origins][:, None], times.shape[1], axis=1)
