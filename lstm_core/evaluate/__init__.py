"""How good is a run? Predictions, baselines and metrics in the series' own unit."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lstm_core.errors import DataError
from lstm_core.evaluate.alarms import Alarm, alarms
from lstm_core.evaluate.baselines import BASELINES, Baseline, Forecast
from lstm_core.evaluate.echo import Echo, echo
from lstm_core.evaluate.metrics import METRICS, all_metrics, naive_error
from lstm_core.evaluate.residuals import Diagnosis, diagnose
from lstm_core.prepare import PARTS
from lstm_core.run import Run

__all__ = [
    "BASELINES", "METRICS", "Alarm", "Baseline", "Diagnosis", "Echo", "Evaluation", "Forecast", "alarms", "diagnose",
    "echo", "evaluate",
]  # fmt: skip


@dataclass(frozen=True)
class Evaluation:
    """A run measured. Parts: "train", "validation", "test"; arrays (n, outputs) in the series' unit.

    truth, predictions, residuals (truth − prediction), times (positions in the series): by part.
    baselines: name → part → forecasts of the same points. "persistence" is always there; a baseline that could not
        be fitted is missing here and in `baseline_metrics`, and `notes` says why.
    metrics: part → name of `METRICS` → number, all outputs pooled; NaN where a metric is undefined.
    baseline_metrics: baseline → the same.
    naive_error: the denominator of MASE, mean |y_t − y_{t−1}| over the training part.
    notes: baseline → a sentence why it is missing.
    """

    truth: dict[str, np.ndarray]
    predictions: dict[str, np.ndarray]
    residuals: dict[str, np.ndarray]
    times: dict[str, np.ndarray]
    baselines: dict[str, dict[str, np.ndarray]]
    metrics: dict[str, dict[str, float]]
    baseline_metrics: dict[str, dict[str, dict[str, float]]]
    naive_error: float
    notes: dict[str, str] = field(default_factory=dict)


def evaluate(run: Run) -> Evaluation:
    """Predictions of the trained network against the truth and the baselines, on every part."""
    y, prepared = run.series.y, run.prepared
    times: dict[str, np.ndarray] = {part: prepared.part(part).times for part in PARTS}
    truth: dict[str, np.ndarray] = {part: y[times[part]] for part in PARTS}
    predictions: dict[str, np.ndarray] = {part: run.predict(part) for part in PARTS}
    baselines, notes = _baselines(run)
    naive = naive_error(y[: prepared.boundaries[0]])
    previous = baselines["persistence"]

    def measure(forecasts: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
        return {part: all_metrics(truth[part], forecasts[part], previous[part], naive) for part in PARTS}

    return Evaluation(
        truth=truth,
        predictions=predictions,
        residuals={part: truth[part] - predictions[part] for part in PARTS},
        times=times,
        baselines=baselines,
        metrics=measure(predictions),
        baseline_metrics={name: measure(forecasts) for name, forecasts in baselines.items()},
        naive_error=naive,
        notes=notes,
    )


def _baselines(run: Run) -> tuple[dict[str, dict[str, np.ndarray]], dict[str, str]]:
    """Forecasts by baseline and part, and a sentence for each baseline that could not be fitted."""
    y, prepared = run.series.y, run.prepared
    steps = prepared.train.times.shape[1]
    settings = run.settings.preparation
    # At horizon 0 the window's last step is the target's own; only the steps before it are history.
    history = settings.window if settings.horizon else max(1, settings.window - 1)
    forecasts: dict[str, dict[str, np.ndarray]] = {}
    notes: dict[str, str] = {}
    for name, baseline in BASELINES.items():
        try:
            forecast = baseline(y[: prepared.boundaries[0]], history)
        except DataError as error:
            notes[name] = str(error)
            continue
        # The value before the first target is the last one known.
        forecasts[name] = {part: forecast(y, prepared.part(part).times[:, 0] - 1, steps) for part in PARTS}
    return forecasts, notes
