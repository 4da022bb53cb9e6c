"""What Gates looks at, as an address names it: window, step, layer, unit, epoch and tab."""

from __future__ import annotations

import streamlit as st

from lstm_core.models.backbones import has_cells
from lstm_core.runtime.errors import LabError
from ui.gates.activity import drawn_offer
from ui.gates.context import EPOCH, GatesContext, look
from ui.gates.controls import TABS
from ui.gates.view import first_window, liveliest
from ui.state import places, session
from ui.state.places import Offer


def settle() -> None:
    """Look at what the address asks for, once there are cells to look into; called before the page is drawn."""
    try:
        if not session.is_trained() or not has_cells(session.run().settings.network.kind):
            return
        now = look()
    except LabError:
        return
    state = st.session_state
    tab, unit = (places.asked("gates", name) for name in ("tab", "unit"))
    problems = places.settle("gates", _offers(now))
    if tab or "gates_open" not in state:
        state["gates_tab"] = state.setdefault("gates_open", TABS[0])
    if unit and "gates_unit" in state:
        # It is the address's choice and not left over from another run.
        state["gates_seen"] = (now.run.settings, _layer(now))
    # Which unit is shown by default depends on the layer.
    places.note("gates", _offers(now))
    for problem in problems:
        session.notify(problem)


def _offers(now: GatesContext) -> dict[str, Offer]:
    network, preparation = now.run.settings.network, now.run.settings.preparation
    windows, unit = len(now.run.prepared.test), int(liveliest(now)[_layer(now) - 1]) + 1
    return {
        "window": Offer("gates_window", range(1, windows + 1), first_window(now), "test window"),
        "step": Offer("gates_step", range(1, preparation.window + 1), preparation.window, "step"),
        "layer": Offer("gates_layer", range(1, network.layers + 1), 1, "layer"),
        "unit": Offer("gates_unit", range(1, network.units + 1), unit, "unit"),
        "epoch": Offer(EPOCH, sorted(now.run.snapshots), now.last, "epoch"),
        "tab": Offer("gates_open", TABS, TABS[0], "tab"),
        **drawn_offer(now.run),
    }


def _layer(now: GatesContext) -> int:
    return min(int(st.session_state.get("gates_layer") or 1), now.run.settings.network.layers)
