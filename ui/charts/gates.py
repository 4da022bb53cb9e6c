"""Pictures of one window walking through an LSTM layer: numbers in, figure out.

Steps of the window count from 1 (oldest) to its length (newest), units from 1, as the page says them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import cycle
from typing import Any

import numpy as np

from ui.charts.timeline import numbers
from ui.palette import GATES, LETTERS, Figure, Theme, axis, base_layout, colors, colorscale, faint

NAMES = {
    "forget": "forget gate", "input": "input gate", "candidate": "candidate", "output": "output gate",
    "cell": "cell state", "hidden": "hidden state",
}  # fmt: skip
_GRID = (("forget", "candidate"), ("input", "cell"), ("output", "hidden"))
# Pixels of the heat maps' figure: the input strip, the room for a title, the margins.
_STRIP, _GAP, _TOP, _BOTTOM = 60, 34, 30, 124
_OPENINGS = ("forget", "input", "output")
# Plotly's name of a line → how the page says it, in the order of the features.
DASHES = {"solid": "solid", "dot": "dotted", "dash": "dashed", "dashdot": "dash-dotted"}
_CONTENTS = ("candidate", "cell", "hidden")


def map_height(units: int) -> int:
    """Pixels for one heat map: tall enough that every unit keeps a row."""
    return int(np.clip(4 * units, 120, 420))


def window_picture(
    theme: Theme,
    series: dict[str, list[Any]],
    window: tuple[Any, Any],
    step: Any,
    target: dict[str, list[Any]],
    swing: dict[str, list[Any]] | None,
    titles: tuple[str, str],
    height: int = 300,
) -> Figure:
    """The test part with the chosen window, its target and the cursor.

    series: ``x``, ``y``. window: first and last time stamp. step: time stamp of the cursor. target: ``x``,
    ``truth``, ``prediction``. swing: ``x`` and one list per gate, what the chosen unit does at the end of every
    window, or None. titles: of the time axis and of the value axis.
    """
    c = colors(theme)
    data: list[dict[str, Any]] = [
        _line(series["x"], series["y"], c["data"], "data"),
        {
            **_line(target["x"], target["truth"], c["highlight"], "target"),
            "mode": "markers", "marker": {"symbol": "circle-open", "size": 12, "line": {"width": 3}},
        },
        {
            **_line(target["x"], target["prediction"], c["prediction"], "prediction"),
            "mode": "markers",
            "marker": {"symbol": "x-thin", "size": 10, "line": {"width": 3, "color": c["prediction"]}},
        },
    ]  # fmt: skip
    layout = base_layout(theme, height)
    layout["margin"] = {"l": 8, "r": 46, "t": 40, "b": 8}
    layout["xaxis"] = axis(theme, titles[0])
    layout["yaxis"] = axis(theme, titles[1])
    if swing is not None:
        data += [
            {**_line(swing["x"], swing[kind], c[kind], f"{LETTERS[kind]} {NAMES[kind]}"), "yaxis": "y2"}
            for kind in _OPENINGS
        ]
        layout["yaxis"]["domain"] = [0.44, 1]
        layout["yaxis2"] = axis(theme, "gates", range=[0, 1], domain=[0, 0.34], nticks=3)
        layout["xaxis"]["anchor"] = "y2"
        layout["annotations"] = _end_letters(c, swing, _OPENINGS, "y2")
    layout["dragmode"] = False
    layout["shapes"] = [
        {
            "type": "rect", "xref": "x", "yref": "paper", "x0": window[0], "x1": window[1], "y0": 0, "y1": 1,
            "fillcolor": faint(c["highlight"], 0.13), "line": {"width": 0}, "layer": "below",
        },
        _cursor(theme, step),
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def unit_curves(
    theme: Theme,
    x: np.ndarray,
    features: tuple[str, ...],
    curves: Mapping[str, np.ndarray],
    unit: int,
    step: int,
    height: int = 460,
) -> Figure:
    """One unit's six curves under the input.

    x: (timesteps, features) scaled. curves: gate name → (timesteps,). unit, step: counted from 1.
    """
    c = colors(theme)
    steps = list(range(1, len(x) + 1))
    data = _input_lines(theme, steps, x, features, "x", "y")
    layout = base_layout(theme, height, showlegend=False, dragmode=False)
    layout["margin"] = {"l": 8, "r": 46, "t": 24, "b": 8}
    layout["xaxis"] = axis(theme, "step of the window (1 = oldest)", anchor="y3", **_step_ticks(len(x)))
    layout["yaxis"] = axis(theme, "input", domain=[0.78, 1], nticks=3)
    layout["yaxis2"] = axis(theme, "gates (0 to 1)", domain=[0.4, 0.7], range=[-0.03, 1.03], nticks=4)
    layout["yaxis3"] = axis(theme, "contents", domain=[0, 0.32], nticks=5, zeroline=True)
    for kind in GATES:
        where = "y2" if kind in _OPENINGS else "y3"
        line = _line(steps, numbers(curves[kind]), c[kind], f"{LETTERS[kind]} {NAMES[kind]}")
        data.append({**line, "yaxis": where, "mode": "lines+markers", "hovertemplate": "%{y:.2f}"})
    last: dict[str, list[Any]] = {"x": steps[-1:], **{kind: numbers(curves[kind])[-1:] for kind in GATES}}
    layout["annotations"] = [
        *_end_letters(c, last, _OPENINGS, "y2"),
        *_end_letters(c, last, _CONTENTS, "y3"),
        _caption(f"Unit {unit} under the scaled input", 0, 1, "left"),
    ]
    layout["shapes"] = [_cursor(theme, step)]
    return {"data": data, "layout": layout}


def gate_maps(
    theme: Theme,
    x: np.ndarray,
    features: tuple[str, ...],
    maps: Mapping[str, np.ndarray],
    order: np.ndarray,
    unit: int,
    step: int,
) -> Figure:
    """Six heat maps, units × steps, under the input; the chosen step is framed, the chosen unit pointed at.

    x: (timesteps, features) scaled. maps: gate name → (timesteps, units). order: units (from 0), top row first.
    unit, step: counted from 1. Gates share the scale 0…1; candidate and hidden state one that is symmetric round
    0; the cell state, which may leave it, its own.
    """
    rows = [str(u + 1) for u in order]
    tall = map_height(len(rows))
    inner = _STRIP + 3 * (tall + _GAP)
    layout = base_layout(
        theme, _TOP + inner + _BOTTOM, showlegend=False, dragmode=False, hovermode="closest",
        margin={"l": 8, "r": 8, "t": _TOP, "b": _BOTTOM}, **_colour_axes(theme, maps, inner),
    )  # fmt: skip
    data: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for column, (left, right) in enumerate(((0.0, 0.46), (0.54, 1.0))):
        # One time axis per column: the input and its three maps hang on it.
        xa, top = f"x{_tag(column)}", 4 * column
        layout[f"xaxis{_tag(column)}"] = axis(
            theme, "step", domain=[left, right], anchor=f"y{_tag(top + 3)}", **_step_ticks(len(x))
        )
        strip = axis(theme, domain=[1 - _STRIP / inner, 1], anchor=xa, nticks=3)
        layout[f"yaxis{_tag(top)}"] = strip
        data += _input_lines(theme, list(range(1, len(x) + 1)), x, features, xa, f"y{_tag(top)}")
        annotations.append(_caption("scaled input", left, 1, "left"))
        for number, pair in enumerate(_GRID):
            kind, tag = pair[column], _tag(top + number + 1)
            ceiling = 1 - (_STRIP + _GAP + number * (tall + _GAP)) / inner
            layout[f"yaxis{tag}"] = axis(
                theme, "unit" if column == 0 else "", domain=[ceiling - tall / inner, ceiling], anchor=xa,
                type="category", autorange="reversed", showgrid=False, showticklabels=column == 0, **_unit_ticks(rows),
            )  # fmt: skip
            data.append(_heat_map(kind, rows, maps[kind][:, order], xa, f"y{tag}"))
            title = f"<b style='color:{colors(theme)[kind]}'>{LETTERS[kind]}</b> {NAMES[kind]}"
            annotations += [_caption(title, left, ceiling, "left"), _unit_mark(theme, xa, f"y{tag}", str(unit))]
    layout["annotations"] = annotations
    layout["shapes"] = [_step_box(theme, f"x{_tag(c // 4)}", f"y{_tag(c)}", step) for c in range(8)]
    return {"data": data, "layout": layout}


def span(values: np.ndarray) -> float:
    """End of a colour scale that is symmetric round 0: the largest finite |value|, never less than 1."""
    finite = np.abs(values[np.isfinite(values)])
    largest = max(1.0, float(finite.max(initial=0.0)))
    digit = 10.0 ** (math.floor(math.log10(largest)) - 1)
    # Rounded up to two digits, but not from 1.0 to 1.1 by a rounding error.
    return float(f"{math.ceil(largest / digit - 1e-9) * digit:.2g}")


def _heat_map(kind: str, rows: list[str], values: np.ndarray, xa: str, ya: str) -> dict[str, Any]:
    shared = "coloraxis" if kind in _OPENINGS else "coloraxis3" if kind == "cell" else "coloraxis2"
    return {
        "type": "heatmap", "name": kind, "coloraxis": shared,
        "x": list(range(1, len(values) + 1)), "y": rows, "xaxis": xa, "yaxis": ya,
        "z": [[round(v, 3) if ok else None for v, ok in zip(row, np.isfinite(row), strict=True)]
              for row in values.T.tolist()],
        "hovertemplate": f"{LETTERS[kind]} of unit %{{y}} at step %{{x}}: %{{z:.2f}}<extra></extra>",
    }  # fmt: skip


def _colour_axes(theme: Theme, maps: Mapping[str, np.ndarray], inner: float) -> dict[str, Any]:
    contents = span(np.concatenate([maps["candidate"].ravel(), maps["hidden"].ravel()]))
    cell = span(maps["cell"])
    bar = {"orientation": "h", "thickness": 10, "xanchor": "left", "yanchor": "top", "y": -78 / inner,
           "outlinewidth": 0, "tickfont": {"size": 12}}  # fmt: skip

    def scale(low: float, high: float, title: str, left: float, length: float, ticks: list[float]) -> dict[str, Any]:
        return {
            "cmin": low, "cmax": high, "colorscale": colorscale(theme, diverging=low < 0),
            "colorbar": {**bar, "x": left, "len": length, "tickvals": ticks,
                         "title": {"text": title, "side": "top", "font": {"size": 13}}},
        }  # fmt: skip

    return {
        "coloraxis": scale(0, 1, "f i o: closed to open", 0.0, 0.46, [0, 0.5, 1]),
        "coloraxis2": scale(-contents, contents, "c h", 0.54, 0.21, [-contents, 0, contents]),
        "coloraxis3": scale(-cell, cell, "C", 0.79, 0.21, [-cell, 0, cell]),
    }


def _input_lines(
    theme: Theme, steps: list[int], x: np.ndarray, features: tuple[str, ...], xa: str, ya: str
) -> list[dict[str, Any]]:
    c = colors(theme)
    return [
        {
            **_line(steps, numbers(column), c["data"], name), "xaxis": xa, "yaxis": ya,
            "line": {"color": c["data"] if number == 0 else c["muted"], "width": 2, "dash": dash},
            "hovertemplate": "%{y:.2f}",
        }
        for number, (name, column, dash) in enumerate(zip(features, x.T, cycle(DASHES), strict=False))
    ]  # fmt: skip


def _step_box(theme: Theme, xa: str, ya: str, step: int) -> dict[str, Any]:
    """The cursor: a box round one step of one panel."""
    return {
        "type": "rect", "xref": xa, "yref": f"{ya} domain", "x0": step - 0.5, "x1": step + 0.5, "y0": 0, "y1": 1,
        "line": {"color": colors(theme)["highlight"], "width": 2},
    }  # fmt: skip


def _unit_mark(theme: Theme, xa: str, ya: str, row: str) -> dict[str, Any]:
    """A pointer beside the chosen unit's row: a box would hide a row that is only a few pixels tall."""
    return {
        "text": "◀", "x": 1, "y": row, "xref": f"{xa} domain", "yref": ya, "xanchor": "left", "yanchor": "middle",
        "showarrow": False, "font": {"size": 14, "color": colors(theme)["highlight"]},
    }  # fmt: skip


