"""Pictures of what a network remembers: memory profile beside the PACF, sensitivity, gradient through time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ui.charts.common import numbers
from ui.format.palette import Figure, Theme, axis, base_layout, colors, colorscale, faint

PROFILE_HEIGHT, ALONE_HEIGHT, STEPS_HEIGHT, FLOW_HEIGHT, ATTENTION_HEIGHT = 460, 300, 320, 380, 260
# Below this the eye sees nothing more than "gone".
SMALLEST = 1e-8
DASHES = ("dot", "dash", "longdash", "dashdot", "solid", "longdashdot")


def memory_picture(
    theme: Theme,
    lags: np.ndarray,
    profiles: Mapping[str, np.ndarray],
    mean: np.ndarray,
    pacf: np.ndarray | None,
    band: float,
    time_unit: str,
) -> Figure:
    """Mean |∂ŷ/∂x| per lag over the PACF of the same lags; lags whose PACF leaves the band are tinted in both.

    lags: (n,). profiles: name → (n,), the present one first, then the untrained one. mean: (n,) of ∂ŷ/∂x, with its
    sign. pacf: (n,), NaN where it is not known, or None when there is none to compare with. band: half width.
    """
    c = colors(theme)
    looks = (
        {"color": c["prediction"]},
        {"color": faint(c["muted"], 0.35), "line": {"color": c["muted"], "width": 1}, "pattern": {"shape": "/"}},
    )
    x = lags.tolist()
    data: list[dict[str, Any]] = [
        {"type": "bar", "name": name, "x": x, "y": numbers(values, 4), "marker": look,
         "hovertemplate": "%{y:.3g}"}
        for (name, values), look in zip(profiles.items(), looks, strict=False)
    ]  # fmt: skip
    data.append({
        "type": "scatter", "mode": "markers", "name": "with its sign", "x": x, "y": numbers(mean, 4),
        "marker": {"symbol": "diamond", "size": 7, "color": c["text"]}, "hovertemplate": "%{y:.3g}",
    })  # fmt: skip
    height = ALONE_HEIGHT if pacf is None else PROFILE_HEIGHT
    layout = base_layout(theme, height, bargap=0.25, dragmode=False)
    layout["xaxis"] = _lag_axis(theme, lags, time_unit)
    layout["yaxis"] = axis(theme, "∂ŷ/∂x, both scaled", zeroline=True, zerolinecolor=c["muted"], nticks=5)
    if pacf is None:
        return {"data": data, "layout": layout}
    layout["yaxis"]["domain"] = [0.47, 1]
    layout["yaxis2"] = axis(
        theme, "PACF", domain=[0, 0.38], range=[-1.08, 1.08], zeroline=True, zerolinecolor=c["muted"], nticks=5
    )
    layout["xaxis"]["anchor"] = "y2"
    outside = np.abs(pacf) > band
    data.append({
        "type": "bar", "name": "PACF", "x": x, "y": numbers(pacf, 4), "yaxis": "y2", "showlegend": False,
        "width": 0.3, "marker": {"color": [c["data"] if out else faint(c["muted"], 0.6) for out in outside]},
        "hovertemplate": "%{y:.3f}",
    })  # fmt: skip
    layout["shapes"] = [
        _block(lag - 0.5, lag + 0.5, "paper", 0, 1, faint(c["highlight"], 0.12)) for lag in lags[outside].tolist()
    ]
    layout["shapes"].append(_block(lags[0] - 0.5, lags[-1] + 0.5, "y2", -band, band, faint(c["baseline"], 0.25)))
    return {"data": data, "layout": layout}


def steps_picture(theme: Theme, changes: Mapping[str, np.ndarray], step: int, unit: str) -> Figure:
    """How far the prediction moves when one input step is changed, one step at a time.

    changes: what was done → (timesteps,) change of the prediction in `unit`. step: the cursor, counted from 1.
    """
    c = colors(theme)
    looks = (
        {"color": c["prediction"]},
        {"color": faint(c["baseline"], 0.5), "line": {"color": c["baseline"], "width": 1}, "pattern": {"shape": "\\"}},
    )
    length = len(next(iter(changes.values())))
    steps = list(range(1, length + 1))
    data = [
        {"type": "bar", "name": name, "x": steps, "y": numbers(values, 4), "marker": look,
         "hovertemplate": "%{y:.3g}"}
        for (name, values), look in zip(changes.items(), looks, strict=False)
    ]  # fmt: skip
    layout = base_layout(theme, STEPS_HEIGHT, bargap=0.25, dragmode=False)
    layout["xaxis"] = _whole_axis(theme, "step of the window (1 = oldest)", 1, length)
    title = f"change of ŷ ({unit})" if unit else "change of ŷ"
    layout["yaxis"] = axis(theme, title, zeroline=True, zerolinecolor=c["muted"])
    layout["shapes"] = [_frame(theme, step)]
    return {"data": data, "layout": layout}


def attention_picture(theme: Theme, weights: np.ndarray, step: int) -> Figure:
    """How attention (timesteps,) is shared out over the window. step: the cursor, counted from 1."""
    c = colors(theme)
    length = len(weights)
    steps, even = list(range(1, length + 1)), 1 / length
    data = [
        {"type": "bar", "name": "attention", "x": steps, "y": numbers(weights, 4), "marker": {"color": c["prediction"]},
         "hovertemplate": "%{y:.3f}"},
        {"type": "scatter", "mode": "lines", "name": "spread evenly", "x": [0.5, length + 0.5],
         "y": numbers(np.array([even, even]), 4), "line": {"color": c["muted"], "width": 2, "dash": "dash"},
         "hoverinfo": "skip"},
    ]  # fmt: skip
    layout = base_layout(theme, ATTENTION_HEIGHT, bargap=0.25, dragmode=False)
    layout["xaxis"] = _whole_axis(theme, "step of the window (1 = oldest)", 1, length)
    layout["yaxis"] = axis(theme, "attention weight", rangemode="tozero", nticks=5)
    layout["shapes"] = [_frame(theme, step)]
    return {"data": data, "layout": layout}


def input_map(theme: Theme, change: np.ndarray, features: tuple[str, ...], step: int, unit: str) -> Figure:
    """Change of the prediction when one feature at one step is hidden: features × steps.

    change: (timesteps, features) in `unit`. step: the cursor, counted from 1.
    """
    finite = np.abs(change[np.isfinite(change)])
    end = float(finite.max(initial=0.0)) or 1.0
    length = len(change)
    height = int(np.clip(130 + 26 * len(features), 180, 460))
    data = [{
        "type": "heatmap", "x": list(range(1, length + 1)), "y": list(features),
        "z": [numbers(row, 4) for row in change.T], "zmin": -end, "zmax": end,
        "colorscale": colorscale(theme, diverging=True),
        "colorbar": {"title": {"text": f"Δŷ ({unit})" if unit else "Δŷ", "side": "top"},
                     "thickness": 12, "outlinewidth": 0},
        "hovertemplate": "%{y} at step %{x}: %{z:.3g}<extra></extra>",
    }]  # fmt: skip
    layout = base_layout(theme, height, dragmode=False, hovermode="closest")
    layout["xaxis"] = _whole_axis(theme, "step of the window (1 = oldest)", 1, length)
    layout["yaxis"] = axis(theme, type="category", autorange="reversed", showgrid=False)
    layout["shapes"] = [_frame(theme, step)]
    return {"data": data, "layout": layout}


def flow_picture(theme: Theme, curves: Mapping[str, np.ndarray], own: tuple[str, np.ndarray] | None) -> Figure:
    """Relative gradient that reaches k steps back, on a log axis; every line has its own colour and dash.

    curves: name → (steps,) from k = 0. own: the same for the learner's network, drawn thick and on top.
    """
    c = colors(theme)
    hues = (c["muted"], c["candidate"], c["output"], c["data"], c["input"], c["baseline"])
    data = [
        _flow(name, values, {"color": hue, "width": 2, "dash": dash})
        for (name, values), hue, dash in zip(curves.items(), hues, DASHES, strict=False)
    ]
    lines = list(curves.values())
    if own is not None:
        data.append(_flow(own[0], own[1], {"color": c["highlight"], "width": 4}))
        lines.append(own[1])
    longest = max(len(values) for values in lines)
    layout = base_layout(theme, FLOW_HEIGHT, dragmode=False)
    layout["margin"]["t"] = 66
    layout["xaxis"] = axis(theme, "k: steps back from the end", range=[-0.5, longest - 0.5], zeroline=False)
    top = max([1.0, *(float(v[np.isfinite(v)].max(initial=1.0)) for v in lines)])
    bottom, ceiling = math.log10(SMALLEST), math.log10(top) + 0.3
    powers = [power for power in range(-8, math.ceil(ceiling) + 1) if power % 2 == 0]
    layout["yaxis"] = axis(
        theme, "gradient, relative to k = 0", type="log", range=[bottom, ceiling],
        tickvals=[10.0**power for power in powers],
        ticktext=["1" if power == 0 else f"10<sup>{power}</sup>".replace("-", "−") for power in powers],
    )  # fmt: skip
    return {"data": data, "layout": layout}


def _flow(name: str, values: np.ndarray, line: dict[str, Any]) -> dict[str, Any]:
    visible = np.where(values > 0, values, np.nan)
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": list(range(len(values))), "y": numbers(visible, 3),
        "line": line, "hovertemplate": "%{y:.2g}",
    }  # fmt: skip


def _lag_axis(theme: Theme, lags: np.ndarray, time_unit: str) -> dict[str, Any]:
    first, last = int(lags[0]), int(lags[-1])
    return _whole_axis(theme, f"lag ({time_unit}s before the predicted point)", first, last)


def _whole_axis(theme: Theme, title: str, first: int, last: int) -> dict[str, Any]:
    """Whole numbers only, half a bar of air at both ends."""
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100) if last - first < 16 * step)
    return axis(theme, title, range=[first - 0.5, last + 0.5], tick0=0, dtick=every, zeroline=False)


def _frame(theme: Theme, step: int) -> dict[str, Any]:
    """The cursor: a frame round one step."""
    line = {"color": colors(theme)["highlight"], "width": 2}
    return _block(step - 0.5, step + 0.5, "paper", 0, 1, "rgba(0,0,0,0)") | {
        "name": "step", "line": line, "layer": "above",
    }  # fmt: skip


def _block(x0: float, x1: float, yref: str, y0: float, y1: float, color: str) -> dict[str, Any]:
    return {
        "type": "rect", "xref": "x", "yref": yref, "x0": x0, "x1": x1, "y0": y0, "y1": y1,
        "fillcolor": color, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
