"""Train: the network's units as dots that move with the film, drawn by the browser alone."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_core.host.training_job import Job
from lstm_core.models.backbones import RECURRENT, has_cells
from lstm_core.models.build import layer_sizes
from lstm_core.prepare import Prepared
from lstm_core.runs.units import MAX_UNITS, lined
from lstm_core.settings import Settings
from ui.format.palette import colors, colorscale
from ui.format.text import count, text
from ui.state import server, session
from ui.widgets.chart import theme
from ui.widgets.component import component
from ui.widgets.film import units_of
from ui.widgets.training_view import View

# How the drawing is laid out: dots in a row; in pixels from dot to dot, of a name with two lines below it, between two
# layers, with and without room for lines.
IN_A_ROW, PITCH, NAME = 16, 16, 46
GAP, LINED_GAP = 10, 34
# The words below, in the page's type: one line for each layer, and one; a margin above them.
LINE, MARGIN, TYPE = 1.38, 0.5, 16

_network = component("network", isolate_styles=False)


def living_network(job: Job | None, view: View) -> None:
    """The network of the settings on the page, with the states of the one that the charts show where it is the same.

    Nothing where the network has no cells to look into.
    """
    settings, prepared = session.settings(), session.prepared()
    if not has_cells(settings.network.kind):
        return
    drawing = plan(settings, prepared)
    same = view.trained and has_cells(view.settings.network.kind) and plan(view.settings, view.prepared) == drawing
    moves = job is not None and not job.finished
    palette = colors(theme())
    data = drawing | {
        "film": units_of(job) if same else None, "key": server.road_key(), "moves": moves, "last": view.epoch,
        "scale": [color for _, color in colorscale(theme(), diverging=True)],
        "ink": {"text": palette["text"], "quiet": palette["muted"], "out": palette["prediction"]},
        "words": {name: text(f"train/units_{name}") for name in ("network", "told", "step", "empty")},
    }  # fmt: skip
    # In the page's type, so that a presenter's look has room, too; kept before the browser has drawn anything.
    room = drawing["height"] / TYPE + MARGIN + LINE * (1 + settings.network.layers)
    st.html(f"<style>.st-key-train_living {{ min-height: {room:.2f}rem; }}</style>")
    with st.container(key="train_living"):
        _network(key="train_units", data=data)
    st.caption(" ".join(text(f"train/{words}") for words in ("units", "units_lines")[: 1 + drawing["lined"]]))


def plan(settings: Settings, prepared: Prepared) -> dict[str, Any]:
    """What is drawn where, from the features down to the outputs: names, sizes, and heights in pixels."""
    network, features = settings.network, prepared.features
    sizes = layer_sizes(network, settings.preparation.window, len(features), prepared.outputs)[: network.layers]
    lines = lined(network, len(features), prepared.outputs)
    gap = LINED_GAP if lines else GAP
    top, layers = PITCH + gap, []
    for size in sizes:
        shown = min(size.outputs, MAX_UNITS)
        more = f"{size.outputs - shown} more" if size.outputs > shown else ""
        name = [size.called, count(size.outputs, "unit"), more]
        layers.append({"name": name, "units": size.outputs, "shown": shown, "top": top})
        top += max(NAME, PITCH * -(-shown // IN_A_ROW)) + GAP
    top += gap - GAP
    layer = RECURRENT[network.kind].layer
    told = f"{layer}, {network.layers} layers of {network.units}" if network.layers > 1 else f"{layer}, {network.units}"
    return {
        "lined": lines, "layers": layers, "height": top + PITCH,
        "called": f"{told} {'unit' if network.units == 1 and network.layers == 1 else 'units'}",
        "features": {"name": count(len(features), "feature"), "count": len(features), "top": 0},
        "outputs": {"name": count(prepared.outputs, "output"), "count": prepared.outputs, "top": top},
    }  # fmt: skip
