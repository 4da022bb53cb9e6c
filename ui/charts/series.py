"""A whole series as lines: the target large, the other columns in narrow rows beneath it."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.series import Series
from ui.charts.common import MOST_POINTS, numbers, stamps, thin, time_title
from ui.format.palette import Figure, Theme, axis, base_layout, colors
from ui.format.text import with_unit

MOST_ROWS = 6
LONG = 20_000
_ROW, _GAP = 90, 26


def shown_columns(series: Series) -> tuple[str, ...]:
    """Target first, then the features, as many as get a row."""
    return tuple(dict.fromkeys((series.target, *series.features)))[:MOST_ROWS]


def is_long(series: Series) -> bool:
    """Whether the series has so many points that training on them takes its time."""
    return len(series) > LONG


def is_thinned(series: Series) -> bool:
    """Whether the figure draws fewer points than the series has."""
    return len(series) > MOST_POINTS


def line(series: Series, name: str, color: str, **more: Any) -> dict[str, Any]:
    """One column as a trace, thinned to the lowest and highest value of each stretch."""
    values = series.values[:, series.names.index(name)]
    kept = thin(values)
    markers = len(series) <= 120
    return {
        "type": "scatter", "mode": "lines+markers" if markers else "lines", "name": name, "showlegend": False,
        "x": stamps(series.index, kept), "y": numbers(values[kept]),
        "line": {"color": color, "width": 1.6}, "marker": {"size": 4, "color": color}, "connectgaps": False, **more,
    }  # fmt: skip


def series_figure(series: Series, theme: Theme, *, height: int = 320, range_slider: bool = False) -> Figure:
    """The target over time; with a range slider, or with the features in rows beneath it."""
    c = colors(theme)
    names = shown_columns(series)[:1] if range_slider else shown_columns(series)
    total = height + (len(names) - 1) * (_ROW + _GAP)
    layout = base_layout(theme, total, uirevision=f"{series.title} {len(series)}", hovermode="x unified")
    layout["xaxis"] = axis(theme, time_title(series), anchor=f"y{len(names)}" if len(names) > 1 else "y")
    if range_slider:
        layout["margin"] = {**layout["margin"], "b": 36}
        layout["xaxis"]["rangeslider"] = {"visible": True, "thickness": 0.14, "bordercolor": c["grid"],
                                          "borderwidth": 1}  # fmt: skip
    traces, top = [], 1.0
    for row, name in enumerate(names):
        share = (height if row == 0 else _ROW) / total
        suffix = "" if row == 0 else str(row + 1)
        unit = series.unit if name == series.target else ""
        title = with_unit(name, unit) if len(name) <= 24 else with_unit(name[:23] + "…", unit)
        layout[f"yaxis{suffix}"] = axis(
            theme, title, domain=[max(0.0, top - share), top], anchor="x", nticks=3 + 3 * (row == 0)
        )
        if row == 0 and series.classes:
            names_of = [name[:16] for name in series.classes]
            layout["yaxis"] |= {"tickmode": "array", "tickvals": list(range(len(names_of))), "ticktext": names_of}
        traces.append(line(series, name, c["data"] if row == 0 else c["muted"], xaxis="x", yaxis=f"y{suffix}"))
        top -= share + _GAP / total
    return {"data": traces, "layout": layout}


def describe(series: Series) -> str:
    """The figure in a sentence, for those who do not see it."""
    y = series.y[np.isfinite(series.y)]
    if series.classes:
        return f"{series.target} over {len(series):,} points, each of one of {len(series.classes)} classes."
    if not len(y):
        return f"{series.target} over time: no numbers."
    return (
        f"{series.target} over {len(series):,} points, from {y.min():.3g} to {y.max():.3g} {series.unit}".strip() + "."
    )
