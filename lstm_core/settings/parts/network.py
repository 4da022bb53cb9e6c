"""What stands between the window and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from lstm_core.settings.networks import NETWORKS
from lstm_core.settings.parts.field import Part, setting

if TYPE_CHECKING:
    NetworkKind = str
else:
    NetworkKind = Literal[*NETWORKS]


class NetworkSettings(Part):
    """The network: its backbone (`lstm_core.models.backbones`), an optional dropout layer, one dense output layer.

    Not every kind has a use for every setting: `Backbone.uses` says for which.
    """

    kind: NetworkKind = setting("lstm", "Network", "What stands between the window and the answer.", key="network")
    units: int = setting(
        50, "Units", "How wide a layer is: memory cells of a recurrent layer, filters of a TCN, numbers per step of a "
        "Transformer, neurons of an MLP.", key="units", step=1, ge=1, le=256, unit="cells",
    )  # fmt: skip
    layers: int = setting(1, "Layers", "How many such layers are stacked.", key="layers", step=1, ge=1, le=3)
    dropout: float = setting(
        0.0, "Dropout", "Share of the last layer's outputs that is hidden at random in each training update.",
        key="dropout", step=0.05, ge=0.0, le=0.8,
    )  # fmt: skip
    input_dropout: float = setting(
        0.0, "Input dropout", "Keras' dropout=… of a recurrent layer: hides input features for a whole window.",
        key="input_dropout", step=0.05, ge=0.0, le=0.8,
    )  # fmt: skip
    recurrent_dropout: float = setting(
        0.0, "Recurrent dropout", "Hides part of the hidden state between time steps; slower to train.",
        key="recurrent_dropout", step=0.05, ge=0.0, le=0.8,
    )  # fmt: skip
    activation: Literal["tanh", "relu", "sigmoid"] = setting(
        "tanh", "Cell activation", "Shapes the candidate and the cell's output; tanh keeps both between −1 and 1.",
        key="activation",
    )  # fmt: skip
    forget_bias: Literal["0", "1", "3", "chrono"] = setting(
        "1", "Forget-gate bias", "Where an LSTM's forget gate starts: higher means it remembers longer at first.",
        key="forget_bias",
    )  # fmt: skip
