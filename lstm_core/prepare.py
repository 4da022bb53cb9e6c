"""From a series to windows: transform, scale on the training part only, cut, split in time.

`Prepared` is the meeting point of the house: whatever the source, the network receives inputs
(n, timesteps, features) and targets (n, outputs), and nothing after it asks where they came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lstm_core.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import PreparationSettings

PartName = Literal["train", "validation", "test"]
# Windows overlap, so a long series times a long window grows far beyond the series itself.
MAX_NUMBERS = 12_000_000
PARTS: tuple[PartName, ...] = ("train", "validation", "test")


@dataclass(frozen=True)
class Scaler:
    """Affine scaling ``(value - center) / scale``, one number of each per column.

    center, scale: (columns,) in the unit of what was scaled.
    """

    center: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, kind: str, values: np.ndarray) -> Scaler:
        """Fit on `values` (n, columns): minmax → [0, 1], minmax11 → [−1, 1], zscore → mean 0, sd 1, none.

        A column that never changes is only shifted, never divided by zero.
        """
        low, high = values.min(axis=0), values.max(axis=0)
        if kind == "minmax":
            center, scale = low, high - low
        elif kind == "minmax11":
            center, scale = (low + high) / 2, (high - low) / 2
        elif kind == "zscore":
            center, scale = values.mean(axis=0), values.std(axis=0)
        else:
            center, scale = np.zeros_like(low), np.ones_like(low)
        # Rounding leaves a constant column with a tiny spread; dividing by it would invent a signal.
        flat = scale <= 10 * np.finfo(float).eps * np.maximum(np.abs(low), np.abs(high))
        return cls(center, np.where(flat, 1.0, scale))

    def transform(self, values: np.ndarray) -> np.ndarray:
        """(…, columns) in units → (…, columns) scaled."""
        return (values - self.center) / self.scale

    def inverse(self, scaled: np.ndarray) -> np.ndarray:
        """(…, columns) scaled → (…, columns) in units."""
        return scaled * self.scale + self.center


@dataclass(frozen=True)
class Windows:
    """The windows of one part.

    x: (n, window, features) scaled inputs; read-only, because neighbouring windows share their numbers in memory.
    y: (n, steps ahead) scaled targets; the network is trained on the first `Prepared.outputs` of them.
    origins: (n,) position in the series of each window's last step.
    times: (n, steps ahead) position of each target.
    base: (n, steps ahead) what the transform took off each target, in the series' unit.
    """

    x: np.ndarray
    y: np.ndarray
    origins: np.ndarray
    times: np.ndarray
    base: np.ndarray

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Prepared:
    """A series cut, scaled and split.

    boundaries: first position of the validation part and of the test part.
    straddling: windows left out because their targets lie in two parts.
    outputs: how many steps ahead the network itself predicts; the others follow by recursion.
    """

    train: Windows
    validation: Windows
    test: Windows
    input_scaler: Scaler
    target_scaler: Scaler
    boundaries: tuple[int, int]
    straddling: int
    features: tuple[str, ...]
    outputs: int

    def part(self, name: PartName) -> Windows:
        """The windows of one part by its name. Raises DataError for another name."""
        parts: dict[PartName, Windows] = {"train": self.train, "validation": self.validation, "test": self.test}
        if name not in parts:
            raise DataError(f"There is no part '{name}'. The parts are: {', '.join(PARTS)}.")
        return parts[name]

    def to_unit(self, windows: Windows, scaled: np.ndarray) -> np.ndarray:
        """Scaled targets or predictions (n, first steps ahead) of `windows` → the series' own unit."""
        return windows.base[:, : scaled.shape[1]] + self.target_scaler.inverse(scaled)

    def truth(self, windows: Windows) -> np.ndarray:
        """The targets of `windows` in the series' own unit, (n, steps ahead)."""
        return self.to_unit(windows, windows.y)


