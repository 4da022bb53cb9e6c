"""Start: one memory cell that counts, and what a network reads of a wave."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.interpretation.trace import Trace
from ui.charts.common import numbers
from ui.format.palette import Figure, Theme, axis, base_layout, colors

COUNTER_HEIGHT = 500
# Of each row, from the top: where it ends and begins.
_ROWS = {"y": (0.88, 1.0), "y2": (0.50, 0.80), "y3": (0.27, 0.43), "y4": (0.0, 0.20)}


def counter_figure(seen: Trace, pulse: np.ndarray, reset: np.ndarray, theme: Theme) -> Figure:
    """What a cell that counts reads, answers and remembers, row by row under one another.

    pulse, reset: (timesteps,) whether there was one. The network has one unit and an answer at every step.
    """
    c = colors(theme)
    steps = list(range(1, len(pulse) + 1))
    read = {"pulse": (pulse, c["data"], "circle"), "reset": (reset, c["highlight"], "x")}
    data: list[dict[str, Any]] = [
        {
            "type": "scatter", "mode": "markers", "name": name, "yaxis": "y", "hoverinfo": "x+name",
            "x": [step for step, there in zip(steps, up, strict=True) if there], "y": [name] * int(up.sum()),
            "marker": {"color": color, "symbol": symbol, "size": 9}, "showlegend": False,
        }
        for name, (up, color, symbol) in read.items()
    ]  # fmt: skip
    data += [
        _curve(steps, seen.truth, "true count", c["data"], "y2", shape="hv", dash="dot"),
        _curve(steps, seen.prediction, "the network's answer", c["prediction"], "y2"),
        _curve(steps, seen.forget[0][:, 0], "f, forget gate", c["forget"], "y3", showlegend=False),
        _curve(steps, seen.cell[0][:, 0], "C, cell state", c["cell"], "y4", showlegend=False),
    ]
    layout = base_layout(theme, COUNTER_HEIGHT, uirevision="counter", hovermode="closest")
    layout["margin"] = {"l": 8, "r": 12, "t": 30, "b": 8}
    layout["xaxis"] = axis(theme, "step of the sequence", anchor="y4", zeroline=False, range=[0, len(steps) + 1])
    layout["yaxis"] = axis(theme, type="category", categoryarray=["reset", "pulse"], domain=_ROWS["y"])
    layout["yaxis2"] = axis(theme, "count", domain=_ROWS["y2"], nticks=4)
    layout["yaxis3"] = axis(theme, "f", domain=_ROWS["y3"], range=[-0.06, 1.06], nticks=3)
    layout["yaxis4"] = axis(theme, "C", domain=_ROWS["y4"], nticks=3)
    layout["legend"] = layout["legend"] | {"y": 0.80}
    layout["shapes"] = [
        {
            # Where the cell that plays is now.
            "type": "line", "name": "step", "x0": 1, "x1": 1, "yref": "paper", "y0": 0, "y1": 1,
            "line": {"color": c["text"], "width": 1},
        }
    ] + [
        {
            # Row by row: between them stand their names and the legend.
            "type": "line", "xref": "x", "yref": f"{row} domain", "x0": step, "x1": step, "y0": 0, "y1": 1,
            "layer": "below", "line": {"color": c["highlight"], "width": 1, "dash": "dot"},
        }
        for step, there in zip(steps, reset, strict=True)
        if there
        for row in _ROWS
    ]  # fmt: skip
    names = {"y": "What it reads", "y3": "<b>f</b> Forget gate", "y4": "<b>C</b> Cell state"}
    layout["annotations"] = [
        {
            "x": 0, "y": _ROWS[row][1], "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
            "showarrow": False, "text": name, "font": {"size": 14, "color": c["text"]},
        }
        for row, name in names.items()
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def _curve(
    steps: list[int], y: np.ndarray, name: str, color: str, where: str, *, shape: str = "linear", dash: str = "solid",
    showlegend: bool = True,
) -> dict[str, Any]:  # fmt: skip
    return {
        "type": "scatter", "mode": "lines+markers", "x": steps, "y": numbers(y), "name": name, "yaxis": where,
        "line": {"color": color, "width": 2, "shape": shape, "dash": dash}, "marker": {"size": 4},
        "hovertemplate": "step %{x}: %{y:.2f}", "showlegend": showlegend,
    }  # fmt: skip


def window_figure(values: np.ndarray, truth: float, prediction: float, unit: str, theme: Theme) -> Figure:
    """What the network read (timesteps,), its prediction and what really came, in the series' unit."""
    c = colors(theme)
    steps = list(range(1 - len(values), 1))
    label = f"value ({unit})" if unit else "value"
    traces = [
        {"type": "scatter", "mode": "lines+markers", "x": steps, "y": numbers(values), "name": "read",
         "line": {"color": c["data"], "width": 2}, "marker": {"size": 6}},
        {"type": "scatter", "mode": "markers", "x": [1], "y": numbers(np.array([truth])), "name": "what came",
         "marker": {"size": 12, "color": c["data"], "symbol": "circle-open", "line": {"width": 2.5}}},
        {"type": "scatter", "mode": "markers", "x": [1], "y": numbers(np.array([prediction])), "name": "predicted",
         "marker": {"size": 11, "color": c["prediction"], "symbol": "diamond"}},
    ]  # fmt: skip
    layout = base_layout(
        theme, 250, xaxis=axis(theme, "steps from now", zeroline=False), yaxis=axis(theme, label), uirevision="window"
    )
    return {"data": traces, "layout": layout}
