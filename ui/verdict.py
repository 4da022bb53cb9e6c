"""A run's test result in words: against each baseline better, worse or a tie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.evaluate import Evaluation
from lstm_core.prepare import PARTS

# Two per cent of RMSE is less than two trainings with different seeds differ by.
TIE = 0.02


@dataclass(frozen=True)
class Comparison:
    """The network against one baseline on one part.

    word: "better", "worse", "ties" or "unknown". ratio: RMSE of the network over that of the baseline.
    certain: whether the mean difference of the squared errors is more than twice its standard error.
    """

    word: str
    rmse: float
    baseline_rmse: float
    ratio: float
    certain: bool


def compare(evaluation: Evaluation, baseline: str, part: str = "test") -> Comparison:
    """The network against `baseline` on `part`: a tie within 2 % of RMSE."""
    ours = evaluation.metrics[part]["rmse"]
    theirs = evaluation.baseline_metrics[baseline][part]["rmse"]
    if not (np.isfinite(ours) and np.isfinite(theirs)):
        return Comparison("unknown", ours, theirs, float("nan"), False)
    if theirs == 0:
        return Comparison("ties" if ours == 0 else "worse", ours, theirs, float("inf") if ours else 1.0, True)
    ratio = ours / theirs
    word = "ties" if abs(ratio - 1) <= TIE else "better" if ratio < 1 else "worse"
    return Comparison(word, ours, theirs, ratio, _certain(evaluation, baseline, part))


def best_baseline(evaluation: Evaluation, part: str = "test") -> str:
    """The baseline with the smallest RMSE on `part`; persistence when none has one."""
    errors = {name: metrics[part]["rmse"] for name, metrics in evaluation.baseline_metrics.items()}
    finite = {name: error for name, error in errors.items() if np.isfinite(error)}
    return min(finite, key=lambda name: finite[name]) if finite else "persistence"


def diverged(evaluation: Evaluation) -> bool:
    """Whether a prediction of any part is not a finite number."""
    return not all(np.isfinite(evaluation.predictions[part]).all() for part in PARTS)


def _certain(evaluation: Evaluation, baseline: str, part: str) -> bool:
    """Per point, so that the outputs of one window count once."""
    ours = evaluation.residuals[part] ** 2
    theirs = (evaluation.truth[part] - evaluation.baselines[baseline][part]) ** 2
    gain = (ours - theirs).mean(axis=1)
    gain = gain[np.isfinite(gain)]
    return len(gain) > 2 and bool(abs(gain.mean()) > 2 * gain.std(ddof=1) / np.sqrt(len(gain)))
