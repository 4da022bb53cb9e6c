"""Small pictures of the doctor's findings: the arrays of a finding in, figure out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any

import numpy as np

from lstm_core.diagnostics import Finding
from lstm_core.evaluation import BASELINES
from lstm_core.prepare import PARTS
from lstm_core.series import Series
from ui.charts.common import numbers, stamps, thin, time_title
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint
from ui.format.text import measured, with_unit

HEIGHT = 260
MOST_MARKS = 500
Picture = Callable[[Finding, Theme, Series], tuple[Figure, str]]
"""(finding, theme, series) → the figure and what it shows in words."""


def parts_in_time(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """A row of ticks per part: where its targets lie in time."""
    c, layout = colors(theme), _layout(theme, time_title(series), "", showlegend=False)
    layout["yaxis"] |= {"autorange": "reversed"}
    data = [
        {
            "type": "scatter", "mode": "markers", "x": _when(series, finding.evidence[part]), "name": part,
            "y": [part] * len(finding.evidence[part]), "marker": {"symbol": "line-ns", "size": 16, "line": {
                "width": 1.5, "color": c[part]}},
        }
        for part in PARTS
    ]  # fmt: skip
    return {"data": data, "layout": layout}, "Where the targets of the training, validation and test part lie in time."


def scaler_ranges(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """The scaled column over time, with the range of the scaler that was used and of the refitted one."""
    c, e = colors(theme), finding.evidence
    order = np.argsort(e["times"])
    times, values = e["times"][order], e["values"][order]
    kept = thin(values)
    layout = _layout(theme, time_title(series), "before scaling")
    x = _when(series, times[kept])
    data = [_line(x, values[kept], str(finding.facts["column"]), c["data"])]
    for name, key, color, dash in (
        ("scaler used", "used", c["highlight"], "solid"),
        ("fitted on training", "refit", c["train"], "dash"),
    ):
        for i, bound in enumerate(e[key]):
            line = _line([x[0], x[-1]], np.array([bound, bound]), name, color, dash)
            data.append({**line, "showlegend": i == 0, "legendgroup": name})
    boundary = _when(series, e["boundary"])[0]
    layout["shapes"] = [_upright(boundary, c["muted"])]
    return {"data": data, "layout": layout}, "The values with the range of the scaler used and of the one refitted."


def shared_targets(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """Targets of the last window of one part above those of the first window of the next."""
    c, e = colors(theme), finding.evidence
    rows = ("earlier", f"last {finding.facts['earlier']} window"), ("later", f"first {finding.facts['later']} window")
    data = [
        {
            "type": "scatter", "mode": "markers", "x": _when(series, e[key]), "y": [name] * len(e[key]), "name": name,
            "marker": {"color": c["train" if key == "earlier" else "validation"], "size": 14, "symbol": symbol},
        }
        for (key, name), symbol in zip(rows, ("square", "diamond"), strict=True)
    ]  # fmt: skip
    layout = _layout(theme, time_title(series), "", showlegend=False)
    layout["yaxis"] |= {"autorange": "reversed"}
    return {"data": data, "layout": layout}, "The targets of both windows, one row each, over the same steps."


def outside(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """The column over time, the training part's range as a band, the test part tinted."""
    c, e = colors(theme), finding.evidence
    values, (low, high), (end, test) = e["values"], e["range"], e["boundaries"]
    kept = thin(values)
    x = _when(series, kept)
    layout = _layout(theme, time_title(series), with_unit(str(finding.facts["column"]), ""), showlegend=False)
    first, last = _when(series, np.array([test, len(values) - 1]))
    ended = _when(series, np.array([end]))[0]
    band = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": low, "y1": high, "line": {"width": 0}}
    tint = {"type": "rect", "yref": "paper", "x0": first, "x1": last, "y0": 0, "y1": 1, "line": {"width": 0}}
    layout["shapes"] = [
        band | {"fillcolor": faint(c["train"], 0.18), "layer": "below"},
        tint | {"fillcolor": faint(c["test"], 0.25), "layer": "below"}, _upright(ended, c["muted"]),
    ]  # fmt: skip
    layout["annotations"] = [
        _note(first, "test part", "left", c["text"]), _note(x[0], "band: training range", "left", c["text"])
    ]  # fmt: skip
    return {"data": [_line(x, values[kept], "value", c["data"])], "layout": layout}, (
        "The series leaves the band of its training part in the test part."
    )


