"""How metrics are named, with their units."""

from __future__ import annotations

from lstm_core.evaluation.measure import CLASS_METRICS
from lstm_core.series.types import Series
from ui.format.text import with_unit

LABELS = {
    "skill": "Skill", "skill_ar": "Skill against AR", "rmse": "RMSE", "mae": "MAE", "mse": "MSE", "r2": "R²",
    "mase": "MASE", "smape": "sMAPE (%)",
}  # fmt: skip


METRIC_LABELS = LABELS | dict(zip(CLASS_METRICS, ("Accuracy", "Macro F1", "Cross-entropy (nats)"), strict=True))


def metric_title(metric: str, series: Series) -> str:
    """The metric with its unit, for an axis."""
    unit = series.unit if metric in ("rmse", "mae") else f"{series.unit}²" if metric == "mse" and series.unit else ""
    return with_unit(METRIC_LABELS[metric], unit)
