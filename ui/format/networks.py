"""How a network is named."""

from __future__ import annotations

from lstm_core.models.backbones import BACKBONES
from lstm_core.models.build import TITLES
from lstm_core.settings import NetworkSettings


def network_size(network: NetworkSettings) -> str:
    """The kind of network with what its size is told by: ``LSTM 2 × 50``, ``Linear layer``."""
    uses = BACKBONES[network.kind].uses
    layers = f"{network.layers} × " if network.layers > 1 and "layers" in uses else ""
    return f"{TITLES[network.kind]} {layers}{network.units if 'units' in uses else ''}".rstrip()
