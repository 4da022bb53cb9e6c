"""Where one unit is on: the whole series, the stretches drawn on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ui.charts.common import numbers
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint

ACTIVITY_HEIGHT = 300
# Plotly draws this many bands without a stumble; beyond it the thick line alone says it.
MOST_BANDS = 150


def activity_picture(
    theme: Theme,
    x: list[Any],
    y: np.ndarray,
    on: np.ndarray,
    bands: list[tuple[Any, Any]],
    name: str,
    titles: tuple[str, str],
) -> Figure:
    """The series with every stretch where the unit is on drawn thick and tinted from top to bottom.

    x: time stamps, y: (n,) values, on: (n,) booleans. bands: first and last time stamp of each stretch. name: of
    what is on. titles: of the time axis and of the value axis.
    """
    c = colors(theme)
    data = [
        {
            "type": "scatter", "mode": "lines", "name": "data", "x": x, "y": numbers(y),
            "line": {"color": c["data"], "width": 1.5},
        },
        {
            "type": "scatter", "mode": "lines+markers", "name": name, "x": x, "y": numbers(np.where(on, y, np.nan)),
            "line": {"color": c["highlight"], "width": 4}, "marker": {"size": 4, "color": c["highlight"]},
            "connectgaps": False,
        },
    ]  # fmt: skip
    layout = base_layout(theme, ACTIVITY_HEIGHT, hovermode="closest")
    layout["xaxis"], layout["yaxis"] = axis(theme, titles[0]), axis(theme, titles[1])
    layout["shapes"] = [
        {
            "type": "rect", "xref": "x", "yref": "paper", "x0": first, "x1": last, "y0": 0, "y1": 1,
            "fillcolor": faint(c["highlight"], 0.13), "line": {"width": 0}, "layer": "below",
        }
        for first, last in bands[:MOST_BANDS]
    ]  # fmt: skip
    return {"data": data, "layout": layout}
