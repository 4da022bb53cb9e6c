"""Networks side by side: their validation losses by epoch, and their predictions on the same points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ui.charts.common import numbers
from ui.charts.results import MOST_MARKS
from ui.charts.training import LOSS_HEIGHT, LOSS_TITLES, epoch_axis, evenly, level, log_axis
from ui.format.palette import Figure, Theme, axis, base_layout, colors

# Each line has a colour, a dash and a mark; no two of 36 have the same dash and the same mark.
_COLORS = ("prediction", "baseline", "highlight", "train", "hidden", "cell")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "star")
POINTS = 60


def style(theme: Theme, place: int) -> dict[str, Any]:
    """Line of the contender at a place of the race, from 0 to 35."""
    dash = _DASHES[(place + place // len(_COLORS)) % len(_DASHES)]
    return {"color": colors(theme)[_COLORS[place % len(_COLORS)]], "dash": dash, "width": 2.5}


def mark(place: int) -> str:
    """Mark of the contender at a place of the race."""
    return _MARKS[place % len(_MARKS)]


def marks(place: int, size: int = 8) -> dict[str, Any]:
    """These marks along its line, few enough that a long one stays a line."""
    return {"symbol": mark(place), "size": size, "maxdisplayed": MOST_MARKS}


def race_losses(
    theme: Theme, losses: Mapping[str, np.ndarray], epochs: int, loss: str, mean_loss: float | None, revision: str
) -> Figure:
    """Validation loss (epochs so far + 1,) of each contender by its title, on a log axis.

    mean_loss: the loss of always predicting the training mean, drawn as a line, where it is known.
    """
    data: list[dict[str, Any]] = []
    for place, (title, values) in enumerate(losses.items()):
        kept = evenly(len(values))
        data.append({
            "type": "scatter", "name": title, "mode": "lines+markers", "x": kept.tolist(), "y": numbers(values[kept]),
            "line": style(theme, place), "marker": marks(place),
        })  # fmt: skip
    if mean_loss:
        data.append(level(mean_loss, epochs, "always the mean", colors(theme)["muted"], "dot"))
    drawn = [value for trace in data for value in trace["y"]]
    layout = base_layout(
        theme, LOSS_HEIGHT + 60, xaxis=epoch_axis(theme, epochs), uirevision=revision,
        yaxis=log_axis(theme, f"validation {LOSS_TITLES[loss]}", drawn),
    )  # fmt: skip
    return {"data": data, "layout": layout}


def race_predictions(
    theme: Theme, truth: np.ndarray, predictions: Mapping[str, np.ndarray], value_title: str, revision: str
) -> Figure:
    """The last validation points: truth (n,) and what each contender says, in the series' unit."""
    points = min(POINTS, len(truth))
    x = list(range(1, points + 1))
    data: list[dict[str, Any]] = [
        {
            "type": "scatter", "name": "truth", "mode": "lines", "x": x, "y": numbers(truth[-points:]),
            "line": {"color": colors(theme)["data"], "width": 3},
        }
    ]  # fmt: skip
    for place, (title, values) in enumerate(predictions.items()):
        data.append({
            "type": "scatter", "name": title, "mode": "lines+markers", "x": x, "y": numbers(values[-points:]),
            "line": {**style(theme, place), "width": 1.5}, "marker": marks(place, 6) | {"maxdisplayed": 0},
        })  # fmt: skip
    layout = base_layout(
        theme, LOSS_HEIGHT + 60, xaxis=axis(theme, f"the last {points} validation answers"),
        yaxis=axis(theme, value_title), uirevision=revision,
    )  # fmt: skip
    return {"data": data, "layout": layout}
