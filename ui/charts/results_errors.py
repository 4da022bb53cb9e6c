"""Pictures of what a run's errors still say: numbers in, figure out."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.evaluation import Diagnosis
from ui.charts.common import numbers, thin
from ui.charts.results import line, points
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint
from ui.format.text import measured, with_unit


def residuals_over_time(theme: Theme, x: list[Any], residuals: np.ndarray, time: str, unit: str) -> Figure:
    """Residuals (n,) at their time stamps x, round a line at 0."""
    return _dots(theme, x, residuals, time, unit)


def residuals_by_prediction(theme: Theme, prediction: np.ndarray, residuals: np.ndarray, unit: str) -> Figure:
    """Residuals (n,) against the predictions (n,) they belong to: a funnel means that the spread changes."""
    return _dots(theme, numbers(prediction), residuals, with_unit("prediction", unit), unit, hovermode="closest")


def residual_shape(theme: Theme, diagnosis: Diagnosis, unit: str, height: int = 340) -> Figure:
    """Histogram with the normal curve of the same mean and spread, and the Q–Q plot beside it."""
    c = colors(theme)
    centers, widths = (diagnosis.edges[:-1] + diagnosis.edges[1:]) / 2, np.diff(diagnosis.edges)
    ends = diagnosis.qq_theoretical[[0, -1]]
    kept = thin(diagnosis.qq_sample)
    data: list[dict[str, Any]] = [
        {
            "type": "bar", "x": numbers(centers), "y": numbers(diagnosis.density), "width": numbers(widths),
            "name": "residuals", "marker": {"color": faint(c["prediction"], 0.55)},
        },
        line(numbers(diagnosis.curve_x), diagnosis.curve_y, "normal curve", c["data"], dash="dash"),
        {
            **points(
                numbers(diagnosis.qq_theoretical[kept]), diagnosis.qq_sample[kept], c["prediction"], "sorted residuals"
            ),
            "xaxis": "x2", "yaxis": "y2",
        },
        {
            **line(numbers(ends), diagnosis.qq_intercept + diagnosis.qq_slope * ends, "normal", c["data"], dash="dash"),
            "xaxis": "x2", "yaxis": "y2", "showlegend": False,
        },
    ]  # fmt: skip
    layout = base_layout(theme, height, hovermode="closest", bargap=0)
    layout["xaxis"] = axis(theme, with_unit("residual", unit), domain=[0, 0.46])
    layout["yaxis"] = axis(theme, "density")
    layout["xaxis2"] = axis(theme, "normal quantile", domain=[0.58, 1], anchor="y2")
    layout["yaxis2"] = axis(theme, with_unit("residual", unit), anchor="x2")
    return {"data": data, "layout": layout}


def residual_acf(theme: Theme, diagnosis: Diagnosis, height: int = 340) -> Figure:
    """Autocorrelation of the residuals from lag 1, with the band that 95 % of pure noise stays in."""
    c = colors(theme)
    lags = list(range(1, len(diagnosis.acf)))
    outside = np.abs(diagnosis.acf[1:]) > diagnosis.band
    layout = base_layout(theme, height, showlegend=False, bargap=0.6)
    layout["xaxis"] = axis(theme, "lag (steps)", range=[0.3, len(lags) + 0.7])
    layout["yaxis"] = axis(theme, "autocorrelation", zeroline=True)
    layout["shapes"] = [
        {
            "type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": -diagnosis.band, "y1": diagnosis.band,
            "fillcolor": faint(c["muted"], 0.2), "line": {"width": 0}, "layer": "below",
        }
    ]  # fmt: skip
    marks = _hatched([c["highlight"] if o else c["prediction"] for o in outside], list(outside))
    bars = {"type": "bar", "x": lags, "y": numbers(diagnosis.acf[1:]), "name": "autocorrelation", "marker": marks}
    return {"data": [bars], "layout": layout}


def _hatched(fills: list[str], hatched: list[bool]) -> dict[str, Any]:
    """Bar marks of which some are hatched. Both pattern colours are named, or Plotly derives them and complains."""
    shapes = ["/" if chosen else "" for chosen in hatched]
    return {"color": fills, "pattern": {"shape": shapes, "fillmode": "replace", "bgcolor": fills, "fgcolor": "#ffffff"}}


def echo_bars(theme: Theme, lags: tuple[int, ...], errors: np.ndarray, unit: str, height: int = 300) -> Figure:
    """RMSE of the prediction against the truth some steps earlier or later; the smallest is hatched."""
    c = colors(theme)
    best = int(np.nanargmin(errors))
    marks = _hatched(
        [c["prediction"] if i == best else faint(c["muted"], 0.5) for i in range(len(lags))],
        [i == best for i in range(len(lags))],
    )
    layout = base_layout(theme, height, showlegend=False, bargap=0.35)
    layout["xaxis"] = axis(theme, "truth this many steps earlier", tickvals=list(lags))
    layout["yaxis"] = axis(theme, with_unit("RMSE", unit), rangemode="tozero")
    bars = {
        "type": "bar", "x": list(lags), "y": numbers(errors), "name": "RMSE", "marker": marks,
        "text": [measured(e) for e in errors], "textposition": "outside", "textangle": 0, "constraintext": "none",
        "textfont": {"size": 12},
        "cliponaxis": False,
    }  # fmt: skip
    return {"data": [bars], "layout": layout}


def _dots(theme: Theme, x: list[Any], residuals: np.ndarray, title: str, unit: str, **more: Any) -> Figure:
    c = colors(theme)
    layout = base_layout(theme, 340, showlegend=False, **more)
    layout["xaxis"] = axis(theme, title)
    layout["yaxis"] = axis(theme, with_unit("residual", unit), zeroline=True, zerolinecolor=c["muted"])
    return {"data": [points(x, residuals, c["prediction"], "residual")], "layout": layout}
