"""Kept runs side by side: their forecasts of the test part, and a setting against a metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np

from ui.charts.common import numbers
from ui.charts.race import marks, style
from ui.charts.training import LOSS_HEIGHT
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint

HEIGHT = LOSS_HEIGHT


def forecast_overlay(
    theme: Theme, x: list[Any], truth: np.ndarray, forecasts: Mapping[int, tuple[str, np.ndarray]],
    titles: tuple[str, str],
) -> Figure:  # fmt: skip
    """Truth (n,) and the forecast (n,) of each run on the test part, in the series' unit; NaN where there is none.

    x: (n,) time stamps. forecasts: place among the chosen runs → name and forecast. titles: of the time axis and of
    the value axis.
    """
    data: list[dict[str, Any]] = [
        {
            "type": "scatter", "name": "truth", "mode": "lines", "x": x, "y": numbers(truth),
            "line": {"color": colors(theme)["data"], "width": 3},
        }
    ]  # fmt: skip
    for place, (name, forecast) in forecasts.items():
        data.append({
            "type": "scatter", "name": name, "mode": "lines+markers", "x": x, "y": numbers(forecast),
            "line": {**style(theme, place), "width": 1.8}, "marker": marks(place, 6),
        })  # fmt: skip
    layout = base_layout(theme, HEIGHT, xaxis=axis(theme, titles[0]), yaxis=axis(theme, titles[1]))
    return {"data": data, "layout": layout}


def scatter(
    theme: Theme, x: Sequence[float | str], y: np.ndarray, names: Sequence[str], chosen: np.ndarray,
    titles: tuple[str, str], *, log: bool,
) -> Figure:  # fmt: skip
    """A setting (n,) against a metric (n,), a mark per run. chosen: (n,) whether a run is among the chosen ones.

    log: a log axis for the setting.
    """
    c, values = colors(theme), numbers(y)
    looks = (
        (~chosen, "other runs", {"color": faint(c["muted"], 0.65), "size": 9}),
        (chosen, "chosen runs", {"color": c["prediction"], "size": 12, "symbol": "diamond"}),
    )
    data = [
        {
            "type": "scatter", "mode": "markers", "name": name, "marker": marker,
            "x": list(compress(x, which)), "y": list(compress(values, which)), "text": list(compress(names, which)),
            "hovertemplate": "<b>%{text}</b><br>%{x}: %{y}<extra></extra>",
        }
        for which, name, marker in looks
        if which.any()
    ]  # fmt: skip
    scale = {"type": "log"} if log else {}
    layout = base_layout(
        theme, HEIGHT, xaxis=axis(theme, titles[0], **scale), yaxis=axis(theme, titles[1]), hovermode="closest",
        showlegend=True,
    )  # fmt: skip
    return {"data": data, "layout": layout}
