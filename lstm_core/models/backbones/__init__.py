"""The kinds of networks, in one registry: how each is called, which settings shape it, its layers, how it is built.

A new kind is a class like `Backbone`, a line in `BACKBONES` and a name in `NetworkSettings.kind`.
"""

from __future__ import annotations

from lstm_core.models.backbones.base import Backbone, Cost, LayerSize, Shape, Twin, weights_in
from lstm_core.models.backbones.flat import Linear, Mlp
from lstm_core.models.backbones.recurrent import Bidirectional, Recurrent
from lstm_core.models.backbones.tcn import Tcn
from lstm_core.models.backbones.transformer import Transformer

__all__ = [
    "BACKBONES", "RECURRENT", "TWINS", "Backbone", "Bidirectional", "Cost", "LayerSize", "Recurrent", "Shape", "Twin",
    "has_cells", "weights_in",
]  # fmt: skip

# Kinds whose every gate is exposed (`lstm_core.models.forward`).
RECURRENT: dict[str, Recurrent] = {
    kind.kind: kind
    for kind in (
        Recurrent("lstm", "LSTM"), Recurrent("gru", "GRU"), Recurrent("rnn", "SimpleRNN"),
        Recurrent("attention", "LSTM with attention", "LSTM"),
    )
}  # fmt: skip
TWINS: dict[str, Twin] = {
    "bidirectional": Bidirectional(), "tcn": Tcn(), "transformer": Transformer(), "mlp": Mlp(), "linear": Linear(),
}  # fmt: skip
BACKBONES: dict[str, Backbone] = {**RECURRENT, **TWINS}


def has_cells(kind: str) -> bool:
    """Whether the network walks step by step through cells that a learner can look into."""
    return kind in RECURRENT