def _unit_ticks(rows: list[str]) -> dict[str, Any]:
    """About five labels, on round rows."""
    every = next((step for step in (1, 2, 5, 10, 20) if len(rows) <= 6 * step), 50)
    return {"tickvals": rows[every - 1 :: every]}


def _cursor(theme: Theme, at: Any) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
        "line": {"color": colors(theme)["highlight"], "width": 2},
    }  # fmt: skip


def _line(x: list[Any], y: list[Any], color: str, name: str) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "name": name, "line": {"color": color, "width": 2}}


def _end_letters(
    c: dict[str, str], curves: Mapping[str, list[Any]], kinds: tuple[str, ...], ya: str
) -> list[dict[str, Any]]:
    """Each curve's letter beside its last point; a curve without a last value has none."""
    ends = {kind: curves[kind][-1] for kind in kinds if curves[kind] and curves[kind][-1] is not None}
    return [
        {
            "x": curves["x"][-1], "y": value, "xref": "x", "yref": ya, "text": f"<b>{LETTERS[kind]}</b>",
            "showarrow": False, "xanchor": "left", "xshift": 6 + 10 * number, "font": {"color": c[kind], "size": 15},
        }
        for number, (kind, value) in enumerate(ends.items())
    ]  # fmt: skip


def _caption(text: str, x: float, y: float, anchor: str) -> dict[str, Any]:
    return {
        "text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "bottom",
        "showarrow": False, "font": {"size": 14},
    }  # fmt: skip


def _step_ticks(length: int) -> dict[str, Any]:
    """Whole steps only, and half a step of air at both ends so that maps and lines line up."""
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100) if length <= 12 * step)
    return {"range": [0.5, length + 0.5], "tick0": 0, "dtick": every, "zeroline": False}


def _tag(number: int) -> str:
    """Plotly's axis suffix: the first has none."""
    return "" if number == 0 else str(number + 1)
