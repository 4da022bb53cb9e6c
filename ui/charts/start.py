"""One memory cell at work: the window it reads, and its six curves beneath."""

from __future__ import annotations

import numpy as np

from lstm_core.inspect import Trace
from ui.charts.timeline import numbers
from ui.palette import GATES, LETTERS, Figure, Theme, axis, base_layout, colors

_TITLES = {
    "forget": "Forget gate", "input": "Input gate", "candidate": "Candidate", "output": "Output gate",
    "cell": "Cell state", "hidden": "Hidden state",
}  # fmt: skip


def busiest_unit(trace: Trace) -> int:
    """The unit of the last layer whose cell state moves most over the window."""
    return int(np.ptp(trace.cell[-1], axis=0).argmax())


def window_figure(values: np.ndarray, truth: float, prediction: float, unit: str, theme: Theme) -> Figure:
    """What the network read (timesteps,), its prediction and what really came, in the series' unit."""
    c = colors(theme)
    steps = list(range(1 - len(values), 1))
    label = f"value ({unit})" if unit else "value"
    traces = [
        {"type": "scatter", "mode": "lines+markers", "x": steps, "y": numbers(values), "name": "read",
         "line": {"color": c["data"], "width": 2}, "marker": {"size": 6}},
        {"type": "scatter", "mode": "markers", "x": [1], "y": numbers(np.array([truth])), "name": "what came",
         "marker": {"size": 12, "color": c["data"], "symbol": "circle-open", "line": {"width": 2.5}}},
        {"type": "scatter", "mode": "markers", "x": [1], "y": numbers(np.array([prediction])), "name": "predicted",
         "marker": {"size": 11, "color": c["prediction"], "symbol": "diamond"}},
    ]  # fmt: skip
    layout = base_layout(
        theme, 250, xaxis=axis(theme, "steps from now", zeroline=False), yaxis=axis(theme, label), uirevision="window"
    )
    return {"data": traces, "layout": layout}


def gates_figure(trace: Trace, unit: int, theme: Theme) -> Figure:
    """Six small curves of one unit of the last layer; gates from 0 to 1, the others from −1 to 1 or further."""
    c = colors(theme)
    layout = base_layout(theme, 330, showlegend=False, uirevision="gates", hovermode="closest")
    layout["annotations"] = []
    traces = []
    for place, gate in enumerate(GATES):
        row, column = divmod(place, 3)
        suffix = "" if place == 0 else str(place + 1)
        values = getattr(trace, gate)[-1][:, unit]
        is_gate = gate in ("forget", "input", "output")
        low, high = (0.0, 1.0) if is_gate else (min(-1.0, values.min()), max(1.0, values.max()))
        left, top = column * 0.35, 1 - row * 0.56
        layout[f"xaxis{suffix}"] = axis(
            theme,
            "steps from now" if row else "",
            domain=[left, left + 0.3],
            anchor=f"y{suffix}",
            zeroline=False,
            nticks=6,
        )
        layout[f"yaxis{suffix}"] = axis(
            theme, domain=[top - 0.40, top], range=[low - 0.06, high + 0.06], anchor=f"x{suffix}", nticks=3
        )
        layout["annotations"].append({
            "x": left, "y": top, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
            "showarrow": False, "text": f"<b>{LETTERS[gate]}</b> {_TITLES[gate]}",
            "font": {"color": c[gate], "size": 14},
        })  # fmt: skip
        traces.append({
            "type": "scatter", "mode": "lines+markers", "x": list(range(1 - len(values), 1)), "y": numbers(values),
            "xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "name": _TITLES[gate],
            "line": {"color": c[gate], "width": 2.5}, "marker": {"size": 5},
            "hovertemplate": "step %{x}: %{y:.3f}<extra></extra>",
        })  # fmt: skip
    return {"data": traces, "layout": layout}
