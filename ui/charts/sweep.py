"""A sweep: the validation error against one knob, with its spread over seeds. Numbers in, figure out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

from lstm_core.experiments.sweep import Point
from ui.charts.training import log_axis
from ui.format.palette import Figure, Theme, axis, base_layout, colors
from ui.format.text import measured, number

CURVE = "validation error"
HEIGHT = 380
# How far the axis goes beyond the outermost values, as a share of its length.
BEYOND = 0.04
# So few values are each a tick.
FEW = 3


@dataclass(frozen=True)
class Look:
    """How it is drawn. x, y: titles of the axes. values: all that are swept, so that the axis stands still.

    now, now_text: the present value, as number and in words. log: whether the knob stands on a log axis. seeds: of a
    whole point; one with fewer is drawn hollow.
    """

    x: str
    y: str
    values: tuple[float, ...]
    now: float
    now_text: str
    log: bool
    seeds: int


def sweep_figure(theme: Theme, points: Sequence[Point[float]], levels: Mapping[str, float], look: Look) -> Figure:
    """The middle over the seeds at each value, with the lowest and highest; what it is measured against as lines."""
    c = colors(theme)
    sound = [point for point in points if point.middle == point.middle]
    data = [_curve(theme, sound, look)]
    ends = [min(*look.values, look.now), max(*look.values, look.now)]
    looks = {"noise floor": (c["muted"], "dot")}
    for name, value in levels.items():
        color, dash = looks.get(name, (c["baseline"], "dash"))
        data.append({
            "type": "scatter", "mode": "lines", "x": ends, "y": [value, value], "name": f"{name} {measured(value)}",
            "line": {"color": color, "width": 2, "dash": dash}, "hoverinfo": "skip",
        })  # fmt: skip
    # A floor of 0 has no place on a log axis, and a class's entropy may be next to 0.
    drawn = [value for point in sound for value in (point.low, point.high)] + list(levels.values())
    layout = base_layout(theme, HEIGHT, hovermode="x")
    layout["xaxis"] = _knob_axis(theme, look, ends)
    if all(value > 0 for value in drawn):
        layout["yaxis"] = log_axis(theme, look.y, [*drawn])
    else:
        layout["yaxis"] = axis(theme, look.y, rangemode="tozero")
    layout["shapes"] = [{
        "type": "line", "xref": "x", "yref": "paper", "x0": look.now, "x1": look.now, "y0": 0, "y1": 1, "name": "now",
        "line": {"color": c["highlight"], "width": 1.5, "dash": "dash"}, "layer": "below",
        "label": {"text": f"now {look.now_text}", "textposition": "end", "textangle": 0, "yanchor": "top",
                  "xanchor": _side(look, ends), "font": {"color": c["highlight"], "size": 13}},
    }]  # fmt: skip
    return {"data": data, "layout": layout}


def _curve(theme: Theme, points: Sequence[Point[float]], look: Look) -> dict[str, Any]:
    color = colors(theme)["prediction"]
    told = [
        f"{measured(point.low)} to {measured(point.high)}, {len(point.scores)} of {look.seeds} seeds"
        for point in points
    ]  # fmt: skip
    return {
        "type": "scatter", "mode": "lines+markers", "name": CURVE, "x": [point.value for point in points],
        "y": [point.middle for point in points], "text": told, "line": {"color": color, "width": 1.5},
        "marker": {"size": 11, "color": color, "symbol": [
            "circle" if len(point.scores) == look.seeds else "circle-open" for point in points
        ]},
        "error_y": {
            "type": "data", "symmetric": False, "array": [point.high - point.middle for point in points],
            "arrayminus": [point.middle - point.low for point in points], "color": color, "thickness": 2, "width": 5,
        },
        "hovertemplate": "%{y:.3g} (%{text})<extra></extra>",
    }  # fmt: skip


def _knob_axis(theme: Theme, look: Look, ends: Sequence[float]) -> dict[str, Any]:
    low, high = map(log10, ends) if look.log else ends
    room = BEYOND * (high - low)
    more: dict[str, Any] = {"range": [low - room, high + room], "zeroline": False}
    if look.log:
        more["type"] = "log"
    if look.log or len(look.values) <= FEW:
        # Whole numbers stand for themselves; of others the powers of ten do.
        ticks = [value for value in look.values if isinstance(value, int) or log10(value).is_integer()]
        more |= {"tickvals": ticks, "ticktext": [number(float(value)) for value in ticks]}
    return axis(theme, look.x, **more)


def _side(look: Look, ends: Sequence[float]) -> str:
    """On which side of its line the present value is written, so that it stays inside the picture."""
    low, high, now = (log10(value) if look.log else value for value in (*ends, look.now))
    return "left" if 2 * now < low + high else "right"
