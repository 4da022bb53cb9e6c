"""The network as a picture: what flows through which layer, and how many weights that takes."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from lstm_core.models.backbones import RECURRENT
from lstm_core.models.backbones.base import LayerSize
from lstm_core.models.build import layer_sizes
from lstm_core.prepare import Prepared
from lstm_core.settings import Settings
from ui.format.cell_display import weights_formula
from ui.format.palette import Theme, colors
from ui.format.text import count, whole_percent

_STYLE = (Path(__file__).parents[1] / "styles" / "network_diagram.css").read_text(encoding="utf-8")
# As many dots as fit into a narrow column; the number beside them is exact.
MAX_DOTS = 24


def network_picture(settings: Settings, prepared: Prepared, theme: Theme, *, dots: bool = True) -> str:
    """HTML of the layers from the window to the prediction, with shapes, weights and the formula in numbers.

    dots: whether a layer of cells shows them, too.
    """
    network, window = settings.network, settings.preparation.window
    features = prepared.features
    sizes = layer_sizes(network, window, len(features), prepared.outputs)
    rows = [_window_row(window, features)]
    for position, size in enumerate(sizes, 1):
        if size.name == "dropout":
            rows.append(_dropout_row(size, network.dropout))
        elif size.name == "dense":
            rows.append(_dense_row(size, classes=bool(prepared.classes)))
        elif network.kind not in RECURRENT:
            rows.append(_plain_row(size))
        elif position <= network.layers:
            # What reads all steps gets the hidden states of all, a dense layer only the last one.
            whole = position < network.layers or RECURRENT[network.kind].reads_all
            rows.append(_recurrent_row(network.kind, size, window if whole else 0, dots=dots))
        else:
            rows.append(_reading_row(size, window))
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


def _recurrent_row(kind: str, size: LayerSize, steps: int, *, dots: bool) -> str:
    """steps: of how many steps it passes the hidden states on, 0 for the last one alone."""
    passed = f"{steps} × {count(size.outputs, 'number')}" if steps else count(size.outputs, "number")
    shape = f"{count(size.outputs, 'cell')} → {passed}"
    return _row("recurrent", size.called, shape, weights_formula(kind, size), _dots(size.outputs) if dots else "")


def _plain_row(size: LayerSize) -> str:
    """A layer of a network without cells to look into; one without weights only hands its numbers on."""
    if not size.parameters:
        return _row("recurrent", size.called, count(size.outputs, "number"), size.does)
    shape = f"{count(size.inputs, 'number')} → {count(size.outputs, 'number')}"
    detail = "; ".join(filter(None, (size.does, count(size.parameters, "weight"))))
    return _row("recurrent", size.called, shape, detail, _dots(size.outputs))


def _reading_row(size: LayerSize, window: int) -> str:
    """What stands between the cells and the dense layer and reads all steps."""
    return _row("attention", size.called, f"{window} × {size.inputs} → {size.outputs} numbers", size.does)


def _dropout_row(size: LayerSize, share: float) -> str:
    return _row(
        "dropout", "Dropout", f"hides {whole_percent(share)} while training", "0 weights", _dots(size.outputs, share)
    )


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
