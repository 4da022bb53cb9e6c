"""Pictures of forecasts several steps ahead: error by horizon, and beyond the end of the data."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.evaluation import AHEAD, BASELINES
from lstm_core.forecasting import ByHorizon, Future
from lstm_core.series import Series
from ui.charts.common import stamps, thin
from ui.charts.results import BAND, PREDICTED, band, baseline, forecast, line, marked
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint
from ui.format.text import with_unit

# name of a forecast → how it is called; the first two are the network's own.
FORECASTS = {"recursive": "network, recursive", "direct": "network, direct outputs"} | {
    key: BASELINES[key].title for key in AHEAD
}
# Pixels.
BAR_WIDTH = 12
_NETWORK = {"recursive": PREDICTED, "direct": "circle"}


def errors_by_horizon(theme: Theme, ahead: ByHorizon, unit: str, height: int = 360) -> Figure:
    """RMSE of each forecast by steps ahead."""
    c = colors(theme)
    data = []
    for name, title in FORECASTS.items():
        if name not in ahead.rmse:
            continue
        reached = np.isfinite(ahead.rmse[name])
        steps, errors = ahead.horizons[reached].tolist(), ahead.rmse[name][reached]
        if name not in _NETWORK:
            data.append(baseline(steps, errors, name, title, c["baseline"]))
            continue
        data.append(marked(line(steps, errors, title, c["prediction"]), _NETWORK[name]))
    layout = base_layout(theme, height)
    layout["xaxis"] = axis(theme, "steps ahead")
    layout["yaxis"] = axis(theme, with_unit("RMSE", unit), rangemode="tozero")
    return {"data": data, "layout": layout}


def beyond_the_end(
    theme: Theme,
    series: Series,
    future: Future,
    half: np.ndarray | None,
    level: str,
    back: int,
    titles: tuple[str, str],
    height: int = 400,
) -> Figure:
    """The last `back` points of the series and the forecast after them, in the interval prediction ± half (steps,)."""
    c, end = colors(theme), len(series)
    start = max(0, end - back)
    kept = start + thin(series.y[start:])
    when = stamps(future.index, np.arange(len(future.index)))
    data = []
    if half is not None:
        lower, upper = future.prediction - half, future.prediction + half
        # A single step has no room to fill.
        draw = band if len(when) > 1 else _bar
        data += draw(when, lower, upper, f"{level} interval", c["prediction"])
    data.append(line(stamps(series.index, kept), series.y[kept], "the series", c["data"], width=2.5))
    data.append(forecast(when, future.prediction, "forecast beyond the end", c["prediction"], width=2.2))
    layout = base_layout(theme, height)
    layout["xaxis"], layout["yaxis"] = axis(theme, titles[0]), axis(theme, titles[1])
    last = stamps(series.index, np.array([end - 1]))[0]
    layout["shapes"] = [
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": last, "x1": last, "y0": 0, "y1": 1,
            "line": {"color": c["muted"], "width": 1, "dash": "dot"},
        }
    ]  # fmt: skip
    layout["annotations"] = [
        {
            "x": last, "y": 1, "xref": "x", "yref": "paper", "text": "end of the data", "xanchor": "right",
            "xshift": -4, "yanchor": "top", "showarrow": False, "font": {"size": 14, "color": c["text"]},
        }
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def _bar(x: list[Any], lower: np.ndarray, upper: np.ndarray, name: str, color: str) -> list[dict[str, Any]]:
    """The interval of one step, as broad as the legend's patch."""
    ends = np.concatenate([lower, upper])
    return [
        {**line(x * 2, ends, name, faint(color, BAND), width=BAR_WIDTH), "hoverinfo": "skip", "hovertemplate": None}
    ]
