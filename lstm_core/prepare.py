"""From a series to windows: transform, scale on the training part only, cut, split in time.

`Prepared` is the meeting point of the house: whatever the source, the network receives inputs
(n, timesteps, features) and targets (n, outputs), and nothing after it asks where they came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lstm_core.errors import DataError
from lstm_core.series.types import LARGEST, Series
from lstm_core.settings import PreparationSettings

PartName = Literal["train", "validation", "test"]
# Windows overlap, so a long series times a long window grows far beyond the series itself.
MAX_NUMBERS = 12_000_000
PARTS: tuple[PartName, ...] = ("train", "validation", "test")
# Every window of these starts from its own last step, so the network never sees a level.
RELATIVE = ("relative", "seasonal_relative")


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
    base: (n, steps ahead) what the transform took off each target, in the series' unit, or in its logarithm.
    """

    x: np.ndarray
    y: np.ndarray
    origins: np.ndarray
    times: np.ndarray
    base: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, chosen: slice) -> Windows:
        return Windows(self.x[chosen], self.y[chosen], self.origins[chosen], self.times[chosen], self.base[chosen])


@dataclass(frozen=True)
class Prepared:
    """A series cut, scaled and split.

    boundaries: first position of the validation part and of the test part.
    straddling: windows left out because their targets lie in two parts.
    outputs: how many steps ahead the network itself predicts; the others follow by recursion.
    log: whether inputs, targets and bases are logarithms of the series' values.
    every_step: the targets are one per step of the window, not one per step ahead.
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
    log: bool = False
    every_step: bool = False

    def line(self, values: np.ndarray) -> np.ndarray:
        """Values (n, outputs) of consecutive windows as one line over time (points,).

        The first step ahead of each window; where the targets are per step, all of them.
        """
        return values.ravel() if self.every_step else values[:, 0]

    def part(self, name: PartName) -> Windows:
        """The windows of one part by its name. Raises DataError for another name."""
        parts: dict[PartName, Windows] = {"train": self.train, "validation": self.validation, "test": self.test}
        if name not in parts:
            raise DataError(f"There is no part '{name}'. The parts are: {', '.join(PARTS)}.")
        return parts[name]

    def to_unit(self, windows: Windows, scaled: np.ndarray) -> np.ndarray:
        """Scaled targets or predictions (n, first steps ahead) of `windows` → the series' own unit."""
        return self.own_unit(windows.base[:, : scaled.shape[1]] + self.target_scaler.inverse(scaled))

    def own_unit(self, values: np.ndarray) -> np.ndarray:
        """Values as the transform sees them → the series' own unit: out of the logarithm, if they are in one."""
        # A net that explodes must not overflow on its way back: no series is larger than this.
        return np.exp(np.minimum(values, np.log(LARGEST))) if self.log else values

    def truth(self, windows: Windows) -> np.ndarray:
        """The targets of `windows` in the series' own unit, (n, steps ahead)."""
        return self.to_unit(windows, windows.y)


def prepare(series: Series, settings: PreparationSettings, boundaries: tuple[int, int] | None = None) -> Prepared:
    """Windows of `series`, split in time, scalers fitted on the training part only.

    A window belongs to the part that holds all its targets. n points give
    n − window − horizon + 1 windows at level: the newest one is used.

    boundaries: first position of the validation part and of the test part, by default as the settings' shares say.
    Raises DataError when a value is missing, has no logarithm where one is asked for, a part stays without a window,
    or a recursion has nothing to feed back.
    """
    _refuse_missing(series)
    log = settings.log == "yes"
    if log:
        _refuse_no_logarithm(series)
    if settings.strategy == "recursive":
        _refuse_recursion(series, settings)
    if settings.horizon == 0 and series.target in series.features:
        raise DataError(
            "With horizon 0 the answer would stand in the window itself: "
            f"take '{series.target}' out of the features, or set the horizon to 1 or more."
        )
    _refuse_for_sequences(series, settings)
    boundaries = boundaries or part_boundaries(series, settings)
    y = np.log(series.y) if log else series.y
    inputs = _transform(np.log(series.x) if log else series.x, settings)
    origins, times = _cut(series, settings)
    members = _split(times, boundaries)
    for name in PARTS:
        if members[name].stop <= members[name].start:
            raise DataError(_too_short(name, len(series), settings))

    _refuse_too_many(len(origins), series, settings)
    base = _base(y, origins, times, settings)
    targets = y[times] - base
    # The windows whose targets for the network lie in the training part: a recursion needs no more of them than one.
    fitted = slice(0, int(np.searchsorted(times[:, settings.outputs - 1], boundaries[0])))
    if settings.transform in RELATIVE:
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
        settings.scaling, y[: boundaries[0], None] if level else targets[fitted, : settings.outputs]
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
        straddling=len(origins) - used, features=series.features, outputs=settings.outputs, log=log,
        every_step=series.every_step,
    )  # fmt: skip


