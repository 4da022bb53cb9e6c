"""What cannot be prepared, each with the sentence that says why and what to do."""

from __future__ import annotations

import numpy as np

from lstm_core.runtime.errors import DataError
from lstm_core.series.findings import missing_values
from lstm_core.series.types import Series
from lstm_core.settings import PreparationSettings

# Windows overlap, so a long series times a long window grows far beyond the series itself.
MAX_NUMBERS = 12_000_000


def validate_for_sequences(series: Series, settings: PreparationSettings) -> None:
    """A separate sequence has one answer at its own last step, and no step outside itself. Raises DataError."""
    if not series.sequence:
        return
    if settings.horizon or settings.transform != "level":
        raise DataError(
            "This is a set of separate sequences, and each answer belongs to the last step of its own: "
            "set the horizon to 0 and the transform to 'level'."
        )
    if settings.split == "random":
        raise DataError(
            "Separate sequences share no value, so a random split leaks nothing here: set the split to chronological."
        )
    if settings.window > series.sequence:
        raise DataError(
            f"A sequence has {series.sequence} steps and the window {settings.window}: "
            f"set the window to {series.sequence} or less."
        )


def validate_missing(series: Series) -> None:
    """Raises DataError when a value that is used is missing."""
    used = dict.fromkeys((series.target, *series.features))
    for name in used:
        bad = np.flatnonzero(~np.isfinite(series.values[:, series.names.index(name)]))
        if len(bad):
            raise missing_values(name, bad, series.index)


def validate_no_logarithm(series: Series, settings: PreparationSettings) -> None:
    """Raises DataError when a value that is used is 0 or below; a label has no logarithm and needs none."""
    target = () if settings.task == "label" else (series.target,)
    for name in dict.fromkeys((*target, *series.features)):
        bad = np.flatnonzero(series.values[:, series.names.index(name)] <= 0)
        if len(bad):
            raise DataError(
                f"Only values above 0 have a logarithm: '{name}' has {len(bad)} that "
                f"{'is' if len(bad) == 1 else 'are'} not, the first at {series.index[bad[0]]}. "
                "Turn the logarithm off, or take another column."
            )


def validate_recursion(series: Series, settings: PreparationSettings) -> None:
    """Only the target is predicted, so only the target can re-enter the window. Raises DataError."""
    if settings.horizon == 0:
        raise DataError(
            "With horizon 0 nothing lies ahead that could re-enter the window: set the strategy to direct, or the "
            "horizon to 1 or more."
        )
    others = foreign_features(series)
    if settings.horizon > 1 and others:
        raise DataError(
            f"A recursive forecast feeds predictions of '{series.target}' back into the window, and the future of "
            f"{others} is not known. Let the network read '{series.target}' alone, or set the strategy to direct."
        )


def foreign_features(series: Series) -> str:
    """What the network reads besides the target, as words for a sentence; "" for the target alone."""
    others = [f"'{name}'" for name in series.features if name != series.target]
    return ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")


def validate_too_many(windows: int, series: Series, settings: PreparationSettings) -> None:
    """Raises DataError when the windows hold more numbers than a server for a class can keep."""
    # A recursion walks once through every window for each step ahead.
    walks = settings.horizon if settings.recurses else 1
    numbers = windows * settings.window * len(series.features) * walks
    if numbers > MAX_NUMBERS:
        ahead, or_horizon = (f" × {walks} steps ahead", "the horizon or ") if walks > 1 else ("", "")
        raise DataError(
            f"{windows:,} windows × {settings.window} timesteps × {len(series.features)} features{ahead} are "
            f"{numbers / 1e6:.0f} million numbers; the limit is {MAX_NUMBERS / 1e6:.0f} million. "
            f"Make {or_horizon}the window shorter, take fewer features or a shorter series."
        )


def too_short(name: str, length: int, settings: PreparationSettings) -> str:
    """The sentence for a part without a complete window."""
    return (
        f"The {name} part has no complete window: {length} points, window {settings.window}, horizon "
        f"{settings.horizon}. Make the window or the horizon shorter, the {name} part larger, or the series longer."
    )
