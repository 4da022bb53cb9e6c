"""What a window is asked for where the answer is a class: which way the series moves, or a label of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lstm_core.runtime.errors import DataError
from lstm_core.series.types import MAX_CLASSES, Series
from lstm_core.settings import PreparationSettings

DOWN, FLAT, UP = "down", "flat", "up"


@dataclass(frozen=True)
class Targets:
    """Classes of every window. names: () where the task predicts numbers.

    codes: (n, 1) place of each window's class in `names`. threshold: how large a move counts, in the unit of `y`.
    """

    names: tuple[str, ...] = ()
    codes: np.ndarray = field(default_factory=lambda: np.empty((0, 1)))
    threshold: float = 0.0


def validate_task(series: Series, settings: PreparationSettings) -> None:
    """Raises DataError where this task cannot be asked about this series."""
    if settings.task == "regression" and series.classes:
        raise DataError(
            f"'{series.target}' names classes ({_listed(series.classes)}), and a class is no number to predict. Set "
            "the task to 'Class of the window', or choose another target.",
            setting="target",
        )
    if settings.task == "direction" and series.classes:
        raise DataError(
            f"'{series.target}' names classes, and a class does not move up or down. Set the task to 'Class of the "
            "window', or choose another target.",
            setting="target",
        )
    if settings.task == "direction" and series.sequence:
        raise DataError(
            "This is a set of separate sequences, and no move leads from one to the next. Set the task back to "
            "'Value', or choose one long series.",
            setting="series",
        )
    if settings.names_classes and series.every_step:
        raise DataError(
            "This series has an answer at every step, and a class is named once per window. Set the task back to "
            "'Value', or choose another series.",
            setting="series",
        )


def class_targets(
    series: Series,
    y: np.ndarray,
    origins: np.ndarray,
    times: np.ndarray,
    train: slice | np.ndarray,
    settings: PreparationSettings,
) -> Targets:
    """The class of every window, by the settings' task.

    y: (length,) the target or its logarithm. origins: (n,), times: (n, 1) as `cut` gives them. train: the windows of
    the training part, which alone say how large a move is large.
    Raises DataError when the training part shows one class only, or not every class.
    """
    if not settings.names_classes:
        return Targets()
    if settings.task == "label":
        names, codes = labels(series)
        targets = Targets(names, codes[times].astype(float))
    else:
        targets = _moves(y[times[:, 0]] - y[origins], train, settings.threshold)
    _validate_seen(targets, train, series, settings)
    return targets


def labels(series: Series) -> tuple[tuple[str, ...], np.ndarray]:
    """Names of the target's classes, and the place (length,) of each row's class.

    Whole numbers are names, too. Raises DataError for numbers that are not whole, and for too many of them.
    """
    if series.classes:
        return series.classes, series.y.astype(int)
    values, codes = np.unique(series.y, return_inverse=True)
    if len(values) > MAX_CLASSES or not np.array_equal(values, np.round(values)):
        whole = "" if np.array_equal(values, np.round(values)) else ", not all of them whole"
        raise DataError(
            f"'{series.target}' holds {len(values):,} different numbers{whole}; a label has at most {MAX_CLASSES} "
            "different whole numbers or texts. Choose a column of labels as target, or another task.",
            setting="target",
        )
    return tuple(f"{value:.0f}" for value in values), codes


def _moves(moves: np.ndarray, train: slice | np.ndarray, threshold: float) -> Targets:
    """Down, flat, up; without a threshold a move is up or it is not."""
    if threshold == 0:
        return Targets((DOWN, UP), (moves > 0).astype(float)[:, None])
    least = threshold * float(moves[train].std())
    codes = 1.0 + (moves > least) - (moves < -least)
    return Targets((DOWN, FLAT, UP), codes[:, None], least)


def _validate_seen(targets: Targets, train: slice | np.ndarray, series: Series, settings: PreparationSettings) -> None:
    seen = np.bincount(targets.codes[train, 0].astype(int), minlength=len(targets.names)) > 0
    if seen.all():
        return
    missing = [name for name, there in zip(targets.names, seen, strict=True) if not there]
    if settings.task == "direction":
        change = "Make the threshold smaller" if FLAT not in missing else "Make the threshold larger, or 0"
        raise DataError(
            f"No window of the training part is {_listed(missing)}, so the network could never learn it. {change}, or "
            "choose another series."
        )
    if seen.sum() == 1:
        only = targets.names[int(seen.argmax())]
        raise DataError(
            f"Every window of the training part has the class '{only}' of '{series.target}': there is nothing to tell "
            "apart. Make the training part larger, or choose another target."
        )
    raise DataError(
        f"The training part has no window of the class {_listed(missing)} of '{series.target}', so the network could "
        "never learn it. Make the training part larger, or choose a file whose classes come back from time to time."
    )


def _listed(names: tuple[str, ...] | list[str], most: int = 4) -> str:
    shown = ", ".join(f"'{name[:30]}'" for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")