def part_boundaries(series: Series, settings: PreparationSettings) -> tuple[int, int]:
    """First position of the validation part and of the test part; a separate sequence is never cut in two."""
    step = series.sequence or 1
    count = len(series) // step
    return (
        step * round(count * settings.train_share),
        step * round(count * (settings.train_share + settings.validation_share)),
    )


def _refuse_for_sequences(series: Series, settings: PreparationSettings) -> None:
    if not series.sequence:
        return
    if settings.horizon or settings.transform != "level":
        raise DataError(
            "This is a set of separate sequences, and each answer belongs to the last step of its own: "
            "set the horizon to 0 and the transform to 'level'."
        )
    if settings.window > series.sequence:
        raise DataError(
            f"A sequence has {series.sequence} steps and the window {settings.window}: "
            f"set the window to {series.sequence} or less."
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


def _refuse_no_logarithm(series: Series) -> None:
    for name in dict.fromkeys((series.target, *series.features)):
        bad = np.flatnonzero(series.values[:, series.names.index(name)] <= 0)
        if len(bad):
            raise DataError(
                f"Only values above 0 have a logarithm: '{name}' has {len(bad)} that "
                f"{'is' if len(bad) == 1 else 'are'} not, the first at {series.index[bad[0]]}. "
                "Turn the logarithm off, or take another column."
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
    lags = {"difference": 1, "seasonal": settings.season, "seasonal_relative": settings.season}
    return lags.get(settings.transform, 0)


def _transform(x: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """Point by point transform of the features (n, features); the first rows may be NaN and are never used."""
    lag = first_position(settings)
    if lag == 0:
        return x
    changes = np.full_like(x, np.nan)
    changes[lag:] = x[lag:] - x[:-lag]
    return changes


def _cut(series: Series, settings: PreparationSettings) -> tuple[np.ndarray, np.ndarray]:
    """Origins (n,) and target positions (n, outputs) of every complete window; of sequences, one window each."""
    if series.sequence:
        origins = np.arange(series.sequence - 1, len(series), series.sequence)
    else:
        origins = np.arange(first_position(settings) + settings.window - 1, len(series) - settings.horizon)
    if series.every_step:
        steps = np.arange(1 - settings.window, 1)
    else:
        steps = np.arange(1, settings.horizon + 1) if settings.horizon else np.array([0])
    return origins, origins[:, None] + steps


def _windows(inputs: np.ndarray, origins: np.ndarray, settings: PreparationSettings) -> np.ndarray:
    """The window (window, features) that ends at each of the evenly spaced origins, as views into inputs."""
    windows = np.lib.stride_tricks.sliding_window_view(inputs, settings.window, axis=0).transpose(0, 2, 1)
    stride = int(origins[1] - origins[0]) if len(origins) > 1 else 1
    return windows[origins[0] - settings.window + 1 :: stride][: len(origins)]


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


def _too_short(name: str, length: int, settings: PreparationSettings) -> str:
    return (
        f"The {name} part has no complete window: {length} points, window {settings.window}, horizon "
        f"{settings.horizon}. Make the window or the horizon shorter, the {name} part larger, or the series longer."
    )
