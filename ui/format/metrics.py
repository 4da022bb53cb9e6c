"""How metrics are named, with their units."""

from __future__ import annotations

from lstm_core.evaluation.measure import ALL_METRICS
from lstm_core.series.types import Series
from ui.format.text import with_unit

METRIC_LABELS = {key: metric.title for key, metric in ALL_METRICS.items()}
# How the unit of a power of the series' values is written behind it.
_RAISED = {1: "", 2: "²", 3: "³"}


def metric_title(metric: str, series: Series) -> str:
    """The metric with its unit, for an axis."""
    power = ALL_METRICS[metric].power
    unit = f"{series.unit}{_RAISED[power]}" if power and series.unit else ""
    return with_unit(METRIC_LABELS[metric], unit)
