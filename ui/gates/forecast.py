"""Gates: the forecast of the test part, before and after what the learner does to the network."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.evaluation import history_of
from lstm_core.evaluation.baselines.simple import repeat_last
from lstm_core.evaluation.metrics import all_metrics, naive_error
from lstm_core.runs.run import Run
from ui.charts.common import breaks, few_sequences, stamps, thin, time_title
from ui.format.text import count, measured, with_unit
from ui.gates.context import GatesContext

METRICS = {"skill": "Skill against persistence", "rmse": "RMSE"}
# More points than this in a picture cost the browser time and show nothing more.
MOST_POINTS = 800


def plain_forecast(now: GatesContext) -> np.ndarray:
    """(n, outputs) predictions of the untouched network for the test part, in the series' unit."""
    return now.recall_plain("forecast", (), lambda: now.plain.predict("test"))


def shown_forecast(now: GatesContext) -> np.ndarray:
    """The same for the network as the learner changed it."""
    return now.cached("forecast", (), lambda: now.shown.predict("test"))


def last_forecast(now: GatesContext) -> np.ndarray:
    """The same for the newest epoch, untouched."""
    return now.recall_run("last_forecast", (), lambda: now.run.predict("test"))


def test_metrics(run: Run, forecast: np.ndarray) -> dict[str, float]:
    """Every metric of a forecast (n, outputs) of the test part, as Results computes them; no AR is fitted here."""
    known = history_of(run)
    times = known.times["test"]
    previous = repeat_last(known.y, times[:, 0] - 1, times.shape[1])
    return all_metrics(known.y[times], forecast.reshape(times.shape), previous, naive_error(known.train))


def metrics_table(run: Run, forecasts: dict[str, np.ndarray]) -> str:
    """Skill and RMSE of some forecasts side by side, as Markdown."""
    metrics = {name: test_metrics(run, forecast) for name, forecast in forecasts.items()}
    rows = ["| test part | " + " | ".join(metrics) + " |", "|---|" + "---|" * len(metrics)]
    for key, label in METRICS.items():
        name = with_unit(label, run.series.unit) if key == "rmse" else label
        cells = [measured(values[key]) if np.isfinite(values[key]) else "–" for values in metrics.values()]
        rows.append(f"| {name} | " + " | ".join(f"**{cell}**" for cell in cells) + " |")
    return "\n".join(rows)


def which_part(run: Run) -> str:
    """What such a picture does not show of the test part, behind its name."""
    if run.series.every_step and few_sequences(run.series) < len(run.prepared.test):
        return f", newest {count(few_sequences(run.series), 'sequence')}"
    return ", first step ahead" if run.settings.preparation.horizon > 1 else ""


def first_step(run: Run, forecasts: dict[str, np.ndarray]) -> dict[str, Any]:
    """Arguments of a forecast picture: the test part as one line (`Prepared.line`), of sequences the newest few."""
    series, times = run.series, run.prepared.line(run.prepared.test.times)
    newest = -few_sequences(series) * series.sequence if series.every_step else 0
    kept = np.arange(len(times))[newest:][thin(series.y[times][newest:], MOST_POINTS)]
    gaps = breaks(series, times[kept])

    def drawn(values: np.ndarray) -> np.ndarray:
        return np.insert(values[kept].astype(float), gaps, np.nan)

    return {
        "x": stamps(series.index, np.insert(times[kept], gaps, times[kept][gaps])),
        "truth": drawn(series.y[times]),
        "forecasts": {name: drawn(run.prepared.line(forecast)) for name, forecast in forecasts.items()},
        "titles": (time_title(series), with_unit(series.target, series.unit)),
    }
