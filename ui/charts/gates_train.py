"""The cell states of one window while its network trains."""

from __future__ import annotations

import numpy as np

from ui.charts.gates import map_height, span
from ui.charts.timeline import numbers
from ui.palette import Figure, Theme, axis, base_layout, colors, colorscale

MARGIN = 96


def cell_map(theme: Theme, cell: np.ndarray, unit: int) -> Figure:
    """Cell state (timesteps, units) as a heat map, units down, steps along; `unit`, counted from 1, is pointed at."""
    end = span(cell)
    steps, units = cell.shape
    layout = base_layout(theme, map_height(units) + MARGIN, dragmode=False, hovermode="closest")
    layout["xaxis"] = axis(theme, "step of the window (1 = oldest)", range=[0.5, steps + 0.5], zeroline=False)
    layout["yaxis"] = axis(
        theme, "unit", range=[units + 0.5, 0.5], showgrid=False, zeroline=False, tick0=0, dtick=max(1, units // 5)
    )
    layout["annotations"] = [
        {
            "text": "◀", "x": 1, "y": unit, "xref": "x domain", "yref": "y", "xanchor": "left", "yanchor": "middle",
            "showarrow": False, "font": {"size": 14, "color": colors(theme)["highlight"]},
        }
    ]  # fmt: skip
    heat = {
        "type": "heatmap", "name": "cell", "x": list(range(1, steps + 1)), "y": list(range(1, units + 1)),
        "z": [numbers(row, 3) for row in cell.T], "zmin": -end, "zmax": end,
        "colorscale": colorscale(theme, diverging=True),
        "colorbar": {"thickness": 10, "outlinewidth": 0, "x": 1.06, "title": {"text": "C", "side": "top"}},
        "hovertemplate": "C of unit %{y} at step %{x}: %{z:.2f}<extra></extra>",
    }  # fmt: skip
    return {"data": [heat], "layout": layout}
