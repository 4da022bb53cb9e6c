"""What every picture of an experiment without a trained network shows: itself, faded, and why."""

from __future__ import annotations

from ui.format.palette import Figure, Theme, colors

LABEL = "not trained yet"
_OPACITY = 0.4


def faded(figure: Figure, theme: Theme) -> Figure:
    """The figure with all its traces pale and the reason in its middle, in words."""
    c, layout = colors(theme), figure["layout"]
    label = {
        "text": LABEL, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False,
        "font": {"size": 18, "color": c["text"]}, "bgcolor": c["background"], "bordercolor": c["muted"],
        "borderwidth": 1, "borderpad": 8,
    }  # fmt: skip
    return {
        "data": [{**trace, "opacity": _OPACITY} for trace in figure["data"]],
        "layout": {**layout, "annotations": [*layout.get("annotations", []), label]},
    }
