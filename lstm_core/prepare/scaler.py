"""Affine scaling, fitted on the training part only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


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
