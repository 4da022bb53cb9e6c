"""The big picture of a run's predictions, and the marks that the other pictures of Results share."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import numpy as np

from lstm_core.evaluation import BASELINES
from ui.charts.common import numbers
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint

# Dashes and marks of the baselines in the order of their registry. As their numbers have no common divisor, no two of
# the first 110 have the same dash and the same mark.
_DASHES = (
    "dot", "dashdot", "longdash", "longdashdot", "dash", "2px 6px", "10px 3px 2px 3px", "4px 4px", "14px 4px 2px 4px",
    "6px 2px",
)  # fmt: skip
_MARKS = (
    "square", "x", "cross", "triangle-down", "triangle-up", "star", "pentagon", "hexagon", "hourglass", "bowtie",
    "star-square",
)  # fmt: skip
_LOOKS = dict(zip(BASELINES, zip(cycle(_DASHES), cycle(_MARKS), strict=False), strict=False))
# What the network predicts.
PREDICTED = "diamond"
# Along a line, so that a long one stays a line.
MOST_MARKS = 16
_TINT, BAND = 0.16, 0.22


def overview(
    theme: Theme,
    x: list[Any],
    truth: np.ndarray,
    prediction: np.ndarray,
    baselines: dict[str, np.ndarray],
    parts: dict[str, tuple[Any, Any]],
    titles: tuple[str, str],
    height: int = 440,
    network: str = "network",
    floor: float | None = None,
) -> Figure:
    """Truth, network and baselines over all parts, which are tinted and named.

    x, truth, prediction and each baseline: (n,), NaN where there is none. parts: name → first and last time stamp.
    titles: of the time axis and of the value axis. network: how the forecast is named. floor: noise floor in the
    series' unit, a band round the truth.
    """
    c = colors(theme)
    data = [] if floor is None else band(x, truth - floor, truth + floor, "truth ± noise floor", c["muted"])
    data += [
        baseline(x, forecast, name, BASELINES[name].title, c["baseline"], width=1.6)
        for name, forecast in baselines.items()
    ]
    # Above the baselines, which would hide a long series, and yet first in the legend.
    data.append({**line(x, truth, "truth", c["data"], width=2.5), "legendrank": 1})
    data.append({**forecast(x, prediction, network, c["prediction"], width=2.2), "legendrank": 2})
    layout = base_layout(theme, height)
    layout["margin"] = {"l": 8, "r": 12, "t": 70, "b": 8}
    layout["legend"] = layout["legend"] | {"y": 1.08}
    layout["xaxis"], layout["yaxis"] = axis(theme, titles[0]), axis(theme, titles[1])
    layout["shapes"] = [
        {
            "type": "rect", "xref": "x", "yref": "paper", "x0": first, "x1": last, "y0": 0, "y1": 1,
            "fillcolor": faint(c[part], _TINT), "line": {"width": 0}, "layer": "below",
        }
        for part, (first, last) in parts.items()
    ]  # fmt: skip
    layout["annotations"] = [
        {
            "x": last if part == "validation" else first, "y": 1, "xref": "x", "yref": "paper", "text": part,
            # Back to back at the second boundary, so that the names never meet on a narrow screen.
            "xanchor": "right" if part == "validation" else "left", "xshift": -3 if part == "validation" else 3,
            "yanchor": "bottom", "showarrow": False, "font": {"size": 14, "color": c["text"]},
        }
        for part, (first, last) in parts.items()
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def band(x: list[Any], lower: np.ndarray, upper: np.ndarray, name: str, color: str) -> list[dict[str, Any]]:
    """Two traces with the room between them filled."""
    edge = {"line": {"width": 0}, "hoverinfo": "skip", "hovertemplate": None, "legendgroup": name}
    return [
        {**line(x, lower, name, color), **edge, "showlegend": False},
        {**line(x, upper, name, color), **edge, "fill": "tonexty", "fillcolor": faint(color, BAND)},
    ]


def points(x: list[Any], y: np.ndarray, color: str, name: str) -> dict[str, Any]:
    """Round marks."""
    return {
        "type": "scatter", "mode": "markers", "x": x, "y": numbers(y), "name": name,
        "marker": {"color": color, "size": 7, "opacity": 0.8},
    }  # fmt: skip


def line(x: list[Any], y: np.ndarray, name: str, color: str, dash: str = "solid", width: float = 2.0) -> dict[str, Any]:
    """A line; NaN is a gap in it."""
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": numbers(y), "name": name,
        "line": {"color": color, "width": width, "dash": dash}, "hovertemplate": "%{y:.3g}",
    }  # fmt: skip


def baseline(x: list[Any], y: np.ndarray, name: str, title: str, color: str, width: float = 2.0) -> dict[str, Any]:
    """The line of a baseline, told apart from the others of its colour by a dash and a mark of its own."""
    dash, mark = _LOOKS[name]
    return marked(line(x, y, title, color, dash=dash, width=width), mark)


def forecast(x: list[Any], y: np.ndarray, name: str, color: str, width: float = 2.0) -> dict[str, Any]:
    """The line of a network's forecast, told apart from the truth by its marks."""
    return marked(line(x, y, name, color, width=width), PREDICTED)


def marked(trace: dict[str, Any], symbol: str, size: int = 7) -> dict[str, Any]:
    """A line with some marks along it."""
    marks = {"symbol": symbol, "size": size, "color": trace["line"]["color"], "maxdisplayed": MOST_MARKS}
    return {**trace, "mode": "lines+markers", "marker": marks}
