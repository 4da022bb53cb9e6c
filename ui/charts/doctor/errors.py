"""Pictures of the errors: against baselines, over lags, their spread, intervals and echoes."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.diagnostics import Finding
from lstm_core.evaluation import BASELINES
from lstm_core.series import Series
from ui.charts.common import numbers, thin, time_title
from ui.charts.doctor.parts import dots_of, layout_of, line_of, note_at, upright_at, when
from ui.format.palette import Figure, Theme, colors, faint
from ui.format.text import measured, with_unit


def error_bars(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """RMSE of the network and of every baseline, the smallest above."""
    c, e = colors(theme), finding.evidence
    known = np.flatnonzero(np.isfinite(e["rmse"]))
    order = known[np.argsort(e["rmse"][known])[::-1]]
    names = [str(name) for name in e["names"][order]]
    layout = layout_of(theme, with_unit("RMSE", series.unit), "", showlegend=False, hovermode="closest", bargap=0.35)
    bars = {
        "type": "bar", "orientation": "h", "x": numbers(e["rmse"][order]),
        "y": [name if name == "network" else BASELINES[name].title for name in names],
        "marker": {"color": [c["prediction"] if name == "network" else c["baseline"] for name in names]},
        "text": [measured(value) for value in e["rmse"][order]], "textposition": "auto", "textangle": 0,
    }  # fmt: skip
    return {"data": [bars], "layout": layout}, "RMSE of the network and of each baseline on the test part."


def autocorrelation(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """Autocorrelation of the residuals with the band of noise, and the window and the cycle where they matter."""
    c, e = colors(theme), finding.evidence
    lags, band = list(range(1, len(e["acf"]))), float(e["band"][0])
    layout = layout_of(theme, "lag (steps)", "autocorrelation", showlegend=False, bargap=0.5)
    box = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": -band, "y1": band, "line": {"width": 0}}
    layout["shapes"] = [box | {"fillcolor": faint(c["muted"], 0.2), "layer": "below"}]
    if "marks" in e:
        layout["shapes"] += [upright_at(float(mark), c["muted"]) for mark in e["marks"]]
        layout["annotations"] = [
            note_at(float(mark), name, "right", c["text"])
            for mark, name in zip(e["marks"], ("window", "cycle"), strict=True)
        ]
    bars = {"type": "bar", "x": lags, "y": numbers(e["acf"][1:]), "marker": {"color": c["prediction"]}}
    return {"data": [bars], "layout": layout}, "Autocorrelation of the residuals; noise stays within the grey band."


def spread(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """Size of the residuals against the forecast."""
    c, e = colors(theme), finding.evidence
    kept = thin(e["residuals"])
    layout = layout_of(theme, with_unit("forecast", series.unit), with_unit("size of the error", series.unit),
                     showlegend=False, hovermode="closest")  # fmt: skip
    dots = dots_of(e["prediction"][kept], np.abs(e["residuals"][kept]), c["prediction"])
    return {"data": [dots], "layout": layout}, "The size of each error against its forecast."


def quantiles(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """Q–Q plot of the residuals."""
    c, e = colors(theme), finding.evidence
    layout = layout_of(theme, "normal quantile", with_unit("residual", series.unit), showlegend=False,
                     hovermode="closest")  # fmt: skip
    ends = [0, -1]
    line = line_of(numbers(e["theoretical"][ends]), e["line"][ends], "normal", c["data"], "dash")
    kept = thin(e["sample"])
    return {"data": [dots_of(e["theoretical"][kept], e["sample"][kept], c["prediction"]), line], "layout": layout}, (
        "Sorted errors against normal ones; large errors leave the line at its ends."
    )


def interval(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """The interval over the test part, and the truth where it leaves it."""
    kept = thin(finding.evidence["truth"])
    c, e = colors(theme), {name: values[kept] for name, values in finding.evidence.items()}
    x, out = when(series, e["times"]), ~e["inside"]
    edge = {"type": "scatter", "mode": "lines", "x": x, "line": {"width": 0}, "hoverinfo": "skip"}
    layout = layout_of(theme, time_title(series), with_unit(series.target[:24], series.unit))
    data: list[dict[str, Any]] = [
        {**edge, "y": numbers(e["lower"]), "showlegend": False},
        {**edge, "y": numbers(e["upper"]), "fill": "tonexty", "fillcolor": faint(c["prediction"], 0.25),
         "name": "90 % interval"},
        line_of(x, e["truth"], "truth", c["data"]),
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
    layout = layout_of(theme, with_unit("RMSE", series.unit), "", showlegend=False, hovermode="closest")
    layout["yaxis"] |= {"visible": False, "range": [-1, 1]}
    box = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "line": {"width": 0}, "layer": "below"}
    layout["shapes"] = [
        box | {"x0": best * (1 - reach), "x1": best * (1 + reach), "fillcolor": faint(c["baseline"], 0.2)},
        upright_at(best, c["baseline"]),
    ]
    layout["annotations"] = [note_at(best, f"{finding.facts['baseline']}, ± chance", "left", c["text"])]
    dots = dots_of(e["rmse"], np.zeros(len(e["rmse"])), c["prediction"]) | {"name": "network"}
    return {"data": [dots], "layout": layout}, "The network's RMSE lies within what seeds alone could change."


def shifted(finding: Finding, theme: Theme, series: Series, shift: int) -> Figure:
    """Truth, persistence and the forecast moved back by `shift` steps."""
    c, e = colors(theme), finding.evidence
    moved = np.full(len(e["truth"]), np.nan)
    source = np.arange(len(moved)) + shift
    known = (source >= 0) & (source < len(moved))
    moved[known] = e["prediction"][source[known]]
    kept = thin(e["truth"])
    x = when(series, e["times"][kept])
    layout = layout_of(theme, time_title(series), with_unit(series.target[:24], series.unit), uirevision="shift")
    data = [
        line_of(x, e["truth"][kept], "truth", c["data"]),
        line_of(x, e["previous"][kept], "persistence", c["baseline"], "dot"),
        line_of(x, moved[kept], "network, shifted" if shift else "network", c["prediction"]),
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def changes(finding: Finding, theme: Theme, series: Series) -> Figure:
    """Predicted change against true change, with the diagonal of a perfect forecast."""
    c, e = colors(theme), finding.evidence
    true, predicted = e["truth"] - e["previous"], e["prediction"] - e["previous"]
    ends = np.array([true.min(), true.max()])
    layout = layout_of(theme, with_unit("true change", series.unit), with_unit("predicted change", series.unit),
                     showlegend=False, hovermode="closest")  # fmt: skip
    diagonal = line_of(numbers(ends), ends, "perfect", c["data"], "dash")
    kept = thin(true)
    return {"data": [dots_of(true[kept], predicted[kept], c["prediction"]), diagonal], "layout": layout}
