"""The picture of intervals over the test part: numbers in, figure out."""

from __future__ import annotations

from typing import Any

import numpy as np

from ui.charts.results import band, forecast, line, points
from ui.format.palette import Figure, Theme, axis, base_layout, colors


def interval_picture(
    theme: Theme,
    x: list[Any],
    truth: np.ndarray,
    prediction: np.ndarray,
    bounds: tuple[np.ndarray, np.ndarray],
    inside: np.ndarray,
    name: str,
    network: str,
    titles: tuple[str, str],
    height: int = 400,
) -> Figure:
    """Truth, prediction and the interval round it, all (n,); what fell outside is marked with a cross.

    bounds: lower and upper. inside: whether the truth lies between them. name: of the interval. network: how
    the forecast is named.
    """
    c = colors(theme)
    data = band(x, *bounds, name, c["prediction"])
    data.append(forecast(x, prediction, network, c["prediction"]))
    data.append(line(x, truth, "truth", c["data"], width=2.5))
    missed = np.flatnonzero(~inside)
    crosses = points([x[i] for i in missed], truth[missed], c["highlight"], "truth outside")
    crosses["marker"] |= {"symbol": "x", "size": 9}
    data.append(crosses)
    layout = base_layout(theme, height)
    layout["xaxis"], layout["yaxis"] = axis(theme, titles[0]), axis(theme, titles[1])
    return {"data": data, "layout": layout}
