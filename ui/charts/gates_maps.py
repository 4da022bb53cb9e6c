"""Heat maps of one window: every unit of a layer at every step, one map per value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ui.charts.gates import caption, input_lines, step_ticks
from ui.format.cell_display import NAMES, Kind
from ui.format.palette import Figure, Theme, axis, base_layout, colors, colorscale

# Pixels of the figure: the input strip, the room for a title, the margins.
_STRIP, _GAP, _TOP, _BOTTOM = 60, 34, 30, 124
# Number of columns of maps, and number of colour scales → where they stand, as shares of the width.
_COLUMNS = {1: ((0.0, 1.0),), 2: ((0.0, 0.46), (0.54, 1.0))}
_SCALES = {1: ((0.0, 0.46),), 2: ((0.0, 0.46), (0.54, 0.46)), 3: ((0.0, 0.46), (0.54, 0.21), (0.79, 0.21))}


def map_height(units: int, rows: int = 3) -> int:
    """Pixels for one heat map where `rows` stand above each other: tall enough that every unit keeps a row."""
    return int(np.clip(12 * units / rows, 120, 420))


def gate_maps(
    theme: Theme,
    kind: Kind,
    x: np.ndarray,
    features: tuple[str, ...],
    maps: Mapping[str, np.ndarray],
    order: np.ndarray,
) -> Figure:
    """One heat map per value, units × steps, under the input; `mark` puts the chosen unit and step into it.

    x: (timesteps, features) scaled. maps: value → (timesteps, units). order: units (from 0), top row first. Openings
    share the scale 0…1; the cell state, which may leave it, has its own; all others share one symmetric round 0.
    """
    rows = [str(u + 1) for u in order]
    panels = len(kind.maps)
    tall = map_height(len(rows), panels)
    inner = _STRIP + panels * (tall + _GAP)
    layout = base_layout(
        theme, _TOP + inner + _BOTTOM, showlegend=False, dragmode=False, hovermode="closest",
        margin={"l": 8, "r": 14, "t": _TOP, "b": _BOTTOM}, **_colour_axes(theme, kind, maps, inner),
    )  # fmt: skip
    data: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for column, (left, right) in enumerate(_COLUMNS[len(kind.maps[0])]):
        # One time axis per column: the input and its maps hang on it.
        xa, top = f"x{_tag(column)}", (panels + 1) * column
        layout[f"xaxis{_tag(column)}"] = axis(
            theme, "step", domain=[left, right], anchor=f"y{_tag(top + panels)}", **step_ticks(len(x), most=6)
        )
        strip = axis(theme, domain=[1 - _STRIP / inner, 1], anchor=xa, nticks=3)
        layout[f"yaxis{_tag(top)}"] = strip
        data += input_lines(theme, list(range(1, len(x) + 1)), x, features, xa, f"y{_tag(top)}")
        annotations.append(caption("scaled input", left, 1))
        for number, row in enumerate(kind.maps):
            value, tag = row[column], _tag(top + number + 1)
            ceiling = 1 - (_STRIP + _GAP + number * (tall + _GAP)) / inner
            layout[f"yaxis{tag}"] = axis(
                theme, "unit" if column == 0 else "", domain=[ceiling - tall / inner, ceiling], anchor=xa,
                type="category", autorange="reversed", showgrid=False, showticklabels=column == 0, **_unit_ticks(rows),
            )  # fmt: skip
            data.append(_heat_map(kind, value, rows, maps[value][:, order], xa, f"y{tag}"))
            title = f"<b style='color:{colors(theme)[value]}'>{kind.letters[value]}</b> {NAMES[value]}"
            annotations.append(caption(title, left, ceiling))
    layout["annotations"] = annotations
    return {"data": data, "layout": layout}


def mark(theme: Theme, kind: Kind, figure: Figure, unit: int, step: int) -> Figure:
    """`gate_maps` with a frame round the chosen step of every panel and a pointer at the chosen unit's row.

    unit, step: counted from 1. Both are shapes: the browser moves them without drawing the maps anew.
    """
    panels, shapes = len(kind.maps) + 1, []
    row = next(trace["y"] for trace in figure["data"] if trace["type"] == "heatmap").index(str(unit))
    for panel in range(panels * len(kind.maps[0])):
        xa, ya = f"x{_tag(panel // panels)}", f"y{_tag(panel)}"
        shapes.append(_step_box(theme, xa, ya, step))
        if panel % panels:
            shapes.append(_pointer(theme, xa, ya, row))
    return {**figure, "layout": {**figure["layout"], "shapes": shapes}}


def span(values: np.ndarray) -> float:
    """End of a colour scale that is symmetric round 0: the largest finite |value|, never less than 1."""
    finite = np.abs(values[np.isfinite(values)])
    largest = max(1.0, float(finite.max(initial=0.0)))
    digit = 10.0 ** (math.floor(math.log10(largest)) - 1)
    # Rounded up to two digits, but not from 1.0 to 1.1 by a rounding error.
    return float(f"{math.ceil(largest / digit - 1e-9) * digit:.2g}")


def _scale_groups(kind: Kind) -> list[tuple[str, ...]]:
    """Values that share a colour scale."""
    shared = tuple(value for value in kind.contents if value != "cell")
    own = tuple(value for value in kind.contents if value == "cell")
    return [group for group in (kind.cell.openings, shared, own) if group]


def _heat_map(kind: Kind, value: str, rows: list[str], values: np.ndarray, xa: str, ya: str) -> dict[str, Any]:
    scale = next(number for number, group in enumerate(_scale_groups(kind)) if value in group)
    return {
        "type": "heatmap", "name": value, "coloraxis": f"coloraxis{_tag(scale)}",
        "x": list(range(1, len(values) + 1)), "y": rows, "xaxis": xa, "yaxis": ya,
        "z": [[round(v, 3) if ok else None for v, ok in zip(row, np.isfinite(row), strict=True)]
              for row in values.T.tolist()],
        "hovertemplate": f"{kind.letters[value]} of unit %{{y}} at step %{{x}}: %{{z:.2f}}<extra></extra>",
    }  # fmt: skip


def _colour_axes(theme: Theme, kind: Kind, maps: Mapping[str, np.ndarray], inner: float) -> dict[str, Any]:
    groups, axes = _scale_groups(kind), {}
    for number, (group, (left, length)) in enumerate(zip(groups, _SCALES[len(groups)], strict=True)):
        open_to = group == kind.cell.openings
        end = 1.0 if open_to else span(np.concatenate([maps[value].ravel() for value in group]))
        title = " ".join(kind.letters[value] for value in group) + (": closed to open" if open_to else "")
        axes[f"coloraxis{_tag(number)}"] = {
            "cmin": 0 if open_to else -end, "cmax": end, "colorscale": colorscale(theme, diverging=not open_to),
            "colorbar": {
                "orientation": "h", "thickness": 10, "xanchor": "left", "yanchor": "top", "y": -78 / inner,
                "outlinewidth": 0, "tickfont": {"size": 12}, "x": left, "len": length,
                "tickvals": [0, 0.5, 1] if open_to else [-end, 0, end],
                "title": {"text": title, "side": "top", "font": {"size": 13}},
            },
        }  # fmt: skip
    return axes


def _step_box(theme: Theme, xa: str, ya: str, step: int) -> dict[str, Any]:
    """The cursor: a box round one step of one panel."""
    return {
        "type": "rect", "name": "step", "xref": xa, "yref": f"{ya} domain",
        "x0": step - 0.5, "x1": step + 0.5, "y0": 0, "y1": 1,
        "line": {"color": colors(theme)["highlight"], "width": 2},
    }  # fmt: skip


def _pointer(theme: Theme, xa: str, ya: str, row: int) -> dict[str, Any]:
    """A triangle beside the chosen unit's row: a box would hide a row that is only a few pixels tall.

    row: counted from 0; Plotly reads a row's name that is a number as its place.
    """
    return {
        "type": "path", "path": "M 2,0 L 12,6 L 12,-6 Z", "xref": f"{xa} domain", "yref": ya, "xanchor": 1,
        "yanchor": row, "xsizemode": "pixel", "ysizemode": "pixel", "fillcolor": colors(theme)["highlight"],
        "line": {"width": 0},
    }  # fmt: skip


def _unit_ticks(rows: list[str]) -> dict[str, Any]:
    """About five labels, on round rows."""
    every = next((step for step in (1, 2, 5, 10, 20) if len(rows) <= 6 * step), 50)
    return {"tickvals": rows[every - 1 :: every]}


def _tag(number: int) -> str:
    """Plotly's axis suffix: the first has none."""
    return "" if number == 0 else str(number + 1)
