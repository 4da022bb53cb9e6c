"""Pictures of a backtest: which fold learns from what, and how each did. Numbers in, figure out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_core.evaluation import BASELINES
from lstm_core.experiments.backtest import NETWORK, Fold
from lstm_core.series import Series
from ui.charts.common import stamps
from ui.charts.results import baseline, forecast
from ui.format.palette import Figure, Theme, axis, base_layout, colors
from ui.format.text import with_unit

_ROLES = {"train": "training part", "validation": "validation part", "test": "block that is predicted"}
# How each part begins, beside its tint.
_STARTS = {"train": "circle", "validation": "square", "test": "diamond"}
_TITLES = {NETWORK: "network"} | {key: entry.title for key, entry in BASELINES.items()}


def fold_plan(theme: Theme, series: Series, planned: Sequence[Fold], time: str) -> Figure:
    """One row per fold, the first on top: what it learns from, what steers it, what it predicts."""
    c = colors(theme)
    names = [str(i) for i in range(1, len(planned) + 1)]
    data: list[dict[str, Any]] = []
    for role, title in _ROLES.items():
        ranges = [{"train": f.train, "validation": f.validation, "test": f.block}[role] for f in planned]
        x: list[Any] = []
        y: list[str | None] = []
        for name, span in zip(names, ranges, strict=True):
            x += [*stamps(series.index, np.array([span.start, span.stop - 1])), None]
            y += [name, name, None]
        data.append({
            "type": "scatter", "mode": "lines+markers", "x": x, "y": y, "name": title,
            "line": {"color": c[role], "width": 12},
            "marker": {"symbol": _STARTS[role], "size": [8, 0, 0] * len(planned), "opacity": 1, "color": c["text"]},
            "hovertemplate": "%{x}",
        })  # fmt: skip
    layout = base_layout(theme, 140 + 22 * len(planned), hovermode="closest")
    layout["xaxis"] = axis(theme, time)
    layout["yaxis"] = axis(theme, "fold", autorange="reversed", type="category")
    return {"data": data, "layout": layout}


def errors_by_fold(theme: Theme, errors: Mapping[str, np.ndarray], unit: str, height: int = 340) -> Figure:
    """RMSE (folds,) of each forecast, a mark per fold."""
    found = next(iter(errors.values()))
    return _lines(theme, errors, list(range(1, len(found) + 1)), "fold", unit, height)


def errors_by_step(theme: Theme, errors: Mapping[str, np.ndarray], unit: str, height: int = 340) -> Figure:
    """RMSE (steps ahead,) of each forecast over all folds."""
    found = next(iter(errors.values()))
    return _lines(theme, errors, list(range(1, len(found) + 1)), "steps ahead", unit, height)


def _lines(theme: Theme, errors: Mapping[str, np.ndarray], x: list[int], title: str, unit: str, height: int) -> Figure:
    c = colors(theme)
    data = []
    for name, values in errors.items():
        if name == NETWORK:
            data.append(forecast(x, values, _TITLES[name], c["prediction"]))
        else:
            data.append(baseline(x, values, name, _TITLES[name], c["baseline"]))
    layout = base_layout(theme, height)
    layout["xaxis"] = axis(theme, title, dtick=max(1, len(x) // 10))
    layout["yaxis"] = axis(theme, with_unit("RMSE", unit), rangemode="tozero")
    return {"data": data, "layout": layout}
