"""The units of a network as a browser gets them: with a film, over the road, and after the last epoch alone.

``epochs``: those whose units come along. ``states``: bytes of `ui.web.bytes.round_zero`, for each epoch and layer the
states of the units that are shown, with their largest size in ``most``, float32. ``signs``: uint16, for each epoch and
layer how many of all its units are above and below zero. ``into`` and ``out``, where weights are drawn: bytes of an
epoch's weights, with the largest size of each epoch in ``into_most`` and ``out_most``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm_core.models.backbones import has_cells
from lstm_core.runs.film import MAX_FRAMES
from lstm_core.runs.run import Run
from lstm_core.runs.units import Units, probe, units_of, units_over_time, walk_of
from ui.web.bytes import packed, round_zero
from ui.widgets.gates_cost import ALONE, affordable

# What the units of a film may take to be computed; the last epoch's are computed always.
SECONDS = 0.25


def units_film(run: Run | None) -> dict[str, Any] | None:
    """Those of a run over its kept epochs; None where there are no cells, or no weights yet."""
    if run is None or not has_cells(run.settings.network.kind):
        return None
    most = min(MAX_FRAMES + 1, max(1, affordable(run, SECONDS, ALONE)))
    return units_message(units_over_time(run, most))


def units_now(run: Run | None) -> dict[str, Any]:
    """Those after the last epoch, and as ``steps`` and ``steps_most`` their states at each step of the window."""
    if run is None or not has_cells(run.settings.network.kind):
        return {}
    weights, x, network = run.weights, probe(run.prepared), run.settings.network
    told = units_message({max(run.snapshots): units_of(weights, x, network)})
    steps = walk_of(weights, x, network)
    if steps is None:
        return told
    codes, most = round_zero(steps.reshape(len(steps) * network.layers, -1))
    return told | {"steps": packed(codes, "u1"), "steps_most": packed(most)}


def units_message(found: Mapping[int, Units]) -> dict[str, Any]:
    """Epoch → units as plain data."""
    units = list(found.values())
    codes, most = round_zero(np.concatenate([one.states for one in units]))
    told = {
        "epochs": list(found), "states": packed(codes, "u1"), "most": packed(most),
        "signs": packed(np.stack([one.signs for one in units]), "<u2"),
    }  # fmt: skip
    for name in ("into", "out"):
        weights = [getattr(one, name) for one in units]
        if weights[0] is not None:
            codes, most = round_zero(np.stack([kernel.ravel() for kernel in weights]))
            told |= {name: packed(codes, "u1"), f"{name}_most": packed(most)}
    return told
