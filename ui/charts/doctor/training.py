"""Pictures of how training went: gradients, losses, hidden inputs."""

from __future__ import annotations

from lstm_core.diagnostics import Finding
from lstm_core.series import Series
from ui.charts.doctor.parts import layout_of, level_at, line_of
from ui.format.palette import Figure, Theme, colors, faint


def gradient(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """The gradient norm over the epochs, with the threshold where there is one."""
    c, e = colors(theme), finding.evidence
    layout = layout_of(theme, "epoch", "gradient norm", showlegend=False)
    layout["yaxis"] |= {"type": "log"}
    data = [line_of(e["epoch"].tolist(), e["gradient_norm"], "gradient norm", c["prediction"])]
    if finding.threshold > 0:
        layout["shapes"] = [level_at(finding.threshold, c["highlight"])]
    return {"data": data, "layout": layout}, "The gradient's norm epoch by epoch, on a logarithmic scale."


def losses(finding: Finding, theme: Theme, series: Series) -> tuple[Figure, str]:
    """Training and validation loss over the epochs."""
    figure, words = losses_as_seen(finding, theme, series)
    return figure | {"data": figure["data"][:2]}, words


def losses_as_seen(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """Training and validation loss over the epochs, and what training itself saw."""
    c, e = colors(theme), finding.evidence
    epochs = e["epoch"].tolist()
    layout = layout_of(theme, "epoch", "loss (scaled)")
    layout["yaxis"] |= {"type": "log"}
    data = [
        line_of(epochs, e["train_loss"], "training", c["train"]),
        line_of(epochs, e["validation_loss"], "validation", c["validation"], "dash"),
        line_of(epochs, e["batch_loss"], "training, as it saw it", c["muted"], "dot"),
    ]
    return {"data": data, "layout": layout}, "Training and validation loss epoch by epoch, on a logarithmic scale."


def masks(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """Two dozen windows: hidden or seen, feature by feature."""
    c, hidden = colors(theme), finding.evidence["hidden"].T
    layout = layout_of(theme, "training window", "", showlegend=False, hovermode="closest")
    heat = {
        "type": "heatmap", "z": hidden.astype(int).tolist(), "x": list(range(1, hidden.shape[1] + 1)),
        "y": [f"feature {i + 1}" for i in range(len(hidden))], "zmin": 0, "zmax": 1, "showscale": False, "xgap": 2,
        "ygap": 2, "colorscale": [[0, faint(c["prediction"], 0.35)], [1, c["highlight"]]],
        "text": [["×" if one else "" for one in row] for row in hidden], "texttemplate": "%{text}",
    }  # fmt: skip
    return {"data": [heat], "layout": layout}, "Which of 24 windows a random mask hides; a cross means hidden."
