"""The series cut into training, validation and test part, with one window marked on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.prepare import PARTS, Prepared, seen_targets
from lstm_core.series import Series
from ui.charts.common import numbers, stamps, time_title
from ui.charts.series import line
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint, ink_on
from ui.format.text import with_unit

_SHORT = {"train": "Train", "validation": "Val", "test": "Test"}
_PART_MARKS = {"train": "line-ns-open", "validation": "circle", "test": "diamond"}
# More marks in a row than this cannot be told apart.
MOST_MARKS = 600


def spans(series: Series, boundaries: tuple[int, int]) -> list[tuple[str, int, int]]:
    """Part, first position, last position."""
    edges = (0, *boundaries, len(series))
    return [(part, edges[i], edges[i + 1] - 1) for i, part in enumerate(PARTS)]


def split_figure(
    series: Series, boundaries: tuple[int, int], theme: Theme, *, window: tuple[int, int] | None = None,
    targets: np.ndarray | None = None, height: int = 340, leaky: Prepared | None = None,
) -> Figure:  # fmt: skip
    """The target with a coloured strip of the three parts above it.

    window: first and last position of the marked window. targets: positions of its targets. leaky: windows whose
    parts are mixed, or that have seen later targets: rows of marks above the series show which.
    """
    c = colors(theme)
    layout = base_layout(theme, height, uirevision=f"{series.title} {len(series)}")
    layout["margin"] = {"l": 8, "r": 12, "t": 40, "b": 8}
    layout["xaxis"] = axis(theme, time_title(series))
    layout["yaxis"] = axis(theme, with_unit(series.target[:24], series.unit))
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    mixed = leaky is not None and not leaky.in_order
    for part, first, last in () if mixed else spans(series, boundaries):
        # The strip runs to the next part's first point, so that no gap opens between two parts.
        left, right = stamps(series.index, np.array([first, min(last + 1, len(series) - 1)]))
        box = {"type": "rect", "xref": "x", "yref": "paper", "x0": left, "x1": right, "line": {"width": 0}}
        shapes += [
            box | {"y0": 1.02, "y1": 1.12, "fillcolor": c[part]},
            box | {"y0": 0, "y1": 1, "fillcolor": faint(c[part], 0.10), "layer": "below"},
        ]
        middle = stamps(series.index, np.array([(first + last) // 2]))[0]
        notes.append({
            "x": middle, "y": 1.07, "xref": "x", "yref": "paper", "yanchor": "middle", "showarrow": False,
            "text": _SHORT[part] if last - first >= 0.09 * len(series) else "",
            "font": {"size": 13, "color": ink_on(c[part])},
        })  # fmt: skip
    traces = [line(series, series.target, c["data"])]
    if window is not None and targets is not None:
        inside = np.arange(window[0], window[1] + 1)
        traces.append(_marks(series, inside, "window", c["prediction"], "circle", 6))
        traces.append(_marks(series, targets, "its target", c["highlight"], "diamond", 10))
    if leaky is not None:
        traces += _leak_rows(series, leaky, theme, mixed)
        layout["yaxis"]["domain"] = [0, 0.78]
        layout["yaxis2"] = axis(
            theme, domain=[0.84, 1], range=[-0.6, 1.6 if mixed else 0.6], tickvals=[0, 1], anchor="x", showgrid=False,
            ticktext=["seen", "part"], zeroline=False, fixedrange=True,
        )  # fmt: skip
    layout |= {"shapes": shapes, "annotations": notes}
    layout["legend"] |= {"y": -0.28, "yanchor": "top"}
    return {"data": traces, "layout": layout}


def _leak_rows(series: Series, leaky: Prepared, theme: Theme, mixed: bool) -> list[dict[str, Any]]:
    """One row of marks for the targets that the training has seen; for mixed parts one more, whose target is whose."""
    c, rows = colors(theme), []
    if mixed:
        for part in PARTS:
            targets = np.unique(leaky.part(part).times)
            rows.append(_row(series, targets, f"{_SHORT[part]} target", 1, c[part], _PART_MARKS[part]))
    for part in PARTS[1:]:
        seen = seen_targets(leaky, part)
        if len(seen):
            name = f"{_SHORT[part]} target seen in training"
            rows.append(
                _row(series, seen, name, 0, c["highlight"], "x-thin-open" if part == "test" else "line-ne-open")
            )
    return rows


def _row(series: Series, positions: np.ndarray, name: str, y: int, color: str, symbol: str) -> dict[str, Any]:
    kept = positions[np.unique(np.linspace(0, len(positions) - 1, MOST_MARKS).round().astype(int))]
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": stamps(series.index, kept), "y": [y] * len(kept),
        "yaxis": "y2", "marker": {"color": color, "symbol": symbol, "size": 9, "line": {"color": color, "width": 2}},
        "hovertemplate": f"{name} at %{{x}}<extra></extra>",
    }  # fmt: skip


def _marks(series: Series, positions: np.ndarray, name: str, color: str, symbol: str, size: int) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers" if len(positions) > 1 else "markers", "name": name,
        "x": stamps(series.index, positions), "y": numbers(series.y[positions]),
        "line": {"color": color, "width": 2.5},
        "marker": {"color": color, "symbol": symbol, "size": size},
    }  # fmt: skip
