"""Pictures of a search: its history, and Optuna's own figures in this app's colours. A search in, a figure out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_core.experiments.search import Search, Trial
from ui.format.palette import Figure, Theme, axis, base_layout, colors, colorscale
from ui.format.text import with_unit

# The palest colour of a trial, as a share of the way from the background to the strongest one.
PALEST = 0.3
HEIGHT = 360


def history_figure(theme: Theme, trials: Sequence[Trial], start: Trial, planned: int, unit: str) -> Figure:
    """Score of every trial by its number, the best so far, and the settings that the search began with."""
    c = colors(theme)
    done = [trial for trial in trials if trial.state == "done"]
    pruned = [trial for trial in trials if trial.state == "pruned"]
    data: list[dict[str, Any]] = []
    if start.state == "done":
        data.append({
            "type": "scatter", "mode": "lines", "name": "your settings", "x": [0.5, planned + 0.5],
            "y": [start.score] * 2, "line": {"color": c["baseline"], "dash": "dash", "width": 2},
        })  # fmt: skip
    marks = (("trial", done, "circle", c["prediction"]), ("pruned", pruned, "x", c["muted"]))
    for name, group, symbol, color in marks:
        data.append({
            "type": "scatter", "mode": "markers", "name": name, "x": [trial.number + 1 for trial in group],
            "y": [trial.score for trial in group], "marker": {"symbol": symbol, "size": 8, "color": color},
            "hovertemplate": "%{y:.3g}",
        })  # fmt: skip
    best = np.minimum.accumulate([trial.score for trial in done]) if done else np.array([])
    data.append({
        "type": "scatter", "mode": "lines", "name": "best so far", "x": [trial.number + 1 for trial in done],
        "y": best.tolist(), "line": {"color": c["prediction"], "width": 2, "shape": "hv"}, "hoverinfo": "skip",
    })  # fmt: skip
    layout = base_layout(theme, HEIGHT, uirevision="search")
    layout["xaxis"] = axis(theme, "trial", range=[0.5, planned + 0.5])
    layout["yaxis"] = axis(theme, with_unit("mean RMSE over the origins", unit))
    return {"data": data, "layout": layout}


def parallel_figure(theme: Theme, search: Search) -> Figure:
    """Optuna's parallel coordinates: the stronger the colour of a line, the smaller its score."""
    from optuna.visualization import plot_parallel_coordinate
    from plotly.colors import sample_colorscale

    found = _plain(plot_parallel_coordinate(search.study, target_name="Mean RMSE"))
    c, shades = colors(theme), _shades(theme)
    *lines, bar = found["data"]
    for line in lines:
        # The first axis is the score, from the smallest, 0, to the largest, 1.
        line["line"]["color"] = sample_colorscale(shades, [line["y"][0]])[0]
        line["line"]["width"], line["opacity"] = 2, 0.8
    bar["marker"] |= {"colorscale": shades, "reversescale": False}
    layout = base_layout(theme, HEIGHT, hovermode="closest", margin={"l": 40, "r": 12, "t": 36, "b": 8})
    layout["xaxis"] = found["layout"]["xaxis"] | {"tickfont": {"size": 13}, "automargin": True}
    layout["yaxis"] = found["layout"]["yaxis"]
    layout["shapes"] = [shape | {"line": {"color": c["muted"], "width": 1}} for shape in found["layout"]["shapes"]]
    texts = found["layout"].get("annotations", [])
    layout["annotations"] = [text | {"font": {"color": c["text"], "size": 12}} for text in texts]
    return {"data": [*lines, bar], "layout": layout}


def importance_figure(theme: Theme, search: Search) -> Figure:
    """Optuna's importance of each setting, as shares of 1."""
    from optuna.visualization import plot_param_importances

    found = _plain(plot_param_importances(search.study))
    for bars in found["data"]:
        bars |= {"marker": {"color": colors(theme)["prediction"]}, "showlegend": False, "hoverinfo": "skip"}
        bars.pop("hovertemplate", None)
    layout = base_layout(theme, HEIGHT, hovermode=False)
    layout["xaxis"] = axis(theme, "importance (share of 1)", rangemode="tozero")
    layout["yaxis"] = axis(theme)
    return {"data": found["data"], "layout": layout}


def contour_figure(theme: Theme, search: Search, first: str, second: str) -> Figure:
    """Optuna's contour of the score over two settings, given by their labels: strong is small."""
    from optuna.visualization import plot_contour

    found = _plain(plot_contour(search.study, [first, second], target_name="Mean RMSE"))
    c = colors(theme)
    for trace in found["data"]:
        if trace["type"] == "contour":
            trace |= {"colorscale": _shades(theme), "reversescale": False}
            trace["line"] = trace.get("line", {}) | {"color": c["background"]}
        else:
            trace["marker"] = {"color": c["data"], "size": 7, "line": {"color": c["background"], "width": 1}}
            trace |= {"hovertemplate": "%{x}, %{y}<extra></extra>", "showlegend": False}
    layout = base_layout(theme, 420, hovermode="closest")
    for name in ("xaxis", "yaxis"):
        given = found["layout"].get(name, {})
        kept = {key: given[key] for key in ("type", "range") if key in given}
        layout[name] = axis(theme, given.get("title", {}).get("text", ""), **kept)
    return {"data": found["data"], "layout": layout}


def _plain(figure: Any) -> Figure:
    """A Plotly figure as plain data."""
    found: Figure = json.loads(figure.to_json())
    return found


def _shades(theme: Theme) -> list[list[Any]]:
    """From strong, small scores, to pale, large ones."""
    from plotly.colors import sample_colorscale

    places = np.linspace(0, 1, 5)
    scale = sample_colorscale(colorscale(theme, diverging=False), [1 - (1 - PALEST) * place for place in places])
    return [[float(place), color] for place, color in zip(places, scale, strict=True)]
