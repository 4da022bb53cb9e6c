"""Pictures of forecasts that feed on themselves: numbers in, figure out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lstm_core.evaluation import BASELINES
from lstm_core.forecasting import FreeRun
from ui.charts.common import numbers, stamps
from ui.charts.results import PREDICTED, baseline, line
from ui.format.palette import Figure, Theme, axis, base_layout, colors

# The traces that a step of the player moves, the last of the figure, in this order.
MOVING = ("window: true values", "window: predicted values", "network, free-running", "prediction made now")


def free_running(
    theme: Theme,
    index: pd.Index,
    y: np.ndarray,
    span: tuple[int, int],
    free: FreeRun,
    baselines: dict[str, np.ndarray],
    titles: tuple[str, str],
    height: int = 440,
) -> Figure:
    """The truth round one origin and what is predicted from there, as it stands when the last prediction is made.

    index, y: (length,) of the series. span: first and one past the last position shown. free: one origin, its steps
    inside the series. baselines: name → (steps,). titles: of both axes.
    """
    c, origin, steps = colors(theme), int(free.origins[0]), free.prediction.shape[1]
    positions = np.arange(*span)
    when = stamps(index, free.times[0])
    data = [
        baseline(when, forecast, name, BASELINES[name].title, c["baseline"], width=1.6)
        for name, forecast in baselines.items()
    ]
    data.append({**line(stamps(index, positions), y[positions], "truth", c["data"], width=2.5), "legendrank": 1})
    data += _moving(theme, index, free, steps)
    layout = base_layout(theme, height, uirevision=f"{origin} {steps}")
    shown = np.concatenate([y[positions], free.prediction[0]])
    low, high = np.nanmin(shown), np.nanmax(shown)
    room = 0.06 * (high - low) or 1.0
    # Fixed, so that nothing jumps while it plays.
    layout["yaxis"] = axis(theme, titles[1], range=numbers(np.array([low - room, high + room])))
    layout["xaxis"] = axis(theme, titles[0], range=stamps(index, positions[[0, -1]]))
    layout["margin"] = {"l": 8, "r": 12, "t": 92, "b": 8}
    start = stamps(index, np.array([origin]))[0]
    layout["shapes"] = [
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": start, "x1": start, "y0": 0, "y1": 1,
            "line": {"color": c["muted"], "width": 1, "dash": "dot"},
        }
    ]  # fmt: skip
    layout["annotations"] = [
        {
            "x": start, "y": 1, "xref": "x", "yref": "paper", "text": "origin", "xanchor": "right", "xshift": -4,
            "yanchor": "top", "showarrow": False, "font": {"size": 14, "color": c["text"]},
        }
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def path_message(index: pd.Index, free: FreeRun) -> dict[str, Any]:
    """What the player needs besides the figure: the first window and the path, x and y (window + steps,) as one."""
    window, steps = free.past.shape[1], free.prediction.shape[1]
    places = np.arange(free.origins[0] + 1 - window, free.origins[0] + 1 + steps)
    values = np.concatenate([free.past[0], free.prediction[0]])
    return {"x": stamps(index, places), "y": numbers(values), "window": window, "steps": steps}


def _moving(theme: Theme, index: pd.Index, free: FreeRun, step: int) -> list[dict[str, Any]]:
    """The traces `MOVING` when prediction `step`, counted from 1, is made."""
    c, path = colors(theme), path_message(index, free)
    window = path["window"]
    known = window - min(step - 1, window)
    first, end = step - 1, window + step
    spans = ((first, first + known), (first + known, end - 1), (window, end), (end - 1, end))
    looks: tuple[dict[str, Any], ...] = (
        {"mode": "markers", "marker": {"symbol": "circle", "size": 8, "color": c["data"]}},
        {"mode": "markers", "marker": {"symbol": PREDICTED, "size": 9, "color": c["prediction"]}},
        {"mode": "lines", "line": {"color": c["prediction"], "width": 2.2, "dash": "dash"}},
        {"mode": "markers", "marker": {"symbol": "star", "size": 14, "color": c["highlight"]}, "cliponaxis": False},
    )
    return [
        {
            "type": "scatter", "name": name, "x": path["x"][a:b], "y": path["y"][a:b], "hovertemplate": "%{y:.3g}",
            "legendrank": rank, **look,
        }
        for rank, (name, (a, b), look) in enumerate(zip(MOVING, spans, looks, strict=True), 2)
    ]  # fmt: skip
