"""The kinds of networks, each an object that says of itself all that the rest asks for; listed in `NETWORKS`."""

from __future__ import annotations

from importlib import import_module

from lstm_core.models.backbones.base import Backbone, Cost, LayerSize, Shape, Twin, weights_in
from lstm_core.models.backbones.recurrent import Recurrent
from lstm_core.models.cells import Cell
from lstm_core.settings.networks import NETWORKS

__all__ = [
    "BACKBONES", "RECURRENT", "TWINS", "Backbone", "Cost", "LayerSize", "Recurrent", "Shape", "Twin", "cell_of",
    "has_cells", "weights_in",
]  # fmt: skip


def _entry(place: str) -> Backbone:
    module, name = place.split(":")
    found: Backbone = getattr(import_module(module), name)()
    return found


BACKBONES: dict[str, Backbone] = {kind: _entry(place) for kind, place in NETWORKS.items()}
# Kinds whose every gate is exposed (`lstm_core.models.forward`), and those that only their twin computes.
RECURRENT = {kind: backbone for kind, backbone in BACKBONES.items() if isinstance(backbone, Recurrent)}
TWINS = {kind: backbone for kind, backbone in BACKBONES.items() if isinstance(backbone, Twin)}


def has_cells(kind: str) -> bool:
    """Whether the network walks step by step through cells that a learner can look into."""
    return kind in RECURRENT


def cell_of(kind: str) -> Cell:
    """The cell of a kind of network (`NetworkSettings.kind`) that has cells to look into."""
    return RECURRENT[kind].cell
