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
from lstm_core.prepare import PARTS, PartName
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
    flat = _flat if prepared.every_step else np.asarray
    times: dict[str, np.ndarray] = {part: flat(prepared.part(part).times) for part in PARTS}
    truth: dict[str, np.ndarray] = {part: y[times[part]] for part in PARTS}
    predictions: dict[str, np.ndarray] = {part: flat(run.predict(part)) for part in PARTS}
    history = _history(run)
    baselines, notes = _baselines(run, history)
    naive = naive_error(history.train)
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


@dataclass(frozen=True)
class _History:
    """What a baseline reads: y (length,), its training part, and by part the positions in y of the targets (n, steps).

    Of separate sequences with one answer each, y holds the answers only, one after the other.
    """

    y: np.ndarray
    train: np.ndarray
    times: dict[PartName, np.ndarray]


def _history(run: Run) -> _History:
    series, prepared = run.series, run.prepared
    step = series.sequence if series.sequence and not series.every_step else 1
    y = series.y[step - 1 :: step]
    flat = _flat if prepared.every_step else np.asarray
    times = {part: flat(prepared.part(part).times) // step for part in PARTS}
    return _History(y, y[: prepared.boundaries[0] // step], times)


def _flat(values: np.ndarray) -> np.ndarray:
    """One answer per step (n, timesteps) → one output, (n · timesteps, 1)."""
    return values.reshape(-1, 1)


def _baselines(run: Run, known: _History) -> tuple[dict[str, dict[str, np.ndarray]], dict[str, str]]:
    """Forecasts by baseline and part, and a sentence for each baseline that could not be fitted."""
    steps = known.times["train"].shape[1]
    settings = run.settings.preparation
    # At horizon 0 the window's last step is the target's own; only the steps before it are history.
    history = settings.window if settings.horizon else max(1, settings.window - 1)
    forecasts: dict[str, dict[str, np.ndarray]] = {}
    notes: dict[str, str] = {}
    for name, baseline in BASELINES.items():
        try:
            forecast = baseline(known.train, history)
        except DataError as error:
            notes[name] = str(error)
            continue
        # The value before the first target is the last one known.
        forecasts[name] = {part: forecast(known.y, known.times[part][:, 0] - 1, steps) for part in PARTS}
    return forecasts, notes
