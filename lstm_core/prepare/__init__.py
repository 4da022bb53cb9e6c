"""From a series to windows: transform, scale on the training part only, cut, split in time.

`Prepared` is the meeting point of the house: whatever the source, the network receives inputs
(n, timesteps, features) and targets (n, outputs), and nothing after it asks where they came from.
"""

from __future__ import annotations

import numpy as np

from lstm_core.prepare.classes import class_targets, validate_task
from lstm_core.prepare.cut import (
    base_of,
    covered,
    cut,
    cut_windows,
    first_position,
    part_boundaries,
    scaler_basis,
    split,
    transformed,
)
from lstm_core.prepare.leaks import LEAKS, Leak, features_of
from lstm_core.prepare.scaler import Scaler
from lstm_core.prepare.types import PARTS, PartName, Prepared, Windows
from lstm_core.prepare.validate import (
    foreign_features,
    too_short,
    validate_for_sequences,
    validate_missing,
    validate_no_logarithm,
    validate_recursion,
    validate_too_many,
)
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import PreparationSettings

__all__ = [
    "LEAKS",
    "PARTS",
    "RELATIVE",
    "Leak",
    "PartName",
    "Prepared",
    "Scaler",
    "Windows",
    "first_position",
    "foreign_features",
    "outside_share",
    "part_boundaries",
    "prepare",
    "seen_targets",
]

# Every window of these starts from its own last step, so the network never sees a level.
RELATIVE = ("relative", "seasonal_relative")


def prepare(series: Series, settings: PreparationSettings, boundaries: tuple[int, int] | None = None) -> Prepared:
    """Windows of a series, split in time, scalers fitted on the training part only, unless the settings ask for a leak.

    A window belongs to the part that holds all its targets. n points give n − window − horizon + 1 windows at level:
    the newest one is used. Where the task names classes, targets are the places of their classes, neither transformed
    nor scaled.

    Parameters
    ----------
    series : Series
        Without missing values.
    settings : PreparationSettings
        `Settings.preparation`.
    boundaries : tuple of int, optional
        First position of the validation part and of the test part, by default as the settings' shares say.

    Returns
    -------
    Prepared
        Inputs (n, timesteps, features) and targets (n, outputs) of the three parts.

    Raises
    ------
    DataError
        When a value is missing, has no logarithm where one is asked for, a part stays without a window, a recursion has
        nothing to feed back, or the training part does not show the classes.

    Examples
    --------
    >>> settings = lab.Settings()
    >>> lab.prepare(lab.load_series(settings.data), settings.preparation).train.x.shape
    (118, 10, 1)
    """
    validate_missing(series)
    validate_task(series, settings)
    log = settings.log == "yes"
    if log:
        validate_no_logarithm(series, settings)
    if settings.strategy == "recursive":
        validate_recursion(series, settings)
    if settings.horizon == 0 and series.target in series.features:
        raise DataError(
            "With horizon 0 the answer would stand in the window itself: "
            f"take '{series.target}' out of the features, or set the horizon to 1 or more."
        )
    validate_for_sequences(series, settings)
    boundaries = boundaries or part_boundaries(series, settings)
    y = np.log(series.y) if log and settings.task != "label" else series.y
    features = features_of(series, settings)
    inputs = transformed(np.log(features) if log else features, settings)
    origins, times = cut(series, settings)
    members = split(times, boundaries, settings)
    sizes = {name: len(origins[members[name]]) for name in PARTS}
    for name in PARTS:
        if not sizes[name]:
            raise DataError(too_short(name, len(series), settings))

    validate_too_many(len(origins), series, settings)
    classes = class_targets(series, y, origins, times, members["train"], settings)
    if classes.names:
        base, targets = np.zeros(times.shape), classes.codes
    else:
        base = base_of(y, origins, times, settings)
        targets = y[times] - base
    rows, fitted = scaler_basis(members["train"], origins, times, boundaries, settings)
    if settings.transform in RELATIVE:
        windows = cut_windows(inputs, origins, settings)
        windows = windows - windows[:, -1:, :]
        input_scaler = Scaler.fit(settings.scaling, windows[fitted].reshape(-1, windows.shape[2]))
        x = input_scaler.transform(windows)
    else:
        input_scaler = Scaler.fit(settings.scaling, inputs[rows[rows >= first_position(settings)]])
        # Scaled before it is cut: the windows then are views, and a long series stays as small as it is.
        x = cut_windows(input_scaler.transform(inputs), origins, settings)
    level = settings.transform == "level" and not classes.names
    target_scaler = Scaler.fit(
        "none" if classes.names else settings.scaling,
        y[rows, None] if level else targets[fitted, : settings.outputs],
    )

    def take(name: PartName) -> Windows:
        chosen = members[name]
        return Windows(
            x=x[chosen],
            y=target_scaler.transform(targets[chosen]),
            origins=origins[chosen],
            times=times[chosen],
            base=base[chosen],
        )

    return Prepared(
        take("train"), take("validation"), take("test"), input_scaler, target_scaler, boundaries,
        straddling=len(origins) - sum(sizes.values()), features=series.features,
        outputs=len(classes.names) or settings.outputs, log=log, every_step=series.every_step, classes=classes.names,
        threshold=classes.threshold,
    )  # fmt: skip


def seen_targets(prepared: Prepared, part: PartName) -> np.ndarray:
    """Positions (ascending) of a part's targets that stand in a training window or are a training target."""
    train = prepared.train
    return np.intersect1d(prepared.part(part).times, covered(train.origins, train.times, train.x.shape[1]))


def outside_share(values: np.ndarray, validation: int, test: int) -> float:
    """Share of the test part's values (n,) below or above everything in the training part.

    validation, test: first position of these parts.
    """
    known, asked = values[:validation], values[test:]
    return float(np.mean((asked < known.min()) | (asked > known.max())))
