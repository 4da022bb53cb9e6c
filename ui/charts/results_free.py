"""Pictures of forecasts that feed on themselves: numbers in, figure out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm_core.evaluate import BASELINES
from lstm_core.forecast import FreeRun
from ui.charts.results import DASHES, line
from ui.charts.timeline import stamps
from ui.palette import Figure, Theme, axis, base_layout, colors

PREDICTED = "diamond"


def free_running(
    theme: Theme,
    index: pd.Index,
    y: np.ndarray,
    span: tuple[int, int],
    found: FreeRun,
    baselines: dict[str, np.ndarray],
    titles: tuple[str, str],
    height: int = 440,
) -> Figure:
    """The truth round one origin, the window that starts the forecast, and what is predicted from there.

    index, y: (length,) of the series. span: first and one past the last position shown. found: one origin. baselines:
    name → (steps,). What would lie after the end of the series is not drawn. titles: of both axes.
    """
    c, origin = colors(theme), int(found.origins[0])
    positions = np.arange(*span)
    ahead = np.arange(origin + 1, span[1])
    window = np.arange(origin + 1 - found.past.shape[1], origin + 1)
    when = stamps(index, ahead)
    data = [
        line(when, forecast[: len(ahead)], BASELINES[name].title, c["baseline"], dash=DASHES[name], width=1.6)
        for name, forecast in baselines.items()
    ]
    data.append({**line(stamps(index, positions), y[positions], "truth", c["data"], width=2.5), "legendrank": 1})
    data.append({
        **line(stamps(index, window), y[window], "first window: true values", c["data"]),
        "mode": "markers", "marker": {"symbol": "circle", "size": 8, "color": c["data"]}, "legendrank": 2,
    })  # fmt: skip
    data.append({
        **line(when, found.prediction[0, : len(ahead)], "network, free-running", c["prediction"], width=2.2),
        "mode": "lines+markers", "marker": {"symbol": PREDICTED, "size": 7}, "legendrank": 3,
    })  # fmt: skip
    layout = base_layout(theme, height)
    layout["xaxis"], layout["yaxis"] = axis(theme, titles[0]), axis(theme, titles[1])
    layout["margin"] = {"l": 8, "r": 12, "t": 70, "b": 8}
    start = stamps(index, np.array([origin]))[0]
    layout["shapes"] = [
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": start, "x1": start, "y0": 0, "y1": 1,
            "line": {"color": c["muted"], "width": 1, "dash": "dot"},
        }
    ]  # fmt: skip
    layout["annotations"] = [
        {
            "x": start, "y": 1, "xref": "x", "yref": "paper", "text": "origin", "xanchor": "left", "xshift": 4,
            "yanchor": "top", "showarrow": False, "font": {"size": 14, "color": c["text"]},
        }
    ]  # fmt: skip
    return {"data": data, "layout": layout}
