"""Pictures of scores over seeds: one training's spread, and two trainings pair by pair. Numbers in, figure out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_core.experiments.comparison import Paired, Spread
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint

_SINGLE, _MEAN = 0.0, -1.0
# The golden ratio spreads any number of neighbours evenly, and the same seed always stands in the same place.
_GOLDEN = 0.618034


def strip(
    theme: Theme, seeds: Sequence[int], scores: np.ndarray, spread: Spread | None, ensemble: float | None, title: str,
    height: int = 260,
) -> Figure:  # fmt: skip
    """One mark per seed, their mean with one standard deviation to both sides, and below the ensemble.

    scores: (n,). title: of the axis, with its unit.
    """
    c = colors(theme)
    data = [scattered(seeds, scores, _SINGLE, "single seeds", c["prediction"])]
    layout = score_layout(theme, title, height)
    if spread is not None:
        data.append({
            "type": "scatter", "mode": "lines", "x": [spread.mean] * 2, "y": [_SINGLE - 0.42, _SINGLE + 0.42],
            "name": "mean", "line": {"color": c["text"], "width": 2}, "hovertemplate": "mean %{x:.3g}<extra></extra>",
        })  # fmt: skip
        layout["shapes"] = [{
            "type": "rect", "xref": "x", "yref": "y", "x0": spread.mean - spread.sd, "x1": spread.mean + spread.sd,
            "y0": _SINGLE - 0.42, "y1": _SINGLE + 0.42, "fillcolor": faint(c["prediction"], 0.15),
            "line": {"width": 0}, "layer": "below",
        }]  # fmt: skip
    if ensemble is not None:
        data.append({
            "type": "scatter", "mode": "markers", "x": [ensemble], "y": [_MEAN], "name": "ensemble",
            "marker": {"symbol": "diamond", "size": 13, "color": c["highlight"]},
            "hovertemplate": "ensemble %{x:.3g}<extra></extra>",
        })  # fmt: skip
    rows = {"single seeds": _SINGLE} | ({} if ensemble is None else {"ensemble": _MEAN})
    layout["yaxis"] |= {
        "tickvals": list(rows.values()), "ticktext": list(rows), "range": [min(rows.values()) - 0.5, _SINGLE + 0.5],
    }  # fmt: skip
    return {"data": data, "layout": layout}


def pairs(
    theme: Theme, seeds: Sequence[int], a: np.ndarray, b: np.ndarray, title: str, planned: int, height: int = 320
) -> Figure:
    """Scores (n,) of A and B above each seed, joined; room for all that are planned, from 0 on."""
    c = colors(theme)
    x: list[Any] = [value for seed in seeds for value in (seed, seed, None)]
    y: list[Any] = [value for pair in zip(a, b, strict=True) for value in (*map(_plain, pair), None)]
    data: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": c["muted"], "width": 1.2},
         "hoverinfo": "skip", "showlegend": False},
        {"type": "scatter", "mode": "markers", "x": list(seeds), "y": _list(a), "name": "A",
         "marker": {"symbol": "circle", "size": 9, "color": c["prediction"]}, "hovertemplate": "A %{y:.3g}"},
        {"type": "scatter", "mode": "markers", "x": list(seeds), "y": _list(b), "name": "B",
         "marker": {"symbol": "diamond", "size": 10, "color": c["baseline"]}, "hovertemplate": "B %{y:.3g}"},
    ]  # fmt: skip
    layout = base_layout(theme, height)
    layout["xaxis"] = axis(theme, "seed", dtick=max(1, planned // 10), range=[-0.5, planned - 0.5])
    layout["yaxis"] = axis(theme, title, exponentformat="none")
    return {"data": data, "layout": layout}


def differences(
    theme: Theme, seeds: Sequence[int], values: np.ndarray, test: Paired | None, title: str, height: int = 320
) -> Figure:
    """B − A of each seed (n,), zero marked, and the mean with its confidence interval once there is a test."""
    c = colors(theme)
    data = [scattered(seeds, values, _SINGLE, "each seed", c["data"])]
    layout = score_layout(theme, title, height)
    rows = {"each seed": _SINGLE}
    if test is not None:
        rows["mean, 95 %"] = _MEAN
        data.append({
            "type": "scatter", "mode": "markers", "x": [test.mean], "y": [_MEAN], "name": "mean, 95 %",
            "marker": {"symbol": "diamond", "size": 12, "color": c["highlight"]},
            "error_x": {"type": "data", "symmetric": False, "array": [test.high - test.mean],
                        "arrayminus": [test.mean - test.low], "color": c["highlight"], "thickness": 2.5, "width": 8},
            "hovertemplate": f"mean %{{x:.3g}}, from {test.low:.3g} to {test.high:.3g}<extra></extra>",
        })  # fmt: skip
    layout["xaxis"] |= {"zeroline": False}
    layout["shapes"] = [{
        "type": "line", "xref": "x", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1,
        "line": {"color": c["text"], "width": 1.5, "dash": "dash"}, "layer": "below",
    }]  # fmt: skip
    layout["yaxis"] |= {
        "tickvals": list(rows.values()), "ticktext": list(rows), "range": [min(rows.values()) - 0.5, _SINGLE + 0.5],
    }  # fmt: skip
    return {"data": data, "layout": layout}


def score_layout(theme: Theme, title: str, height: int) -> dict[str, Any]:
    """Scores along the horizontal axis, rows above each other."""
    layout = base_layout(theme, height, hovermode="closest", showlegend=False)
    layout["xaxis"] = axis(theme, title, exponentformat="none")
    layout["yaxis"] = axis(theme, showgrid=False, zeroline=False)
    return layout


def scattered(seeds: Sequence[int], values: np.ndarray, row: float, name: str, color: str) -> dict[str, Any]:
    """One mark per seed on a row, apart from its neighbours, at the same place at every redraw."""
    return {
        "type": "scatter", "mode": "markers", "x": _list(values), "name": name,
        "y": [row + 0.6 * ((seed * _GOLDEN) % 1 - 0.5) for seed in seeds], "text": [f"seed {seed}" for seed in seeds],
        "marker": {"symbol": "circle", "size": 9, "color": faint(color, 0.75)},
        "hovertemplate": "%{text}: %{x:.3g}<extra></extra>",
    }  # fmt: skip


def _list(values: np.ndarray) -> list[float | None]:
    return [_plain(value) for value in values]


def _plain(value: float) -> float | None:
    """A number, or None where a training ended without one."""
    return float(value) if np.isfinite(value) else None
