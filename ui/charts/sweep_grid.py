"""A sweep over two knobs: the validation error of each pair of values as a heat map. Numbers in, figure out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, log10
from typing import Any

import numpy as np

from lstm_core.experiments.sweep import Point
from lstm_core.experiments.sweep_grid import Pair, SweepGrid
from ui.format.palette import Figure, Theme, axis, base_layout, colors, colorscale, shade
from ui.format.text import measured

CELLS = "validation error"
# Pixels of a row, and of what stands above and below the cells.
_ROW, _TOP, _BOTTOM = 52, 56, 118
# The part of the colour scale that black can be read on and the ground is told apart from: the lowest error always
# has the colour that is furthest from the ground.
_SHARES: dict[Theme, tuple[float, float]] = {"light": (0.12, 0.68), "dark": (0.56, 1.0)}
_INK, _RIM = "#000000", "#ffffff"
# Beyond so many times the lowest error all cells have one colour: a training that went wrong would hide the valley.
_FARTHEST = 5.0
_TICKS = 4
# Where in a cell its mark stands, above its number.
_ABOVE = 0.32


@dataclass(frozen=True)
class Scale:
    """One of the two knobs. title: of the axis. values: in their order; names: how they read.

    log: whether ratios count. now: the present value; now_text: how it reads.
    """

    title: str
    values: tuple[float, ...]
    names: tuple[str, ...]
    log: bool
    now: float
    now_text: str

    @property
    def here(self) -> float:
        """Where the present value stands among the values, counted from 0: between two of them, if need be."""
        spread = [log(value) if self.log else value for value in (*self.values, self.now)]
        return float(np.interp(spread[-1], spread[:-1], range(len(self.values))))

    def place(self, value: float) -> int:
        """Where one of the values stands, counted from 0."""
        return self.values.index(value)


@dataclass(frozen=True)
class GridLook:
    """How it is drawn. x, y: the knobs. score: title of the colours. seeds: of a whole point.

    done: whether all have trained, so that it may be said which is best. refused: pairs that are not trained.
    """

    x: Scale
    y: Scale
    score: str
    seeds: int
    done: bool
    refused: tuple[Pair, ...]

    def place(self, pair: Pair) -> tuple[int, int]:
        """Column and row of a pair, counted from 0."""
        return self.x.place(pair[0]), self.y.place(pair[1])


def grid_figure(theme: Theme, found: SweepGrid, look: GridLook) -> Figure:
    """The middle over the seeds of each pair, in the strongest colour where lowest, and marks for what is said."""
    height = _TOP + _ROW * len(look.y.values) + _BOTTOM
    layout = base_layout(theme, height, dragmode=False, hovermode="closest")
    layout["margin"] = {"l": 8, "r": 12, "t": _TOP, "b": _BOTTOM}
    layout["xaxis"], layout["yaxis"] = _knob_axis(theme, look.x), _knob_axis(theme, look.y)
    layout["xaxis"]["automargin"] = False
    x, y = look.x.here, look.y.here
    # The rim parts the frame from whatever colour is below it.
    layout["shapes"] = [
        {"type": "rect", "name": "now", "x0": x - 0.48, "x1": x + 0.48, "y0": y - 0.48, "y1": y + 0.48,
         "line": {"color": colors(theme)[meaning], "width": width}}
        for meaning, width in (("background", 7), ("highlight", 3))
    ]  # fmt: skip
    layout["modebar"] = {"remove": ["select2d", "lasso2d"]}
    return {"data": [_cells(theme, found, look, height), *_marks(theme, found, look)], "layout": layout}


def _cells(theme: Theme, found: SweepGrid, look: GridLook, height: int) -> dict[str, Any]:
    shape = len(look.y.values), len(look.x.values)
    errors = np.full(shape, np.nan)
    text, told = np.full(shape, "", object), np.full(shape, "", object)
    for point in found.sound:
        column, row = look.place(point.value)
        errors[row, column] = point.middle
        # A number stands for all seeds; what still grows has its colour alone.
        text[row, column] = measured(point.middle) if len(point.scores) == look.seeds else ""
        told[row, column] = _told(point, look)
    known = errors[np.isfinite(errors)]
    positive = bool(known.size) and bool((known > 0).all())
    shown = np.log10(errors) if positive else errors
    low, high, ticks = _ends(shown, positive)
    return {
        "type": "heatmap", "name": CELLS, "x": list(range(shape[1])), "y": list(range(shape[0])),
        "z": [[float(v) if ok else None for v, ok in zip(row, np.isfinite(row), strict=True)] for row in shown],
        "zmin": low, "zmax": high, "colorscale": _colors(theme), "xgap": 2, "ygap": 2,
        "text": text.tolist(), "texttemplate": "%{text}", "textfont": {"color": _INK},
        "hovertext": told.tolist(), "hovertemplate": "%{hovertext}<extra></extra>",
        "colorbar": {
            "orientation": "h", "thickness": 10, "x": 0, "xanchor": "left", "len": 1, "outlinewidth": 0,
            "y": -66 / (height - _TOP - _BOTTOM), "yanchor": "top", "tickfont": {"size": 13},
            "title": {"text": look.score, "side": "top", "font": {"size": 14}},
            "tickvals": list(ticks), "ticktext": list(ticks.values()),
        },
    }  # fmt: skip


def _ends(shown: np.ndarray, logs: bool) -> tuple[float, float, dict[float, str]]:
    """Where the colours begin and end, and what is written at them; `shown` may be logarithms."""
    finite = shown[np.isfinite(shown)]
    if not finite.size:
        return 0.0, 1.0, {}
    low, highest = float(finite.min()), float(finite.max())
    high = min(highest, low + log10(_FARTHEST)) if logs else highest
    places = [low] if high <= low else np.linspace(low, high, _TICKS).tolist()
    ticks = {place: measured(10**place if logs else place) for place in places}
    if high < highest:
        ticks[places[-1]] = f"≥ {ticks[places[-1]]}"
    # One error alone needs a scale with two ends.
    return low, max(high, low + 1e-6), ticks


def _colors(theme: Theme) -> list[list[Any]]:
    """The colours from the lowest error to the highest."""
    far, near = _SHARES[theme]
    scale = colorscale(theme, diverging=False)
    return [[part, shade(scale, near + part * (far - near))] for part in np.linspace(0, 1, 9).tolist()]


def _told(point: Point[Pair], look: GridLook) -> str:
    column, row = look.place(point.value)
    return (
        f"{look.x.title}: {look.x.names[column]}<br>{look.y.title}: {look.y.names[row]}<br>"
        f"<b>{measured(point.middle)}</b>, from {measured(point.low)} to {measured(point.high)}<br>"
        f"{len(point.scores)} of {look.seeds} seeds"
    )


def _marks(theme: Theme, found: SweepGrid, look: GridLook) -> list[dict[str, Any]]:
    """What is said of single cells, by shape and not by colour alone; their names make the legend."""
    best = [found.best.value] if look.done and found.best else []
    near = [point.value for point in found.near] if look.done else []
    broken = [point.value for point in found.points if point not in found.sound]
    muted = colors(theme)["muted"]
    dark = {"color": _INK, "line": {"color": _RIM, "width": 1}}
    marks = [
        _mark("lowest", best, look, _ABOVE, {"symbol": "star", "size": 13, **dark}),
        _mark("not told apart from it", near, look, _ABOVE, {"symbol": "circle", "size": 8, **dark}),
        _mark("ended without a number", broken, look, 0, {"symbol": "x", "size": 11, "color": muted}),
        _mark("cannot be trained", look.refused, look, 0,
              {"symbol": "line-ew-open", "size": 12, "line": {"width": 3}, "color": muted}),
    ]  # fmt: skip
    now = {
        "type": "scatter", "mode": "markers", "x": [None], "y": [None], "hoverinfo": "skip",
        "name": f"now: {look.x.now_text}, {look.y.now_text}",
        "marker": {"symbol": "square-open", "size": 12, "color": colors(theme)["highlight"], "line": {"width": 3}},
    }  # fmt: skip
    return [now, *(mark for mark in marks if mark["x"])]


def _mark(name: str, pairs: Sequence[Pair], look: GridLook, above: float, marker: dict[str, Any]) -> dict[str, Any]:
    places = [look.place(pair) for pair in pairs]
    return {
        "type": "scatter", "mode": "markers", "name": name, "marker": marker, "hoverinfo": "skip",
        "x": [x for x, _ in places], "y": [y + above for _, y in places], "showlegend": True,
    }  # fmt: skip


def _knob_axis(theme: Theme, knob: Scale) -> dict[str, Any]:
    last = len(knob.values) - 1
    return axis(
        theme, knob.title, range=[-0.55, last + 0.55], tickvals=list(range(last + 1)), ticktext=list(knob.names),
        tickangle=0, showgrid=False, zeroline=False, fixedrange=True,
    )  # fmt: skip
