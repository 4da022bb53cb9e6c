"""The network as a picture: what flows through which layer, and how many weights that takes."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from lstm_core.network import LayerSize, layer_sizes
from lstm_core.prepare import Prepared
from lstm_core.settings import Settings
from ui.palette import Theme, colors
from ui.text import count

_STYLE = (Path(__file__).parent / "components" / "network_picture.css").read_text(encoding="utf-8")
# As many dots as fit into a narrow column; the number beside them is exact.
MAX_DOTS = 24


def network_picture(settings: Settings, prepared: Prepared, theme: Theme) -> str:
    """HTML of the layers from the window to the prediction, with shapes, weights and the formula in numbers."""
    network, window = settings.network, settings.preparation.window
    features = prepared.features
    sizes = layer_sizes(network, len(features), prepared.outputs)
    rows = [_window_row(window, features)]
    for position, size in enumerate(sizes, 1):
        if size.name.startswith("lstm"):
            rows.append(_lstm_row(size, position, window, last=position == network.layers))
        elif size.name == "dropout":
            rows.append(_dropout_row(size, network.dropout))
        else:
            rows.append(_dense_row(size))
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


def lstm_formula(units: int, inputs: int) -> str:
    """Four gates, each with u·(u + f) weights and u biases, in numbers: ``4·(50·(50 + 1) + 50) = 10,400``."""
    return f"4·({units}·({units} + {inputs}) + {units}) = {4 * (units * (units + inputs) + units):,}"


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


def _lstm_row(size: LayerSize, position: int, window: int, *, last: bool) -> str:
    passed = f"{size.outputs} numbers" if last else f"{window} × {size.outputs} numbers"
    shape = f"{size.outputs} cell{'s' * (size.outputs != 1)} → {passed if size.outputs > 1 or not last else '1 number'}"
    return _row("lstm", f"LSTM {position}", shape, lstm_formula(size.outputs, size.inputs), _dots(size.outputs))


def _dropout_row(size: LayerSize, share: float) -> str:
    return _row("dropout", "Dropout", f"hides {share:.0%} while training", "0 weights", _dots(size.outputs, share))


def _dense_row(size: LayerSize) -> str:
    shape = f"{size.outputs} prediction{'s' * (size.outputs != 1)}"
    return _row("dense", "Dense", shape, f"{size.inputs}·{size.outputs} + {size.outputs} = {size.parameters:,}")


def _dots(cells: int, hidden: float = 0.0) -> str:
    """One dot per cell, a share of them hollow; "…" when there are more cells than room."""
    shown = min(cells, MAX_DOTS)
    gone = round(shown * hidden)
    # Spread the hollow ones evenly: random ones would flicker at every redraw.
    hollow = {(2 * i + 1) * shown // (2 * gone) for i in range(gone)} if gone else set()
    dots = "".join(f"<i class='{'off' if i in hollow else 'on'}'></i>" for i in range(shown))
    return f"<span class='dots' aria-hidden='true'>{dots}{'…' if cells > shown else ''}</span>"
