"""Correlation stems and the parts of a decomposed series."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.explore import Decomposition
from lstm_core.series import Series
from ui.charts.common import numbers, stamps, thin, time_title
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint


def stems(values: np.ndarray, band: np.ndarray, theme: Theme, *, title: str, unit: str, height: int = 300) -> Figure:
    """Correlation per lag 1…n as stems over a shaded 95 % band; outside it a full marker, inside an open one.

    values: (lags + 1,) from lag 0. band: (lags + 1,) half widths.
    """
    c = colors(theme)
    lags, y = np.arange(1, len(values)), values[1:]
    width = np.broadcast_to(band, values.shape)[1:]
    outside = np.abs(y) > width
    x_band = [*lags.tolist(), *lags[::-1].tolist()]
    y_band = [*numbers(width), *numbers(-width[::-1])]
    stalks: list[Any] = [v for lag in lags.tolist() for v in (lag, lag, None)]
    heights: list[Any] = [v for value in numbers(y) for v in (0, value, None)]
    traces = [
        {"type": "scatter", "mode": "lines", "x": x_band, "y": y_band, "fill": "toself", "line": {"width": 0},
         "fillcolor": faint(c["baseline"], 0.18), "hoverinfo": "skip", "name": "95 % band"},
        {"type": "scatter", "mode": "lines", "x": stalks, "y": heights, "hoverinfo": "skip", "showlegend": False,
         "line": {"color": c["prediction"], "width": 1.5}},
        {"type": "scatter", "mode": "markers", "x": lags.tolist(), "y": numbers(y), "showlegend": False,
         "marker": {"size": 7, "color": [c["prediction"] if out else c["background"] for out in outside],
                    "line": {"color": c["prediction"], "width": 1.5}},
         "hovertemplate": "lag %{x}: %{y:.3f}<extra></extra>"},
    ]  # fmt: skip
    layout = base_layout(
        theme, height, hovermode="closest", uirevision=len(values),
        xaxis=axis(theme, f"lag ({unit})", range=[0.2, len(values) - 0.2], zeroline=False),
        yaxis=axis(theme, title, range=[-1.08, 1.08], zeroline=True, zerolinecolor=c["muted"]),
    )  # fmt: skip
    return {"data": traces, "layout": layout}


def parts_figure(series: Series, parts: Decomposition, theme: Theme, *, height: int = 420) -> Figure:
    """Trend, seasonal part and rest, one under the other on one time axis."""
    c = colors(theme)
    rows = (("trend", parts.trend), ("season", parts.seasonal), ("rest", parts.rest))
    layout = base_layout(theme, height, uirevision=series.title)
    layout["xaxis"] = axis(theme, time_title(series), anchor="y3")
    traces = []
    for row, (name, values) in enumerate(rows):
        suffix = "" if row == 0 else str(row + 1)
        kept = thin(values)
        layout[f"yaxis{suffix}"] = axis(
            theme, f"{name} ({series.unit})" if series.unit else name, nticks=4, anchor="x",
            domain=[1 - (row + 1) / 3 + 0.03 * (row < 2), 1 - row / 3 - 0.03 * (row > 0)],
        )  # fmt: skip
        traces.append({
            "type": "scatter", "mode": "lines", "name": name, "showlegend": False,
            "x": stamps(series.index, kept + parts.start), "y": numbers(values[kept]), "yaxis": f"y{suffix}",
            "line": {"color": c["data"], "width": 1.5},
        })  # fmt: skip
    return {"data": traces, "layout": layout}
