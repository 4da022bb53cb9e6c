"""The trail: the last trainings in the order in which they were tried."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.charts.common import numbers
from ui.charts.training import LOSS_TITLES, log_axis, whole
from ui.format.palette import Figure, Theme, axis, base_layout, colors

TRAIL_HEIGHT = 250
ROOM = 0.5


@dataclass(frozen=True)
class Step:
    """One training. name: what sets it apart. loss: its last validation loss. quick: whether a moved knob began it.

    shown: whether it is the one in the other charts.
    """

    name: str
    loss: float
    quick: bool
    shown: bool


def trail_chart(steps: Sequence[Step], loss: str, theme: Theme) -> Figure:
    """Validation loss against the number of the try, from 1; loss: a key of `LOSS_TITLES`."""
    c = colors(theme)
    losses = numbers(np.array([step.loss for step in steps]))
    symbols = ["star" if step.shown else "circle-open" if step.quick else "square" for step in steps]
    data = [
        {
            "type": "scatter", "name": "validation loss", "mode": "lines+markers",
            "x": list(range(1, len(steps) + 1)), "y": losses, "text": [html.escape(step.name) for step in steps],
            "hovertemplate": "%{text}<br>%{y:.3g}<extra></extra>",
            "line": {"color": c["validation"], "width": 1},
            "marker": {"size": [13 if step.shown else 9 for step in steps], "symbol": symbols},
        }
    ]  # fmt: skip
    layout = base_layout(
        theme, TRAIL_HEIGHT,
        xaxis=axis(theme, "training", range=[1 - ROOM, len(steps) + ROOM], **whole(len(steps))),
        yaxis=log_axis(theme, LOSS_TITLES[loss], losses), hovermode="closest", showlegend=False,
    )  # fmt: skip
    return {"data": data, "layout": layout}
