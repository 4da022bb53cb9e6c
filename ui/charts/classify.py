"""Pictures of a classification: examples, confusion matrix, calibration, accuracy while it trains, probabilities."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_core.evaluation.classification import Calibration
from ui.charts.common import numbers
from ui.charts.race import marks, style
from ui.charts.training import LOSS_HEIGHT, PART_MARKS, epoch_axis, evenly, level
from ui.format.palette import Figure, Theme, axis, base_layout, colors, colorscale, faint, ink_on, shade

PER_ROW = 3
# A row of small pictures, and a row that stands alone; room beneath it for ticks and the next titles, per line.
_PANEL, _ALONE, _TICKS, _LINE = 120, 200, 30, 19
# Over fewer windows a share says little.
FEW_WINDOWS = 10


def examples(
    theme: Theme, panels: Sequence[tuple[str, np.ndarray]], value_title: str, per_row: int = PER_ROW
) -> Figure:
    """Some windows side by side, each with its title; all on one scale.

    panels: (title, values (timesteps,)) of each; a title may have two lines, parted by <br>.
    """
    c, columns = colors(theme), min(per_row, len(panels))
    rows = math.ceil(len(panels) / columns)
    panel = _ALONE if rows == 1 else _PANEL
    lines = 1 + max(title.count("<br>") for title, _ in panels)
    pitch = panel + _TICKS + lines * _LINE
    height = rows * pitch + 40
    data: list[dict[str, Any]] = []
    layout = base_layout(theme, height, showlegend=False, dragmode=False, hovermode="closest")
    layout["annotations"] = []
    layout["margin"] = {"l": 8, "r": 12, "t": 10 + lines * _LINE, "b": 8}
    low, high = min(v.min() for _, v in panels), max(v.max() for _, v in panels)
    margin = 0.06 * float(high - low) or 1.0
    for place, (title, values) in enumerate(panels):
        row, column = divmod(place, columns)
        suffix = "" if place == 0 else str(place + 1)
        left = column / columns
        top = 1 - row / rows
        domain = [top - panel / pitch / rows, top]
        layout[f"xaxis{suffix}"] = axis(
            theme, "step" if row == rows - 1 else "",
            domain=[left, left + 0.94 / columns], anchor=f"y{suffix}", nticks=5,
        )  # fmt: skip
        layout[f"yaxis{suffix}"] = axis(
            theme, value_title[:20] if column == 0 else "", domain=domain, anchor=f"x{suffix}", nticks=4,
            range=[float(low) - margin, float(high) + margin], showticklabels=column == 0,
        )  # fmt: skip
        data.append({
            "type": "scatter", "mode": "lines", "x": list(range(1, len(values) + 1)), "y": numbers(values),
            "line": {"color": c["data"], "width": 1.6}, "xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "name": title,
        })  # fmt: skip
        layout["annotations"].append({
            "x": left, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
            "text": title, "showarrow": False, "font": {"size": 14}, "align": "left",
        })  # fmt: skip
    return {"data": data, "layout": layout}


def confusion(theme: Theme, matrix: np.ndarray, classes: Sequence[str], chosen: tuple[int, int]) -> Figure:
    """Counts (classes, classes) by true class, in rows, and named class, in columns; a frame round the chosen cell.

    The shade of a cell is its share of the row.
    """
    c, names = colors(theme), [name[:16] for name in classes]
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    height = 150 + 48 * len(names)
    layout = base_layout(theme, height, dragmode=False, hovermode="closest")
    layout["xaxis"] = axis(theme, "named class", type="category", side="top", fixedrange=True, showgrid=False)
    layout["yaxis"] = axis(theme, "true class", type="category", autorange="reversed", fixedrange=True, showgrid=False)
    row, column = chosen
    layout["shapes"] = [{
        "type": "rect", "x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5,
        "line": {"color": c["highlight"], "width": 3}, "fillcolor": "rgba(0,0,0,0)",
    }]  # fmt: skip
    scale = colorscale(theme, diverging=False)
    layout["annotations"] = [
        {
            "x": names[j], "y": names[i], "text": f"{int(matrix[i, j]):,}", "showarrow": False,
            "font": {"size": 16, "color": ink_on(shade(scale, float(shares[i, j])))},
        }
        for i in range(len(names))
        for j in range(len(names))
    ]  # fmt: skip
    cells = {
        "type": "heatmap", "x": names, "y": names, "z": [numbers(row) for row in shares], "zmin": 0, "zmax": 1,
        "colorscale": scale, "showscale": False, "xgap": 2, "ygap": 2,
        "hovertemplate": "true %{y}, named %{x}: %{z:.0%} of the row<extra></extra>", "name": "windows",
    }  # fmt: skip
    return {"data": [cells], "layout": layout}


def reliability(theme: Theme, bins: Calibration, height: int = 380) -> Figure:
    """Share named rightly by how certain the network was, above the number of windows in each bin."""
    c = colors(theme)
    some = bins.counts > 0
    middles = (bins.edges[:-1] + bins.edges[1:]) / 2
    shown = bins.counts[some].tolist()
    hover = [f"{n:,} windows" for n in shown]
    data: list[dict[str, Any]] = [
        {
            "type": "scatter", "mode": "lines", "name": "certain = right", "x": [0, 1], "y": [0, 1],
            "line": {"color": c["muted"], "dash": "dash", "width": 1.5}, "hoverinfo": "skip",
        },
        {
            "type": "scatter", "mode": "lines+markers", "name": "network", "x": numbers(bins.confidence[some], 4),
            "y": numbers(bins.accuracy[some], 4), "text": hover, "line": {"color": c["prediction"], "width": 2},
            "marker": {"size": 9, "symbol": ["circle" if n >= FEW_WINDOWS else "circle-open" for n in shown]},
            "hovertemplate": "certain %{x:.2f}, right %{y:.2f}, %{text}<extra></extra>",
        },
        {
            "type": "bar", "name": "windows", "x": numbers(middles), "y": bins.counts.tolist(), "yaxis": "y2",
            "width": float(bins.edges[1]) * 0.9, "marker": {"color": faint(c["prediction"], 0.5)}, "showlegend": False,
            "hovertemplate": "%{y} windows<extra></extra>",
        },
    ]  # fmt: skip
    layout = base_layout(theme, height, dragmode=False, hovermode="closest")
    layout["xaxis"] = axis(theme, "probability of the named class", range=[0, 1], anchor="y2")
    layout["yaxis"] = axis(theme, "share named rightly", range=[-0.03, 1.03], domain=[0.36, 1])
    layout["yaxis2"] = axis(theme, "windows", domain=[0, 0.24], nticks=3, rangemode="tozero")
    return {"data": data, "layout": layout}


def accuracy_chart(
    history: Mapping[str, np.ndarray], epochs: int, majority: float, theme: Theme, *, revision: str = ""
) -> Figure:
    """Accuracy on the training and the validation part after each epoch; majority: of always the same class."""
    c = colors(theme)
    # Before the first epoch nothing is known, and the lines have their places already.
    kept = evenly(len(history["epoch"])) if "validation_accuracy" in history else np.arange(0)
    x = numbers(history["epoch"][kept])
    data: list[dict[str, Any]] = [
        {
            "type": "scatter", "name": part, "mode": "lines+markers" if len(x) < 3 else "lines", "x": x,
            "y": numbers(history.get(f"{column}_accuracy", np.zeros(0))[kept]),
            "line": {"color": c[column], "width": 2.5, "dash": dash}, "marker": PART_MARKS[column],
        }
        for part, column, dash in (("training", "train", "solid"), ("validation", "validation", "dot"))
    ]  # fmt: skip
    data.append(level(majority, epochs, "most frequent class", c["baseline"], "dash"))
    layout = base_layout(
        theme, LOSS_HEIGHT, xaxis=epoch_axis(theme, epochs), uirevision=revision,
        yaxis=axis(theme, "share named rightly", range=[-0.03, 1.03]),
    )  # fmt: skip
    return {"data": data, "layout": layout}


def race_accuracies(
    theme: Theme, accuracies: Mapping[str, np.ndarray], epochs: int, majority: float, revision: str
) -> Figure:
    """Validation accuracy (epochs so far + 1,) of each contender by its title."""
    data = [
        {
            "type": "scatter", "name": title, "mode": "lines+markers", "x": list(range(len(values))),
            "y": numbers(values), "line": style(theme, place), "marker": marks(place),
        }
        for place, (title, values) in enumerate(accuracies.items())
    ]  # fmt: skip
    data.append(level(majority, epochs, "most frequent class", colors(theme)["muted"], "dot"))
    layout = base_layout(
        theme, LOSS_HEIGHT + 60, xaxis=epoch_axis(theme, epochs), uirevision=revision,
        yaxis=axis(theme, "share named rightly", range=[-0.03, 1.03]),
    )  # fmt: skip
    return {"data": data, "layout": layout}


def probabilities(theme: Theme, classes: Sequence[str], answers: Mapping[str, np.ndarray], truth: int) -> Figure:
    """What some networks (title → (classes,)) say of one window, side by side; the true class has a star."""
    c = colors(theme)
    names = [f"{name[:16]} ★" if place == truth else name[:16] for place, name in enumerate(classes)]
    marks = ({"color": faint(c["prediction"], 0.9)}, {"color": faint(c["highlight"], 0.9), "pattern": {"shape": "/"}})
    data = [
        {"type": "bar", "name": title, "x": names, "y": numbers(values, 4), "marker": mark,
         "hovertemplate": "%{x}: %{y:.1%}"}
        for (title, values), mark in zip(answers.items(), marks, strict=False)
    ]  # fmt: skip
    layout = base_layout(theme, 300, dragmode=False, hovermode="closest", barmode="group")
    layout["yaxis"] = axis(theme, "probability", range=[0, 1.02])
    layout["xaxis"] = axis(theme, "class, ★ the true one", type="category")
    return {"data": data, "layout": layout}
