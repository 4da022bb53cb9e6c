"""The cell explorer: one window walking through the network, layer, cell and number, animated in the browser.

Everything of a window is sent once, as base64 of float32 (little endian): about half the size of the same numbers
in text, and exact for the weights. The browser steps and plays without asking the server. Where the page wants it to
stand comes apart from that: a message that is the same as before is not sent again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict

import numpy as np
import streamlit as st

from lstm_core.interpretation.trace import Trace
from lstm_core.models.backbones import cell_of
from lstm_core.models.forward import UNTOUCHED
from lstm_core.models.interventions import Intervention
from lstm_core.settings import NetworkSettings
from ui.format.cell_display import KINDS
from ui.format.palette import LETTERS, colors, colorscale
from ui.state.slots import under
from ui.widgets.chart import theme
from ui.widgets.component import component

# Numbers (values and weights) that are sent whole, below 1 MB; a larger network sends the chosen unit's weights
# and the chosen layer's gates, and the rest when it is chosen.
SEND_ALL = 180_000

_TEXT = Path(__file__).parents[1] / "text" / "gates" / "cell_explorer.json"

_explorer = component("cell_explorer")
_place = component("cell_place")


class CellPosition(TypedDict):
    """Where the explorer stands; all three count from 0."""

    layer: int
    unit: int
    step: int


def cell_explorer(
    trace: Trace,
    weights: Sequence[np.ndarray],
    network: NetworkSettings,
    feature_names: Sequence[str],
    layer: int,
    unit: int,
    step: int,
    key: str,
    on_pick: Callable[[CellPosition], None],
    intervention: Intervention = UNTOUCHED,
    *,
    every_step: bool = False,
    plays: bool = False,
) -> None:
    """Draw the explorer at a layer, unit and step (counted from 0), under a key that stays the same.

    weights: as in `Run.weights`, those that the trace was made with. intervention: the one it was made under.
    every_step: the network answers at every step, not only at the last. plays: by itself, until a hand takes it.
    on_pick: called with the new place when the learner has chosen a unit or layer, or when stepping, scrubbing or
    playing has come to rest; never while it plays.
    """
    wanted = CellPosition(layer=layer, unit=unit, step=step)
    known: dict[str, Any] = under(f"{key}_known").at_first({"stands": None})
    if known["stands"] != wanted:
        # Only what the page itself decides moves the explorer: the echo of its own pick would pull it back.
        known.update(stands=wanted, at={**wanted, "turn": secrets.token_hex(4)})

    def picked() -> None:
        place = getattr(under(key).get(), "pick", None)
        if place is not None:
            known["stands"] = CellPosition(layer=int(place["layer"]), unit=int(place["unit"]), step=int(place["step"]))
            on_pick(known["stands"])

    data = message(trace, weights, network, feature_names, wanted, intervention, every_step=every_step)
    data |= {"key": key, "plays": plays, "look": _look(theme(), network.kind)}
    with st.container(key=f"lab_place_{key}"):
        _place(key=f"{key}_place", data={"key": key, "at": known["at"]})
    _explorer(key=key, data=data, on_pick_change=picked)


def walks_with(key: str, step: int, x: Sequence[Any] | None = None) -> dict[str, Any]:
    """What lets the shapes named "step" of a chart walk with the explorer of this key while it plays.

    step: which they mark now, counted from 0. x: where each step stands on the chart's time axis; by default the axis
    counts steps.
    """
    return {"key": key, "at": step, "x": None if x is None else list(x)}


def message(
    trace: Trace,
    weights: Sequence[np.ndarray],
    network: NetworkSettings,
    feature_names: Sequence[str],
    place: CellPosition,
    intervention: Intervention = UNTOUCHED,
    *,
    every_step: bool = False,
) -> dict[str, Any]:
    """What the browser needs of a window: every gate of every unit and step, every weight, the sentences.

    Arrays are base64 of little-endian float32, row by row. `layers`: per layer name → (timesteps, units), and
    ``kernel`` (inputs, columns), ``recurrent`` (units, columns), ``bias`` (columns,), for a GRU (2, columns), columns
    being the blocks of weights (`Cell.order`) of all units, or of ``only`` when that names one unit. `dense`: what
    reads the last hidden state, or [context, last hidden state] with attention; its first output, scaled.
    `attention`: weights (timesteps,) and their scale, None for networks without. every_step: the network answers at
    every step.
    """
    steps, features = trace.x.shape
    units, names = network.units, cell_of(network.kind).names
    size = len(names) * steps * units * network.layers + sum(w.size for w in weights)
    layers = []
    for index in range(network.layers):
        kernel, recurrent, bias = weights[3 * index : 3 * index + 3]
        sent = {"hidden": _pack(trace.hidden[index])}
        if size <= SEND_ALL or index == place["layer"]:
            sent |= {name: _pack(trace.values[name][index]) for name in names}
            columns = slice(None) if size <= SEND_ALL else slice(place["unit"], None, units)
            named = {"kernel": kernel[:, columns], "recurrent": recurrent[:, columns], "bias": bias[..., columns]}
            sent |= {name: _pack(values) for name, values in named.items()}
        layers.append(sent)
    x = _pack(trace.x)
    return {
        "kind": network.kind, "cell": KINDS[network.kind].words,
        "window": f"{trace.origin}:{hashlib.sha256(x.encode()).hexdigest()[:16]}",
        "every_step": every_step, "steps": steps, "units": units, "activation": network.activation,
        "features": [str(name) for name in feature_names][:features],
        "x": x, "layers": layers, "only": None if size <= SEND_ALL else place["unit"],
        "dense": {"kernel": _pack(weights[-2][:, 0]), "bias": float(np.float32(weights[-1][0]))},
        "attention": None if trace.attention is None else {
            "weights": _pack(trace.attention), "scale": float(np.float32(weights[-3])),
        },
        "changed": _changed(intervention), "text": words(network.kind),
    }  # fmt: skip


def words(kind: str) -> dict[str, Any]:
    """The sentences for a kind of network: operations, nodes, levels, notes."""
    found = json.loads(_TEXT.read_text(encoding="utf-8"))
    kinds = found.pop("kinds")
    # Those of its cell, and what the kind of network adds to them or says otherwise.
    for name in dict.fromkeys((KINDS[kind].words, kind)):
        for part, own in kinds.get(name, {}).items():
            found[part] = {**found[part], **own} if isinstance(own, dict) else own
    return dict(found)


def unpack(packed: str, *shape: int) -> np.ndarray:
    """The numbers of one array in a message."""
    return np.frombuffer(base64.b64decode(packed), dtype="<f4").reshape(shape)


def _pack(values: np.ndarray) -> str:
    # A diverged network may hold more than float32 can; it then arrives as infinite.
    with np.errstate(over="ignore"):
        return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode("ascii")


def _changed(intervention: Intervention) -> dict[str, Any]:
    return {
        "clamps": [[clamp.layer, clamp.unit, clamp.kind] for clamp in intervention.clamps],
        "silenced": [list(where) for where in intervention.silenced],
        "reset": intervention.reset_at,
    }


def _look(now: Literal["light", "dark"], kind: str) -> Mapping[str, Any]:
    c = colors(now)
    return {
        "colors": {name: c[name] for name in (*LETTERS, "data", "muted", "grid", "text", "background")},
        "letters": KINDS[kind].letters,
        "shades": [color for _, color in colorscale(now, diverging=True)],
        "opening": [color for _, color in colorscale(now, diverging=False)],
    }
