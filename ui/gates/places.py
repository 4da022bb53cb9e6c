"""What Gates looks at, as an address names it: window, step, layer, unit, epoch and tab."""

from __future__ import annotations

from lstm_core.models.backbones import has_cells
from lstm_core.runtime.errors import LabError
from ui.gates.activity import drawn_offer
from ui.gates.context import GatesContext, look
from ui.gates.controls import TABS
from ui.gates.view import first_window, liveliest
from ui.state import current_run, places, session, slots
from ui.state.places import Offer


def settle() -> None:
    """Look at what the address asks for, once there are cells to look into; called before the page is drawn."""
    try:
        if not current_run.is_trained() or not has_cells(current_run.run().settings.network.kind):
            return
        now = look()
    except LabError:
        return
    tab, unit = (places.asked("gates", name) for name in ("tab", "unit"))
    problems = places.settle("gates", _offers(now))
    if tab or not slots.GATES_OPEN.filled:
        slots.GATES_TAB.set(slots.GATES_OPEN.at_first(TABS[0]))
    if unit and slots.GATES_UNIT.filled:
        # It is the address's choice and not left over from another run.
        slots.GATES_SEEN.set((now.run.settings, _layer(now)))
    # Which unit is shown by default depends on the layer.
    places.note("gates", _offers(now))
    for problem in problems:
        session.notify(problem)


def _offers(now: GatesContext) -> dict[str, Offer]:
    network, preparation = now.run.settings.network, now.run.settings.preparation
    windows, unit = len(now.run.prepared.test), int(liveliest(now)[_layer(now) - 1]) + 1
    return {
        "window": Offer("gates_window", range(1, windows + 1), first_window(now), "test window"),
        "step": Offer(slots.GATES_STEP.key, range(1, preparation.window + 1), preparation.window, "step"),
        "layer": Offer(slots.GATES_LAYER.key, range(1, network.layers + 1), 1, "layer"),
        "unit": Offer(slots.GATES_UNIT.key, range(1, network.units + 1), unit, "unit"),
        "epoch": Offer(slots.GATES_EPOCH.key, sorted(now.run.snapshots), now.last, "epoch"),
        "tab": Offer(slots.GATES_OPEN.key, TABS, TABS[0], "tab"),
        **drawn_offer(now.run),
    }


def _layer(now: GatesContext) -> int:
    return min(slots.GATES_LAYER.get(), now.run.settings.network.layers)
