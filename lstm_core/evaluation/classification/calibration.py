"""Do probabilities hold? Of all windows named with 80 % certainty, 80 % should be named rightly.

Guo et al. 2017, On Calibration of Modern Neural Networks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True)
class Calibration:
    """Windows by how certain the network was: the probability of the class that it named.

    edges: (bins + 1,) from 0 to 1. counts: (bins,) windows. confidence, accuracy: (bins,) their mean probability and
    the share named rightly, NaN in an empty bin. error: expected calibration error, Σ counts/n · |accuracy −
    confidence|, 0…1.
    """

    edges: np.ndarray
    counts: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray
    error: float


def calibration(truth: np.ndarray, probabilities: np.ndarray, bins: int = BINS) -> Calibration:
    """truth: (n,) places of the true classes. probabilities: (n, classes), rows that sum to 1."""
    certain = probabilities.max(axis=1)
    right = (probabilities.argmax(axis=1) == truth).astype(float)
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.searchsorted(edges, certain, side="left") - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    some = np.where(counts > 0, counts, np.nan)
    confidence = np.bincount(place, certain, bins) / some
    accuracy = np.bincount(place, right, bins) / some
    gaps = np.nan_to_num(np.abs(accuracy - confidence))
    return Calibration(edges, counts, confidence, accuracy, float((counts * gaps).sum() / len(truth)))
