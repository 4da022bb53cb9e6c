"""What a run is kept for: its metrics on every part, and its forecasts of the test part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.evaluation import evaluate
from lstm_core.evaluation.classification import evaluate_classes
from lstm_core.evaluation.metrics import METRICS, Metric
from lstm_core.prepare import PARTS
from lstm_core.runs.run import Run

# What is measured of runs that name classes, from a `ClassEvaluation` and a part.
CLASS_METRICS: dict[str, Metric] = {
    metric.key: metric
    for metric in (
        Metric("accuracy", "Accuracy", lambda found, part: found.scores[part].accuracy, more_is_better=True),
        Metric("macro_f1", "Macro F1", lambda found, part: found.scores[part].macro["f1"], more_is_better=True),
        Metric("cross_entropy", "Cross-entropy (nats)", lambda found, part: found.cross_entropy[part]),
    )
}
ALL_METRICS = METRICS | CLASS_METRICS


@dataclass(frozen=True)
class Measured:
    """Numbers of a run.

    metrics: part → name of `METRICS` → number, in the series' unit; where classes are named name of `CLASS_METRICS`.
    times, forecast: test part, first step ahead: positions in the series and what the network says there, both (n,);
        empty where classes are named.
    """

    metrics: dict[str, dict[str, float]]
    times: np.ndarray
    forecast: np.ndarray


def measure(run: Run) -> Measured:
    """Every metric of `run` on every part. Raises DataError when its series does not fit its settings."""
    if not run.prepared.classes:
        found = evaluate(run)
        times, forecast = found.times["test"][:, 0], found.predictions["test"][:, 0]
        return Measured(found.metrics, times.astype(np.int32), forecast.astype(np.float32))
    scored = evaluate_classes(run)
    metrics: dict[str, dict[str, float]] = {
        part: {key: metric.of(scored, part) for key, metric in CLASS_METRICS.items()} for part in PARTS
    }
    return Measured(metrics, np.empty(0, np.int32), np.empty(0, np.float32))
