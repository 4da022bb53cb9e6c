"""Where windows begin and end, and what the transform takes off their inputs and targets."""

from __future__ import annotations

import numpy as np

from lstm_core.prepare.types import PARTS, PartName
from lstm_core.series.types import Series
from lstm_core.settings import PreparationSettings

# One fixed shuffle, as ``random_state=42`` in a thousand notebooks: the leak stays the same from run to run.
SPLIT_SEED = 42


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


def split(
    times: np.ndarray, boundaries: tuple[int, int], settings: PreparationSettings
) -> dict[PartName, slice | np.ndarray]:
    """Which windows belong to which part; none may be left for one.

    Chronological: those with all their targets inside the part, which follow each other; without a gap, those whose
    first target lies there. At random: as many as the parts' shares say, ascending.
    """
    first, last = times[:, 0], times[:, -1]
    validation, test = boundaries
    if settings.split == "random":
        order = np.random.default_rng(SPLIT_SEED).permutation(len(times))
        shares = np.cumsum([settings.train_share, settings.validation_share])
        dealt = np.split(order, np.round(len(times) * shares).astype(int))
        return {part: np.sort(rows) for part, rows in zip(PARTS, dealt, strict=True)}
    decides = last if settings.gap == "yes" else first
    return {
        "train": slice(0, int(np.searchsorted(decides, validation))),
        "validation": slice(int(np.searchsorted(first, validation)), int(np.searchsorted(decides, test))),
        "test": slice(int(np.searchsorted(first, test)), len(times)),
    }


def scaler_basis(
    train: slice | np.ndarray, origins: np.ndarray, times: np.ndarray, boundaries: tuple[int, int],
    settings: PreparationSettings,
) -> tuple[np.ndarray, slice | np.ndarray]:  # fmt: skip
    """What a scaler is fitted on: positions in the series (ascending), and windows, by their numbers."""
    if settings.scaler_rows == "all":
        return np.arange(times[-1, -1] + 1), slice(0, len(times))
    if settings.split == "random":
        return covered(origins[train], times[train], settings.window), train
    # The windows whose targets for the network lie in the training part: a recursion needs no more of them than one.
    return np.arange(boundaries[0]), slice(0, int(np.searchsorted(times[:, settings.outputs - 1], boundaries[0])))


def covered(origins: np.ndarray, times: np.ndarray, window: int) -> np.ndarray:
    """Positions (ascending) that stand in one of the windows or are one of its targets."""
    edges = np.zeros(max(origins.max(), times.max()) + 2, int)
    np.add.at(edges, origins - window + 1, 1)
    np.add.at(edges, origins + 1, -1)
    inside = edges.cumsum() > 0
    inside[times] = True
    return np.flatnonzero(inside)


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
