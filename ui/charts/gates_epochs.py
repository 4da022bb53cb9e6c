"""Pictures of one run at one of its kept epochs: loss with a mark, forecast, untouched beside changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ui.charts.common import numbers
from ui.charts.gates import cursor
from ui.charts.race import mark
from ui.charts.training import whole
from ui.format.cell_display import Kind
from ui.format.palette import Figure, Theme, axis, base_layout, colors

FORECAST_HEIGHT, COMPARED_HEIGHT, COURSE_HEIGHT = 290, 420, 300


def mark_epochs(loss: Figure, theme: Theme, kept: list[int], losses: np.ndarray, chosen: int) -> Figure:
    """The loss chart with a dot at every epoch whose weights are kept and a line at the chosen one.

    losses: (kept,) validation loss at the kept epochs.
    """
    c = colors(theme)
    dots = {
        "type": "scatter", "mode": "markers", "name": "weights kept", "x": kept, "y": numbers(losses),
        "marker": {
            "size": [13 if epoch == chosen else 8 for epoch in kept], "line": {"color": c["highlight"], "width": 2},
            "color": [c["highlight"] if epoch == chosen else c["background"] for epoch in kept],
        },
        "hovertemplate": "epoch %{x}: %{y:.3g}<extra>weights kept</extra>",
    }  # fmt: skip
    layout = {**loss["layout"], "shapes": [cursor(theme, chosen)], "dragmode": False}
    return {"data": [*loss["data"], dots], "layout": layout}


def forecast_picture(
    theme: Theme, x: list[Any], truth: np.ndarray, forecasts: Mapping[str, np.ndarray], titles: tuple[str, str]
) -> Figure:
    """Truth and forecasts (n,) on the test part.

    forecasts: name → (n,), the last epoch's first, then that of the chosen one. titles: of both axes.
    """
    layout = base_layout(theme, FORECAST_HEIGHT)
    layout["xaxis"], layout["yaxis"] = axis(theme, titles[0]), axis(theme, titles[1])
    return {"data": _lines(theme, x, truth, forecasts), "layout": layout}


def compared_picture(
    theme: Theme,
    x: list[Any],
    truth: np.ndarray,
    forecasts: Mapping[str, np.ndarray],
    titles: tuple[str, str],
    residual_title: str,
) -> Figure:
    """`forecast_picture` with the residuals (truth − forecast) of every forecast below, on the same time axis."""
    layout = base_layout(theme, COMPARED_HEIGHT)
    layout["xaxis"] = axis(theme, titles[0], anchor="y2")
    layout["yaxis"] = axis(theme, titles[1], domain=[0.42, 1])
    layout["yaxis2"] = axis(
        theme, residual_title, domain=[0, 0.32], zeroline=True, zerolinecolor=colors(theme)["muted"], nticks=4
    )
    residuals = {name: truth - forecast for name, forecast in forecasts.items()}
    below = [
        {**line, "yaxis": "y2", "showlegend": False, "name": f"residual, {line['name']}"}
        for line in _lines(theme, x, truth, residuals)[1:]
    ]
    return {"data": [*_lines(theme, x, truth, forecasts), *below], "layout": layout}


def course_picture(
    theme: Theme, kind: Kind, epochs: list[int], curves: Mapping[str, np.ndarray], chosen: int
) -> Figure:
    """One unit's numbers at one step over some epochs. curves: value → (epochs,)."""
    c = colors(theme)
    data = [
        {
            "type": "scatter", "mode": "lines+markers", "name": kind.name(value), "x": epochs,
            "y": numbers(course, 4),
            "line": {"color": c[value], "width": 2}, "marker": {"size": 6, "symbol": mark(place)},
            "hovertemplate": "%{y:.2f}",
        }
        for place, (value, course) in enumerate(curves.items())
    ]  # fmt: skip
    layout = base_layout(theme, COURSE_HEIGHT, dragmode=False)
    layout["xaxis"] = axis(theme, "epoch", zeroline=False, **whole(epochs[-1]))
    layout["yaxis"] = axis(theme, "value", zeroline=True, zerolinecolor=c["muted"])
    layout["shapes"] = [cursor(theme, chosen)]
    return {"data": data, "layout": layout}


def _lines(theme: Theme, x: list[Any], truth: np.ndarray, forecasts: Mapping[str, np.ndarray]) -> list[dict[str, Any]]:
    """Truth, then the untouched forecast (blue, dotted), then the one that the learner made (with diamonds)."""
    c = colors(theme)
    looks = (
        {"mode": "lines", "line": {"color": c["prediction"], "width": 2, "dash": "dot"}},
        {
            "mode": "lines+markers", "line": {"color": c["highlight"], "width": 2, "dash": "dash"},
            "marker": {"symbol": "diamond", "size": 6 if len(x) <= 120 else 3},
        },
    )  # fmt: skip
    data: list[dict[str, Any]] = [
        {
            "type": "scatter", "mode": "lines", "name": "truth", "x": x, "y": numbers(truth),
            "line": {"color": c["data"], "width": 2.5}, "hovertemplate": "%{y:.3g}",
        }
    ]  # fmt: skip
    for (name, forecast), look in zip(forecasts.items(), looks, strict=False):
        data.append({
            "type": "scatter", "name": name, "x": x, "y": numbers(forecast), "hovertemplate": "%{y:.3g}", **look,
        })  # fmt: skip
    return data
