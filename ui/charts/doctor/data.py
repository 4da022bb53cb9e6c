"""Pictures of what is wrong with the data: leaks between the parts, codes, breaks, time that runs backwards."""

from __future__ import annotations

import numpy as np

from lstm_core.diagnostics import Finding
from lstm_core.prepare import PARTS
from lstm_core.series import Series
from ui.charts.common import numbers, thin, time_title
from ui.charts.doctor.parts import layout_of, line_of, note_at, upright_at, when
from ui.format.palette import Figure, Theme, axis, colors, faint
from ui.format.text import with_unit

MOST_MARKS = 500


def parts_in_time(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """A row of ticks per part: where its targets lie in time."""
    c, layout = colors(theme), layout_of(theme, time_title(series), "", showlegend=False)
    layout["yaxis"] |= {"autorange": "reversed"}
    data = [
        {
            "type": "scatter", "mode": "markers", "x": when(series, finding.evidence[part]), "name": part,
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
    layout = layout_of(theme, time_title(series), "before scaling")
    x = when(series, times[kept])
    data = [line_of(x, values[kept], str(finding.facts["column"]), c["data"])]
    for name, key, color, dash in (
        ("scaler used", "used", c["highlight"], "solid"),
        ("fitted on training", "refit", c["train"], "dash"),
    ):
        for i, bound in enumerate(e[key]):
            line = line_of([x[0], x[-1]], np.array([bound, bound]), name, color, dash)
            data.append({**line, "showlegend": i == 0, "legendgroup": name})
    boundary = when(series, e["boundary"])[0]
    layout["shapes"] = [upright_at(boundary, c["muted"])]
    return {"data": data, "layout": layout}, "The values with the range of the scaler used and of the one refitted."


def shared_targets(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """Targets of the last window of one part above those of the first window of the next."""
    c, e = colors(theme), finding.evidence
    rows = ("earlier", f"last {finding.facts['earlier']} window"), ("later", f"first {finding.facts['later']} window")
    data = [
        {
            "type": "scatter", "mode": "markers", "x": when(series, e[key]), "y": [name] * len(e[key]), "name": name,
            "marker": {"color": c["train" if key == "earlier" else "validation"], "size": 14, "symbol": symbol},
        }
        for (key, name), symbol in zip(rows, ("square", "diamond"), strict=True)
    ]  # fmt: skip
    layout = layout_of(theme, time_title(series), "", showlegend=False)
    layout["yaxis"] |= {"autorange": "reversed"}
    return {"data": data, "layout": layout}, "The targets of both windows, one row each, over the same steps."


def outside(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """The column over time, the training part's range as a band, the test part tinted."""
    c, e = colors(theme), finding.evidence
    values, (low, high), (end, test) = e["values"], e["range"], e["boundaries"]
    kept = thin(values)
    x = when(series, kept)
    layout = layout_of(theme, time_title(series), with_unit(str(finding.facts["column"]), ""), showlegend=False)
    first, last = when(series, np.array([test, len(values) - 1]))
    ended = when(series, np.array([end]))[0]
    band = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": low, "y1": high, "line": {"width": 0}}
    tint = {"type": "rect", "yref": "paper", "x0": first, "x1": last, "y0": 0, "y1": 1, "line": {"width": 0}}
    layout["shapes"] = [
        band | {"fillcolor": faint(c["train"], 0.18), "layer": "below"},
        tint | {"fillcolor": faint(c["test"], 0.25), "layer": "below"}, upright_at(ended, c["muted"]),
    ]  # fmt: skip
    layout["annotations"] = [
        note_at(first, "test part", "left", c["text"]), note_at(x[0], "band: training range", "left", c["text"])
    ]  # fmt: skip
    return {"data": [line_of(x, values[kept], "value", c["data"])], "layout": layout}, (
        "The series leaves the band of its training part in the test part."
    )


def marked(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """The column over time with what is meant marked, and where validation and test part begin."""
    c, e = colors(theme), finding.evidence
    values, places = e["values"], e["places"][:MOST_MARKS]
    kept = thin(values)
    column = str(finding.facts.get("column", series.target))
    layout = layout_of(
        theme, time_title(series), with_unit(column[:24], series.unit if column == series.target else "")
    )
    data = [line_of(when(series, kept), values[kept], column[:24], c["data"])]
    if len(places):
        dots = {"symbol": "x", "size": 8, "color": c["highlight"]}
        data.append({"type": "scatter", "mode": "markers", "x": when(series, places), "y": numbers(values[places]),
                     "name": "meant", "marker": dots})  # fmt: skip
    starts = when(series, e["boundaries"])
    layout["shapes"] = [upright_at(start, c["muted"]) for start in starts]
    # One above the other: side by side they would run into each other on a phone.
    layout["annotations"] = [
        note_at(starts[0], "validation", "left", c["text"]) | {"yshift": 15},
        note_at(starts[1], "test", "left", c["text"]),
    ]
    layout["showlegend"] = False
    return {"data": data, "layout": layout}, f"{column} over time, with the parts and what is meant marked."


def time_by_row(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """The time stamp of each row, in the order in which the network reads them."""
    c, seconds = colors(theme), finding.evidence["seconds"]
    kept = thin(seconds)
    layout = layout_of(theme, "row", "time stamp", showlegend=False)
    data = [line_of(kept.tolist(), seconds[kept], "time stamp", c["highlight"]) | {"y": when(series, kept)}]
    data[0].pop("hovertemplate")
    return {"data": data, "layout": layout}, "The time stamp of each row; where the line falls, time runs backwards."


def values_and_changes(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """The training part above its changes from step to step."""
    c, e = colors(theme), finding.evidence
    layout = layout_of(theme, "training step", "", showlegend=False)
    layout["xaxis"] |= {"anchor": "y2"}
    layout["yaxis"] = axis(theme, "value", domain=[0.56, 1])
    layout["yaxis2"] = axis(theme, "change", domain=[0, 0.44])
    above, below = thin(e["values"]), thin(e["changes"])
    data = [
        line_of(above.tolist(), e["values"][above], "value", c["data"]),
        {**line_of((below + 1).tolist(), e["changes"][below], "change", c["prediction"]), "yaxis": "y2"},
    ]
    return {"data": data, "layout": layout}, "The values of the training part, and below them their changes."
