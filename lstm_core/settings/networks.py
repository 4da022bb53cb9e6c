"""The kinds of networks: how settings and addresses call each, and where its class stands.

A new kind is a class like those of `lstm_core.models.backbones` and a line here (docs/extending.md). Only its place is
named, because the classes know the settings.
"""

from __future__ import annotations

NETWORKS: dict[str, str] = {
    "lstm": "lstm_core.models.backbones.recurrent:Lstm",
    "gru": "lstm_core.models.backbones.recurrent:Gru",
    "rnn": "lstm_core.models.backbones.recurrent:SimpleRnn",
    "attention": "lstm_core.models.backbones.attention:AttentionLstm",
    "bidirectional": "lstm_core.models.backbones.bidirectional:Bidirectional",
    "tcn": "lstm_core.models.backbones.tcn:Tcn",
    "transformer": "lstm_core.models.backbones.transformer:Transformer",
    "mlp": "lstm_core.models.backbones.flat:Mlp",
    "linear": "lstm_core.models.backbones.flat:Linear",
}
