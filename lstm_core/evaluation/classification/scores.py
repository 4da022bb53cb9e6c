"""Accuracy, precision, recall, F1 and the confusion matrix: scikit-learn's own numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ClassScores:
    """How well classes were named. k classes, n windows.

    accuracy: share of windows named rightly, 0…1. support: (k,) windows of each class.
    precision: (k,) of the windows given this name, the share that has it. recall: (k,) of the windows that have it, the
    share given it. f1: (k,) their harmonic mean. Each is 0 where its denominator is.
    macro, weighted: "precision", "recall", "f1" → mean over the classes that occur or were named; weighted by support.
    confusion: (k, k) windows by true class (rows) and named class (columns).
    """

    accuracy: float
    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray
    macro: dict[str, float]
    weighted: dict[str, float]
    confusion: np.ndarray


def score(truth: np.ndarray, named: np.ndarray, classes: int) -> ClassScores:
    """Scores of the named classes (n,) against the true ones (n,), both as places 0 … classes − 1."""
    from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

    every = np.arange(classes)
    precision, recall, f1, support = precision_recall_fscore_support(truth, named, labels=every, zero_division=0)
    means = {
        kind: precision_recall_fscore_support(truth, named, average=kind, zero_division=0)[:3]
        for kind in ("macro", "weighted")
    }
    macro, weighted = (dict(zip(("precision", "recall", "f1"), map(float, means[kind]), strict=True)) for kind in means)
    confusion = confusion_matrix(truth, named, labels=every)
    return ClassScores(float(accuracy_score(truth, named)), precision, recall, f1, support, macro, weighted, confusion)