def marked(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """The column over time with what is meant marked, and where validation and test part begin."""
    c, e = colors(theme), finding.evidence
    values, places = e["values"], e["places"][:MOST_MARKS]
    kept = thin(values)
    column = str(finding.facts.get("column", series.target))
    layout = _layout(theme, time_title(series), with_unit(column[:24], series.unit if column == series.target else ""))
    data = [_line(_when(series, kept), values[kept], column[:24], c["data"])]
    if len(places):
        dots = {"symbol": "x", "size": 8, "color": c["highlight"]}
        data.append({"type": "scatter", "mode": "markers", "x": _when(series, places), "y": numbers(values[places]),
                     "name": "meant", "marker": dots})  # fmt: skip
    starts = _when(series, e["boundaries"])
    layout["shapes"] = [_upright(start, c["muted"]) for start in starts]
    layout["annotations"] = [
        _note(start, part, "left", c["text"]) for start, part in zip(starts, ("validation", "test"), strict=True)
    ]
    layout["showlegend"] = False
    return {"data": data, "layout": layout}, f"{column} over time, with the parts and what is meant marked."


def time_by_row(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """The time stamp of each row, in the order in which the network reads them."""
    c, seconds = colors(theme), finding.evidence["seconds"]
    kept = thin(seconds)
    layout = _layout(theme, "row", "time stamp", showlegend=False)
    data = [_line(kept.tolist(), seconds[kept], "time stamp", c["highlight"]) | {"y": _when(series, kept)}]
    data[0].pop("hovertemplate")
    return {"data": data, "layout": layout}, "The time stamp of each row; where the line falls, time runs backwards."


def values_and_changes(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """The training part above its changes from step to step."""
    c, e = colors(theme), finding.evidence
    layout = _layout(theme, "training step", "", showlegend=False)
    layout["xaxis"] |= {"anchor": "y2"}
    layout["yaxis"] = axis(theme, "value", domain=[0.56, 1])
    layout["yaxis2"] = axis(theme, "change", domain=[0, 0.44])
    above, below = thin(e["values"]), thin(e["changes"])
    data = [
        _line(above.tolist(), e["values"][above], "value", c["data"]),
        {**_line((below + 1).tolist(), e["changes"][below], "change", c["prediction"]), "yaxis": "y2"},
    ]
    return {"data": data, "layout": layout}, "The values of the training part, and below them their changes."


def error_bars(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """RMSE of the network and of every baseline, the smallest above."""
    c, e = colors(theme), finding.evidence
    known = np.flatnonzero(np.isfinite(e["rmse"]))
    order = known[np.argsort(e["rmse"][known])[::-1]]
    names = [str(name) for name in e["names"][order]]
    layout = _layout(theme, with_unit("RMSE", series.unit), "", showlegend=False, hovermode="closest", bargap=0.35)
    bars = {
        "type": "bar", "orientation": "h", "x": numbers(e["rmse"][order]),
        "y": [name if name == "network" else BASELINES[name].title for name in names],
        "marker": {"color": [c["prediction"] if name == "network" else c["baseline"] for name in names]},
        "text": [measured(value) for value in e["rmse"][order]], "textposition": "auto", "textangle": 0,
    }  # fmt: skip
    return {"data": [bars], "layout": layout}, "RMSE of the network and of each baseline on the test part."


def gradient(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """The gradient norm over the epochs, with the threshold where there is one."""
    c, e = colors(theme), finding.evidence
    layout = _layout(theme, "epoch", "gradient norm", showlegend=False)
    layout["yaxis"] |= {"type": "log"}
    data = [_line(e["epoch"].tolist(), e["gradient_norm"], "gradient norm", c["prediction"])]
    if finding.threshold > 0:
        layout["shapes"] = [_level(finding.threshold, c["highlight"])]
    return {"data": data, "layout": layout}, "The gradient's norm epoch by epoch, on a logarithmic scale."


def losses(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """Training and validation loss over the epochs."""
    figure, words = losses_as_seen(finding, theme, series)
    return figure | {"data": figure["data"][:2]}, words


def losses_as_seen(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """Training and validation loss over the epochs, and what training itself saw."""
    c, e = colors(theme), finding.evidence
    epochs = e["epoch"].tolist()
    layout = _layout(theme, "epoch", "loss (scaled)")
    layout["yaxis"] |= {"type": "log"}
    data = [
        _line(epochs, e["train_loss"], "training", c["train"]),
        _line(epochs, e["validation_loss"], "validation", c["validation"], "dash"),
        _line(epochs, e["batch_loss"], "training, as it saw it", c["muted"], "dot"),
    ]
    return {"data": data, "layout": layout}, "Training and validation loss epoch by epoch, on a logarithmic scale."


def masks(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """Two dozen windows: hidden or seen, feature by feature."""
    c, hidden = colors(theme), finding.evidence["hidden"].T
    layout = _layout(theme, "training window", "", showlegend=False, hovermode="closest")
    heat = {
        "type": "heatmap", "z": hidden.astype(int).tolist(), "x": list(range(1, hidden.shape[1] + 1)),
        "y": [f"feature {i + 1}" for i in range(len(hidden))], "zmin": 0, "zmax": 1, "showscale": False, "xgap": 2,
        "ygap": 2, "colorscale": [[0, faint(c["prediction"], 0.35)], [1, c["highlight"]]],
        "text": [["×" if one else "" for one in row] for row in hidden], "texttemplate": "%{text}",
    }  # fmt: skip
    return {"data": [heat], "layout": layout}, "Which of 24 windows a random mask hides; a cross means hidden."


def autocorrelation(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """Autocorrelation of the residuals with the band of noise, and the window and the cycle where they matter."""
    c, e = colors(theme), finding.evidence
    lags, band = list(range(1, len(e["acf"]))), float(e["band"][0])
    layout = _layout(theme, "lag (steps)", "autocorrelation", showlegend=False, bargap=0.5)
    box = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": -band, "y1": band, "line": {"width": 0}}
    layout["shapes"] = [box | {"fillcolor": faint(c["muted"], 0.2), "layer": "below"}]
    if "marks" in e:
        layout["shapes"] += [_upright(float(mark), c["muted"]) for mark in e["marks"]]
        layout["annotations"] = [
            _note(float(mark), name, "right", c["text"])
            for mark, name in zip(e["marks"], ("window", "cycle"), strict=True)
        ]
    bars = {"type": "bar", "x": lags, "y": numbers(e["acf"][1:]), "marker": {"color": c["prediction"]}}
    return {"data": [bars], "layout": layout}, "Autocorrelation of the residuals; noise stays within the grey band."


def spread(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """Size of the residuals against the forecast."""
    c, e = colors(theme), finding.evidence
    kept = thin(e["residuals"])
    layout = _layout(theme, with_unit("forecast", series.unit), with_unit("size of the error", series.unit),
                     showlegend=False, hovermode="closest")  # fmt: skip
    dots = _dots(e["prediction"][kept], np.abs(e["residuals"][kept]), c["prediction"])
    return {"data": [dots], "layout": layout}, "The size of each error against its forecast."


def quantiles(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """Q–Q plot of the residuals."""
    c, e = colors(theme), finding.evidence
    layout = _layout(theme, "normal quantile", with_unit("residual", series.unit), showlegend=False,
                     hovermode="closest")  # fmt: skip
    ends = [0, -1]
    line = _line(numbers(e["theoretical"][ends]), e["line"][ends], "normal", c["data"], "dash")
    kept = thin(e["sample"])
    return {"data": [_dots(e["theoretical"][kept], e["sample"][kept], c["prediction"]), line], "layout": layout}, (
        "Sorted errors against normal ones; large errors leave the line at its ends."
    )


def interval(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """The interval over the test part, and the truth where it leaves it."""
    kept = thin(finding.evidence["truth"])
    c, e = colors(theme), {name: values[kept] for name, values in finding.evidence.items()}
    x, out = _when(series, e["times"]), ~e["inside"]
    edge = {"type": "scatter", "mode": "lines", "x": x, "line": {"width": 0}, "hoverinfo": "skip"}
    layout = _layout(theme, time_title(series), with_unit(series.target[:24], series.unit))
    data: list[dict[str, Any]] = [
        {**edge, "y": numbers(e["lower"]), "showlegend": False},
        {**edge, "y": numbers(e["upper"]), "fill": "tonexty", "fillcolor": faint(c["prediction"], 0.25),
         "name": "90 % interval"},
        _line(x, e["truth"], "truth", c["data"]),
        {
            "type": "scatter", "mode": "markers", "x": [when for when, o in zip(x, out, strict=True) if o],
            "y": numbers(e["truth"][out]), "name": "outside",
            "marker": {"symbol": "x", "size": 8, "color": c["highlight"]},
        },
    ]  # fmt: skip
    return {"data": data, "layout": layout}, "The truth of the test part and the interval; crosses lie outside."


def lead(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """RMSE of the network against the best baseline's, with what seeds alone could change as a band."""
    c, e = colors(theme), finding.evidence
    best, reach = float(e["baseline"][0]), finding.threshold
    layout = _layout(theme, with_unit("RMSE", series.unit), "", showlegend=False, hovermode="closest")
    layout["yaxis"] |= {"visible": False, "range": [-1, 1]}
    box = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "line": {"width": 0}, "layer": "below"}
    layout["shapes"] = [
        box | {"x0": best * (1 - reach), "x1": best * (1 + reach), "fillcolor": faint(c["baseline"], 0.2)},
        _upright(best, c["baseline"]),
    ]
    layout["annotations"] = [_note(best, f"{finding.facts['baseline']}, ± chance", "left", c["text"])]
    dots = _dots(e["rmse"], np.zeros(len(e["rmse"])), c["prediction"]) | {"name": "network"}
    return {"data": [dots], "layout": layout}, "The network's RMSE lies within what seeds alone could change."


def evidence(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """For a check without a picture of its own: each array of numbers as a line, told apart by its dash."""
    layout, ink = _layout(theme, "place", ""), colors(theme)["prediction"]
    lines = {
        name: values for name, values in finding.evidence.items() if values.ndim == 1 and values.dtype.kind in "fiub"
    }
    data = [
        _line(list(range(1, len(values) + 1)), values, name.replace("_", " "), ink, dash)
        for (name, values), dash in zip(lines.items(), cycle(("solid", "dash", "dot", "dashdot")), strict=False)
    ]
    return {"data": data, "layout": layout}, f"The numbers behind this finding: {', '.join(lines)}."


# Check → its picture; `evidence` for all others.
PICTURES: dict[str, Picture] = {
    "backwards": time_by_row, "turned_backwards": time_by_row, "clock": marked, "missing_code": marked,
    "constant_part": marked, "averaged": marked, "level_shift": marked,
    "leak_split": parts_in_time, "leak_scaler": scaler_ranges, "leak_gap": shared_targets, "not_finite": gradient,
    "exploding": gradient, "outside_range": outside, "unit_root": values_and_changes,
    "worse_than_baseline": error_bars, "input_dropout": masks, "under_trained": losses, "still_falling": losses,
    "overfitting": losses, "not_learning": losses, "below_by_dropout": losses_as_seen,
    "below_by_easier_part": losses_as_seen, "short_window": autocorrelation, "structure_left": autocorrelation,
    "spread_changes": spread, "heavy_tails": quantiles, "intervals_narrow": interval, "intervals_wide": interval,
    "one_seed": lead,
}  # fmt: skip


def shifted(finding: Finding, theme: Theme, series: Series, shift: int) -> Figure:
    """Truth, persistence and the forecast moved back by `shift` steps."""
    c, e = colors(theme), finding.evidence
    moved = np.full(len(e["truth"]), np.nan)
    source = np.arange(len(moved)) + shift
    known = (source >= 0) & (source < len(moved))
    moved[known] = e["prediction"][source[known]]
    kept = thin(e["truth"])
    x = _when(series, e["times"][kept])
    layout = _layout(theme, time_title(series), with_unit(series.target[:24], series.unit), uirevision="shift")
    data = [
        _line(x, e["truth"][kept], "truth", c["data"]),
        _line(x, e["previous"][kept], "persistence", c["baseline"], "dot"),
        _line(x, moved[kept], "network, shifted" if shift else "network", c["prediction"]),
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def changes(finding: Finding, theme: Theme, series: Series) -> Figure:
    """Predicted change against true change, with the diagonal of a perfect forecast."""
    c, e = colors(theme), finding.evidence
    true, predicted = e["truth"] - e["previous"], e["prediction"] - e["previous"]
    ends = np.array([true.min(), true.max()])
    layout = _layout(theme, with_unit("true change", series.unit), with_unit("predicted change", series.unit),
                     showlegend=False, hovermode="closest")  # fmt: skip
    diagonal = _line(numbers(ends), ends, "perfect", c["data"], "dash")
    kept = thin(true)
    return {"data": [_dots(true[kept], predicted[kept], c["prediction"]), diagonal], "layout": layout}


def _layout(theme: Theme, x: str, y: str, **more: Any) -> Figure:
    layout = base_layout(theme, HEIGHT, **more)
    layout["xaxis"], layout["yaxis"], layout["dragmode"] = axis(theme, x), axis(theme, y), False
    return layout


def _when(series: Series, positions: np.ndarray) -> list[Any]:
    return stamps(series.index, positions)


def _line(x: list[Any], y: np.ndarray, name: str, color: str, dash: str = "solid") -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": numbers(y), "name": name,
        "line": {"color": color, "width": 2, "dash": dash}, "hovertemplate": "%{y:.3g}",
    }  # fmt: skip


def _dots(x: np.ndarray, y: np.ndarray, color: str) -> dict[str, Any]:
    marker = {"color": color, "size": 7, "opacity": 0.7}
    return {"type": "scatter", "mode": "markers", "x": numbers(x), "y": numbers(y), "marker": marker}


def _upright(x: Any, color: str) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": color, "dash": "dot"},
    }


def _level(y: float, color: str) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": y,
        "y1": y,
        "line": {"color": color, "dash": "dash"},
    }


def _note(x: Any, text: str, side: str, color: str) -> dict[str, Any]:
    return {
        "x": x, "y": 1, "yref": "paper", "text": text, "xanchor": side, "yanchor": "bottom", "showarrow": False,
        "font": {"size": 13, "color": color},
    }  # fmt: skip