def prepare(series: Series, settings: PreparationSettings, boundaries: tuple[int, int] | None = None) -> Prepared:
    """Windows of `series`, split in time, scalers fitted on the training part only.

    A window belongs to the part that holds all its targets. n points give
    n − window − horizon + 1 windows at level: the newest one is used.

    boundaries: first position of the validation part and of the test part, by default as the settings' shares say.
    Raises DataError when a value is missing, a part stays without a window, or a recursion has nothing to feed back.
    """
    _refuse_missing(series)
    if settings.strategy == "recursive":
        _refuse_recursion(series, settings)
    if settings.horizon == 0 and series.target in series.features:
        raise DataError(
            "With horizon 0 the answer would stand in the window itself: "
            f"take '{series.target}' out of the features, or set the horizon to 1 or more."
        )
    boundaries = boundaries or part_boundaries(len(series), settings)
    inputs = _transform(series.x, settings)
    origins, times = _cut(len(series), settings)
    members = _split(times, boundaries)
    for name in PARTS:
        if members[name].stop <= members[name].start:
            raise DataError(_too_short(name, len(series), settings))

    _refuse_too_many(len(origins), series, settings)
    base = _base(series.y, origins, times, settings)
    targets = series.y[times] - base
    # The windows whose targets for the network lie in the training part: a recursion needs no more of them than one.
    fitted = slice(0, int(np.searchsorted(times[:, settings.outputs - 1], boundaries[0])))
    if settings.transform == "relative":
        windows = _windows(inputs, origins, settings)
        windows = windows - windows[:, -1:, :]
        input_scaler = Scaler.fit(settings.scaling, windows[fitted].reshape(-1, windows.shape[2]))
        x = input_scaler.transform(windows)
    else:
        input_scaler = Scaler.fit(settings.scaling, inputs[first_position(settings) : boundaries[0]])
        # Scaled before it is cut: the windows then are views, and a long series stays as small as it is.
        x = _windows(input_scaler.transform(inputs), origins, settings)
    level = settings.transform == "level"
    target_scaler = Scaler.fit(
        settings.scaling, series.y[: boundaries[0], None] if level else targets[fitted, : settings.outputs]
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

    used = sum(member.stop - member.start for member in members.values())
    return Prepared(
        take("train"), take("validation"), take("test"), input_scaler, target_scaler, boundaries,
        straddling=len(origins) - used, features=series.features, outputs=settings.outputs,
    )  # fmt: skip


def part_boundaries(length: int, settings: PreparationSettings) -> tuple[int, int]:
    """First position of the validation part and of the test part in a series of `length` points."""
    return (
        round(length * settings.train_share),
        round(length * (settings.train_share + settings.validation_share)),
    )


def _refuse_missing(series: Series) -> None:
    used = dict.fromkeys((series.target, *series.features))
    for name in used:
        bad = np.flatnonzero(~np.isfinite(series.values[:, series.names.index(name)]))
        if len(bad):
            raise DataError(
                f"'{name}' has {len(bad)} missing value{'s' * (len(bad) != 1)}, the first at {series.index[bad[0]]}. "
                "Choose on the Data page how to repair them."
            )


def _refuse_recursion(series: Series, settings: PreparationSettings) -> None:
    """Only the target is predicted, so only the target can re-enter the window."""
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


def _refuse_too_many(windows: int, series: Series, settings: PreparationSettings) -> None:
    # A recursion walks once through every window for each step ahead.
    walks = settings.horizon if settings.outputs < settings.horizon else 1
    numbers = windows * settings.window * len(series.features) * walks
    if numbers > MAX_NUMBERS:
        ahead, or_horizon = (f" × {walks} steps ahead", "the horizon or ") if walks > 1 else ("", "")
        raise DataError(
            f"{windows:,} windows × {settings.window} timesteps × {len(series.features)} features{ahead} are "
            f"{numbers / 1e6:.0f} million numbers; the limit is {MAX_NUMBERS / 1e6:.0f} million. "
            f"Make {or_horizon}the window shorter, take fewer features or a shorter series."
        )


def first_position(settings: PreparationSettings) -> int:
    """Position of the first value that the transform can compute."""
    return {"difference": 1, "seasonal": settings.season}.get(settings.transform, 0)


def _transform(x: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """Point by point transform of the features (n, features); the first rows may be NaN and are never used."""
    lag = first_position(settings)
    if lag == 0:
        return x
    changes = np.full_like(x, np.nan)
    changes[lag:] = x[lag:] - x[:-lag]
    return changes


def _cut(length: int, settings: PreparationSettings) -> tuple[np.ndarray, np.ndarray]:
    """Origins (n,) and target positions (n, outputs) of every complete window."""
    origins = np.arange(first_position(settings) + settings.window - 1, length - settings.horizon)
    steps = np.arange(1, settings.horizon + 1) if settings.horizon else np.array([0])
    return origins, origins[:, None] + steps


def _windows(inputs: np.ndarray, origins: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """The window (window, features) that ends at each origin, as views into inputs (length, features)."""
    windows = np.lib.stride_tricks.sliding_window_view(inputs, settings.window, axis=0).transpose(0, 2, 1)
    return windows[origins[0] - settings.window + 1 :][: len(origins)]


def _split(times: np.ndarray, boundaries: tuple[int, int]) -> dict[PartName, slice]:
    """Which windows have all their targets inside one part; they follow each other, and may be none."""
    first, last = times[:, 0], times[:, -1]
    validation, test = boundaries
    return {
        "train": slice(0, int(np.searchsorted(last, validation))),
        "validation": slice(int(np.searchsorted(first, validation)), int(np.searchsorted(last, test))),
        "test": slice(int(np.searchsorted(first, test)), len(times)),
    }


def _base(y: np.ndarray, origins: np.ndarray, times: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """What the transform takes off each target: nothing, the last value, or the last known same-season value."""
    if settings.transform == "level":
        return np.zeros(times.shape)
    if settings.transform == "seasonal":
        seasons_back = -(-(times - origins[:, None]) // settings.season)
        return y[times - settings.season * seasons_back]
    return np.repeat(y[origins][:, None], times.shape[1], axis=1)


def _too_short(name: str, length: int, settings: PreparationSettings) -> str:
    return (
        f"The {name} part has no complete window: {length} points, window {settings.window}, horizon "
        f"{settings.horizon}. Make the window or the horizon shorter, the {name} part larger, or the series longer."
    )
