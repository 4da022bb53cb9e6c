"""Pictures of a race over several seeds: every score of every network, and how their losses fell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ui.charts.race import POINTS, mark, marks, style
from ui.charts.seeds import scattered, score_layout
from ui.charts.training import LOSS_TITLES, evenly, log_axis
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint

ROW = 46


def spread_rows(
    theme: Theme, scores: Mapping[str, Mapping[int, float]], references: Mapping[str, float], title: str
) -> Figure:
    """A row per network: one mark per seed and a line at their mean.

    scores: title of the network → seed → score. references: what stands beside them, such as baselines, as a line.
    title: of the axis, with its unit.
    """
    names = list(scores)
    layout = score_layout(theme, title, 110 + ROW * len(names))
    data = []
    for place, (name, found) in enumerate(scores.items()):
        row, values = -float(place), np.array(list(found.values()))
        color = style(theme, place)["color"]
        each = scattered(list(found), values, row, name, color)
        data.append({**each, "marker": {**each["marker"], "symbol": mark(place)}})
        if len(values) and np.isfinite(values).all():
            data.append({
                "type": "scatter", "mode": "lines", "x": [float(values.mean())] * 2, "y": [row - 0.36, row + 0.36],
                "line": {"color": color, "width": 2.5}, "showlegend": False, "name": f"mean of {name}",
                "hovertemplate": "mean %{x:.3g}<extra></extra>",
            })  # fmt: skip
    layout["shapes"], layout["annotations"] = [], []
    for number, (name, value) in enumerate(references.items()):
        layout["shapes"].append({
            "type": "line", "xref": "x", "yref": "paper", "x0": value, "x1": value, "y0": 0, "y1": 1,
            "line": {"color": colors(theme)["muted"], "width": 1.5, "dash": "dash"}, "layer": "below",
        })  # fmt: skip
        layout["annotations"].append({
            "x": value, "y": 1, "xref": "x", "yref": "paper", "yanchor": "bottom", "yshift": 15 * number, "text": name,
            "showarrow": False, "font": {"color": colors(theme)["muted"]},
        })  # fmt: skip
    layout["yaxis"] |= {
        "tickvals": [-float(place) for place in range(len(names))], "ticktext": names, "range": [0.5 - len(names), 0.5],
    }  # fmt: skip
    return {"data": data, "layout": layout}


def race_course(
    theme: Theme, courses: Mapping[str, Sequence[tuple[np.ndarray, np.ndarray]]], along: str, loss: str, height: int
) -> Figure:
    """Validation losses on a log axis, a thin line per seed, told apart by colour, dash and marks.

    courses: title of the network → per seed (where, loss), each (epochs + 1,). along: what `where` counts. loss: a key
    of `LOSS_TITLES`.
    """
    data, drawn = [], []
    for place, (name, found) in enumerate(courses.items()):
        line = style(theme, place)
        for number, (where, values) in enumerate(found):
            kept = evenly(len(values), POINTS)
            y = [float(v) if np.isfinite(v) and v > 0 else None for v in values[kept]]
            drawn += y
            data.append({
                "type": "scatter", "mode": "lines+markers", "x": where[kept].tolist(), "y": y, "name": name,
                "legendgroup": name, "showlegend": number == 0, "line": {**line, "width": 1.4,
                "color": faint(line["color"], 0.85)}, "marker": marks(place, 6), "hovertemplate": "%{y:.3g}",
            })  # fmt: skip
    layout = base_layout(theme, height, hovermode="closest")
    layout["xaxis"] = axis(theme, along)
    layout["yaxis"] = log_axis(theme, f"validation {LOSS_TITLES[loss]}", drawn)
    return {"data": data, "layout": layout}
