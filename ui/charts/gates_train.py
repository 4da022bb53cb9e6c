"""The memory of one window while its network trains: cell states, or hidden states where they are the memory."""

from __future__ import annotations

import numpy as np

from ui.charts.common import numbers
from ui.charts.gates_maps import map_height, span
from ui.format.palette import Figure, Theme, axis, base_layout, colors, colorscale

MARGIN = 96


def memory_map(theme: Theme, memory: np.ndarray, letter: str, unit: int) -> Figure:
    """Memory (timesteps, units) as a heat map, units down, steps along; `unit`, counted from 1, is pointed at."""
    end = span(memory)
    steps, units = memory.shape
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
        "type": "heatmap", "name": letter, "x": list(range(1, steps + 1)), "y": list(range(1, units + 1)),
        "z": [numbers(row, 3) for row in memory.T], "zmin": -end, "zmax": end,
        "colorscale": colorscale(theme, diverging=True),
        "colorbar": {"thickness": 10, "outlinewidth": 0, "x": 1.06, "title": {"text": letter, "side": "top"}},
        "hovertemplate": f"{letter} of unit %{{y}} at step %{{x}}: %{{z:.2f}}<extra></extra>",
    }  # fmt: skip
    return {"data": [heat], "layout": layout}
