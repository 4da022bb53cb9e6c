"""Pictures of one window and one unit: numbers in, figure out.

Steps of the window count from 1 (oldest) to its length (newest), units from 1, as the page says them.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import Any

import numpy as np

from ui.charts.common import numbers
from ui.format.cell_display import NAMES, Kind
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint

# Plotly's name of a line → how the page says it, in the order of the features.
DASHES = {"solid": "solid", "dot": "dotted", "dash": "dashed", "dashdot": "dash-dotted"}


def window_picture(
    theme: Theme,
    kind: Kind,
    series: dict[str, list[Any]],
    window: tuple[Any, Any],
    step: Any,
    target: dict[str, list[Any]] | None,
    swing: dict[str, list[Any]] | None,
    titles: tuple[str, str],
    height: int = 300,
) -> Figure:
    """The test part with the chosen window, its target and the cursor.

    series: ``x``, ``y``. window: first and last time stamp. step: time stamp of the cursor. target: ``x``,
    ``truth``, ``prediction``, or None where the answer is no value. swing: ``x`` and one list per value of
    `Kind.strip`, what the chosen unit does at the end of every window, or None. titles: of the time and of the value
    axis.
    """
    c = colors(theme)
    data: list[dict[str, Any]] = [_line(series["x"], series["y"], c["data"], "data")]
    data += [] if target is None else [
        {
            **_line(target["x"], target["truth"], c["highlight"], "target"),
            "mode": "markers", "marker": {"symbol": "circle-open", "size": 12, "line": {"width": 3}},
        },
        {
            **_line(target["x"], target["prediction"], c["prediction"], "prediction"),
            "mode": "markers",
            "marker": {"symbol": "x-thin", "size": 10, "line": {"width": 3, "color": c["prediction"]}},
        },
    ]  # fmt: skip
    layout = base_layout(theme, height)
    layout["margin"] = {"l": 8, "r": 46, "t": 40, "b": 8}
    layout["xaxis"] = axis(theme, titles[0])
    layout["yaxis"] = axis(theme, titles[1])
    if swing is not None:
        data += [{**_line(swing["x"], swing[value], c[value], kind.name(value)), "yaxis": "y2"} for value in kind.strip]
        layout["yaxis"]["domain"] = [0.44, 1]
        title, bounds = ("gates", {"range": [0, 1]}) if kind.cell.openings else (kind.letters[kind.memory], {})
        layout["yaxis2"] = axis(theme, title, domain=[0, 0.34], nticks=3, **bounds)
        layout["xaxis"]["anchor"] = "y2"
        layout["annotations"] = _end_letters(c, kind, swing, kind.strip, "y2")
    layout["dragmode"] = False
    layout["shapes"] = [
        {
            "type": "rect", "xref": "x", "yref": "paper", "x0": window[0], "x1": window[1], "y0": 0, "y1": 1,
            "fillcolor": faint(c["highlight"], 0.13), "line": {"width": 0}, "layer": "below",
        },
        cursor(theme, step),
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def unit_curves(
    theme: Theme,
    kind: Kind,
    x: np.ndarray,
    features: tuple[str, ...],
    curves: Mapping[str, np.ndarray],
    unit: int,
    step: int,
    height: int = 460,
) -> Figure:
    """One unit's curves under the input: its gates, where it has some, and its contents.

    x: (timesteps, features) scaled. curves: value → (timesteps,). unit, step: counted from 1.
    """
    c = colors(theme)
    steps = list(range(1, len(x) + 1))
    data = input_lines(theme, steps, x, features, "x", "y")
    layout = base_layout(theme, height, showlegend=False, dragmode=False)
    layout["margin"] = {"l": 8, "r": 46, "t": 24, "b": 8}
    layout["yaxis"] = axis(theme, "input", domain=[0.78, 1], nticks=3)
    layout["annotations"] = [caption(f"Unit {unit} under the scaled input", 0, 1)]
    gates = ("gates (0 to 1)", kind.cell.openings, {"domain": [0.4, 0.7], "range": [-0.03, 1.03], "nticks": 4})
    title = "contents" if len(kind.contents) > 1 else NAMES[kind.memory]
    contents = (title, kind.contents, {"domain": [0, 0.32 if kind.cell.openings else 0.7], "nticks": 5})
    where = "y"
    for number, (title, values, look) in enumerate([gates, contents] if kind.cell.openings else [contents], 2):
        where = f"y{number}"
        layout[f"yaxis{number}"] = axis(theme, title, **look)
        lines = {value: numbers(curves[value]) for value in values}
        data += [
            {**_line(steps, y, c[value], kind.name(value)), "yaxis": where, "mode": "lines+markers",
             "hovertemplate": "%{y:.2f}"}
            for value, y in lines.items()
        ]  # fmt: skip
        layout["annotations"] += _end_letters(c, kind, {"x": steps, **lines}, values, where)
    layout["xaxis"] = axis(theme, "step of the window (1 = oldest)", anchor=where, **step_ticks(len(x)))
    layout["shapes"] = [cursor(theme, step)]
    return {"data": data, "layout": layout}


def input_lines(
    theme: Theme, steps: list[int], x: np.ndarray, features: tuple[str, ...], xa: str, ya: str
) -> list[dict[str, Any]]:
    """What the network reads, one line per feature."""
    c = colors(theme)
    return [
        {
            **_line(steps, numbers(column), c["data"], name), "xaxis": xa, "yaxis": ya,
            "line": {"color": c["data"] if number == 0 else c["muted"], "width": 2, "dash": dash},
            "hovertemplate": "%{y:.2f}",
        }
        for number, (name, column, dash) in enumerate(zip(features, x.T, cycle(DASHES), strict=False))
    ]  # fmt: skip


def cursor(theme: Theme, at: Any) -> dict[str, Any]:
    """A line from top to bottom, at a step of the window or what else counts on the axis."""
    return {
        "type": "line", "name": "step", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
        "line": {"color": colors(theme)["highlight"], "width": 2},
    }  # fmt: skip


def caption(text: str, x: float, y: float) -> dict[str, Any]:
    """A title that stands on a panel's upper left corner."""
    return {
        "text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
        "showarrow": False, "font": {"size": 14},
    }  # fmt: skip


def step_ticks(length: int, most: int = 12) -> dict[str, Any]:
    """Whole steps only, and half a step of air at both ends so that maps and lines line up. most: about so many."""
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200) if length <= most * step)
    return {"range": [0.5, length + 0.5], "tick0": 0, "dtick": every, "zeroline": False}


def _line(x: list[Any], y: list[Any], color: str, name: str) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "name": name, "line": {"color": color, "width": 2}}


def _end_letters(
    c: dict[str, str], kind: Kind, curves: Mapping[str, list[Any]], values: tuple[str, ...], ya: str
) -> list[dict[str, Any]]:
    """Each curve's letter beside its last point; a curve without a last value has none."""
    ends = {value: curves[value][-1] for value in values if curves[value] and curves[value][-1] is not None}
    return [
        {
            "x": curves["x"][-1], "y": end, "xref": "x", "yref": ya, "text": f"<b>{kind.letters[value]}</b>",
            "showarrow": False, "xanchor": "left", "xshift": 6 + 10 * number, "font": {"color": c[value], "size": 15},
        }
        for number, (value, end) in enumerate(ends.items())
    ]  # fmt: skip
