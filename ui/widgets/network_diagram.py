"""The network as a picture: what flows through which layer, and how many weights that takes."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from lstm_core.models.backbones import has_cells
from lstm_core.models.build import LAYER_TITLES, LayerSize, layer_sizes
from lstm_core.prepare import Prepared
from lstm_core.settings import Settings
from ui.format.cell_display import weights_formula
from ui.format.palette import Theme, colors
from ui.format.text import count

_STYLE = (Path(__file__).parents[1] / "styles" / "network_diagram.css").read_text(encoding="utf-8")
# Layers of networks without cells, by kind and Keras' name: what they are called and what they do.
PLAIN = {
    ("linear", "flatten"): ("One row", "all numbers of the window side by side"),
    ("mlp", "flatten"): ("One row", "all numbers of the window side by side"),
    ("mlp", "hidden"): ("Hidden", "each neuron: a weighted sum, and 0 where it is negative"),
    ("tcn", "block"): (
        "Block",
        "two convolutions over three steps that end here, further apart in each block",
    ),
    ("bidirectional", "bidirectional"): ("LSTM pair", "one walks forward, one backward through the window"),
    ("transformer", "embed"): ("Embedding", "at each step, with the step's place added"),
    ("transformer", "block"): ("Block", "each step takes from all steps what it attends to; then two dense layers"),
    ("transformer", "norm"): ("Last step", "brought to mean 0 and spread 1, then scaled"),
}
# As many dots as fit into a narrow column; the number beside them is exact.
MAX_DOTS = 24


def network_picture(settings: Settings, prepared: Prepared, theme: Theme) -> str:
    """HTML of the layers from the window to the prediction, with shapes, weights and the formula in numbers."""
    network, window = settings.network, settings.preparation.window
    features = prepared.features
    sizes = layer_sizes(network, window, len(features), prepared.outputs)
    rows = [_window_row(window, features)]
    for position, size in enumerate(sizes, 1):
        if size.name == "dropout":
            rows.append(_dropout_row(size, network.dropout))
        elif size.name == "dense":
            rows.append(_dense_row(size, classes=bool(prepared.classes)))
        elif not has_cells(network.kind):
            rows.append(_plain_row(size, network.kind))
        elif position <= network.layers:
            # Attention reads the hidden states of all steps, a dense layer only the last one.
            whole = position < network.layers or network.kind == "attention"
            rows.append(_recurrent_row(network.kind, size, position, window if whole else 0))
        else:
            rows.append(_attention_row(size, window))
    total = sum(size.parameters for size in sizes)
    windows = count(len(prepared.train), "training window")
    c = colors(theme)
    variables = ";".join(
        f"--{name}:{c[color]}"
        for name, color in (("line", "grid"), ("quiet", "muted"), ("cell", "cell"), ("out", "prediction"))
    )
    return (
        f"<style>{_STYLE}</style><div class='network' style='{variables}'><ol>{''.join(rows)}</ol>"
        f"<p class='total'><b>{total:,} weights</b> learn from {windows}</p></div>"
    )


def _row(kind: str, name: str, shape: str, detail: str, dots: str = "") -> str:
    return (
        f"<li class='{kind}'><span class='name'>{name}</span><span class='shape'>{shape}</span>"
        f"{dots}<span class='detail'>{detail}</span></li>"
    )


def _window_row(window: int, features: Sequence[str]) -> str:
    names = ", ".join(features[:3]) + (", …" if len(features) > 3 else "")
    steps = f"{window} step{'s' * (window != 1)}"
    shape = f"{steps} × {len(features)} feature{'s' * (len(features) != 1)}"
    return _row("window", "Window", shape, f"reads {html.escape(names[:60])}")


def _recurrent_row(kind: str, size: LayerSize, position: int, steps: int) -> str:
    """steps: of how many steps it passes the hidden states on, 0 for the last one alone."""
    passed = f"{steps} × {count(size.outputs, 'number')}" if steps else count(size.outputs, "number")
    shape = f"{count(size.outputs, 'cell')} → {passed}"
    name = f"{LAYER_TITLES[kind]} {position}"
    return _row("recurrent", name, shape, weights_formula(kind, size), _dots(size.outputs))


def _plain_row(size: LayerSize, kind: str) -> str:
    """A layer of a network without cells to look into."""
    name, _, number = size.name.partition("_")
    title, detail = PLAIN[kind, name]
    shape = f"{count(size.inputs, 'number')} → {count(size.outputs, 'number')}"
    if name == "flatten":
        shape = count(size.outputs, "number")
    weights = f"; {count(size.parameters, 'weight')}" if size.parameters else ""
    dots = _dots(size.outputs) if size.parameters else ""
    return _row("recurrent", f"{title} {number}".rstrip(), shape, f"{detail}{weights}", dots)


def _attention_row(size: LayerSize, window: int) -> str:
    shape = f"{window} × {size.inputs} → {size.outputs} numbers"
    return _row("attention", "Attention", shape, "an average over the steps beside the last one; 1 weight, its scale")


def _dropout_row(size: LayerSize, share: float) -> str:
    return _row("dropout", "Dropout", f"hides {share:.0%} while training", "0 weights", _dots(size.outputs, share))


def _dense_row(size: LayerSize, *, classes: bool) -> str:
    shape = f"{size.outputs} prediction{'s' * (size.outputs != 1)}"
    if classes:
        shape = f"{size.outputs} probabilities"
    name = "Dense, softmax" if classes else "Dense"
    return _row("dense", name, shape, f"{size.inputs}·{size.outputs} + {size.outputs} = {size.parameters:,}")


def _dots(cells: int, hidden: float = 0.0) -> str:
    """One dot per cell, a share of them hollow; "…" when there are more cells than room."""
    shown = min(cells, MAX_DOTS)
    gone = round(shown * hidden)
    # Spread the hollow ones evenly: random ones would flicker at every redraw.
    hollow = {(2 * i + 1) * shown // (2 * gone) for i in range(gone)} if gone else set()
    dots = "".join(f"<i class='{'off' if i in hollow else 'on'}'></i>" for i in range(shown))
    return f"<span class='dots' aria-hidden='true'>{dots}{'…' if cells > shown else ''}</span>"
