"""What the pictures of findings are made of: layout, lines, dots and notes."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.series import Series
from ui.charts.common import numbers, stamps
from ui.format.palette import Figure, Theme, axis, base_layout

HEIGHT = 260


def layout_of(theme: Theme, x: str, y: str, **more: Any) -> Figure:
    """The layout of a small picture with these titles of its axes."""
    layout = base_layout(theme, HEIGHT, **more)
    layout["xaxis"], layout["yaxis"], layout["dragmode"] = axis(theme, x), axis(theme, y), False
    return layout


def when(series: Series, positions: np.ndarray) -> list[Any]:
    """Time stamps or step numbers of rows (n,)."""
    return stamps(series.index, positions)


def line_of(x: list[Any], y: np.ndarray, name: str, color: str, dash: str = "solid") -> dict[str, Any]:
    """A line through (x, y)."""
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": numbers(y), "name": name,
        "line": {"color": color, "width": 2, "dash": dash}, "hovertemplate": "%{y:.3g}",
    }  # fmt: skip


def dots_of(x: np.ndarray, y: np.ndarray, color: str) -> dict[str, Any]:
    """Dots at (x, y)."""
    marker = {"color": color, "size": 7, "opacity": 0.7}
    return {"type": "scatter", "mode": "markers", "x": numbers(x), "y": numbers(y), "marker": marker}


def upright_at(x: Any, color: str) -> dict[str, Any]:
    """A dotted line upright at x."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": color, "dash": "dot"},
    }


def level_at(y: float, color: str) -> dict[str, Any]:
    """A dashed line level at y."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": y,
        "y1": y,
        "line": {"color": color, "dash": "dash"},
    }


def note_at(x: Any, text: str, side: str, color: str) -> dict[str, Any]:
    """A word above the picture at x, on this side of it."""
    return {
        "x": x, "y": 1, "yref": "paper", "text": text, "xanchor": side, "yanchor": "bottom", "showarrow": False,
        "font": {"size": 13, "color": color},
    }  # fmt: skip
