"""What preparation hands on: the windows of each part and the way back to the series' own unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lstm_core.prepare.scaler import Scaler
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import LARGEST

PartName = Literal["train", "validation", "test"]
PARTS: tuple[PartName, ...] = ("train", "validation", "test")


@dataclass(frozen=True)
class Windows:
    """The windows of one part.

    x: (n, window, features) scaled inputs; read-only, because neighbouring windows share their numbers in memory.
    y: (n, steps ahead) scaled targets; the network is trained on the first `PreparationSettings.outputs` of them.
        Where classes are named: (n, 1), the place of each window's class.
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
    outputs: how many steps ahead the network itself predicts; the others follow by recursion. Where classes are named,
        one per class.
    log: whether inputs, targets and bases are logarithms of the series' values.
    every_step: the targets are one per step of the window, not one per step ahead.
    classes: names of the classes, () where numbers are predicted. threshold: how large a move counts as down or up, in
        the unit of the series or its logarithm.
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
    classes: tuple[str, ...] = ()
    threshold: float = 0.0

    @property
    def in_order(self) -> bool:
        """Whether every part's windows come before those of the next part."""
        return bool(
            self.train.origins[-1] < self.validation.origins[0] and self.validation.origins[-1] < self.test.origins[0]
        )

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
        """The targets of `windows` in the series' own unit, (n, steps ahead); of classes their places, (n, 1)."""
        return windows.y if self.classes else self.to_unit(windows, windows.y)

    def answer(self, windows: Windows, outputs: np.ndarray) -> np.ndarray:
        """What the network's outputs for `windows` say, in the series' own unit; of classes their probabilities.

        outputs: (n, outputs), scaled. The softmax turns the outputs of a classification into shares of 1.
        """
        return softmax(outputs) if self.classes else self.to_unit(windows, outputs)


def softmax(outputs: np.ndarray) -> np.ndarray:
    """exp(zₖ) / Σⱼ exp(zⱼ) of outputs z (…, classes): positive, and 1 in all."""
    # Shifted by the largest: the same shares, and no overflow.
    with np.errstate(invalid="ignore"):
        powers = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
