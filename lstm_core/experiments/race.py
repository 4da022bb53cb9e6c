"""Networks side by side: the same series, windows, seeds and budget, one thing different."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lstm_core.models.backbones import BACKBONES
from lstm_core.models.build import parameters
from lstm_core.prepare import Prepared
from lstm_core.settings import NetworkSettings, Settings, specs


@dataclass(frozen=True)
class Contender:
    """One network of a race. changes: short setting key → value, on top of the settings that all share."""

    key: str
    title: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    def settings(self, shared: Settings) -> Settings:
        """The experiment that this contender trains. Raises SettingsError."""
        return shared.change(**self.changes)


_CHOSEN = {
    c.key: c
    for c in (
        Contender("lstm", "LSTM", {"network": "lstm", "forget_bias": "1"}),
        Contender("gru", "GRU", {"network": "gru"}),
        Contender("rnn", "SimpleRNN", {"network": "rnn"}),
        Contender("attention", "LSTM with attention", {"network": "attention", "forget_bias": "1"}),
        Contender("lstm_2", "Stacked LSTM, 2 layers", {"network": "lstm", "layers": 2, "forget_bias": "1"}),
        Contender("bidirectional", "Bidirectional LSTM", {"network": "bidirectional", "forget_bias": "1"}),
        Contender("tcn", "TCN", {"network": "tcn"}),
        Contender("transformer", "Transformer encoder", {"network": "transformer"}),
        Contender("mlp", "MLP on the window", {"network": "mlp"}),
        Contender("linear", "Linear layer", {"network": "linear"}),
        Contender("lstm_0", "LSTM, forget bias 0", {"network": "lstm", "forget_bias": "0"}),
        Contender("lstm_3", "LSTM, forget bias 3", {"network": "lstm", "forget_bias": "3"}),
        Contender("lstm_chrono", "LSTM, chrono", {"network": "lstm", "forget_bias": "chrono"}),
    )
}
# Every other kind of network, as it stands, comes after those.
CONTENDERS: dict[str, Contender] = _CHOSEN | {
    kind: Contender(kind, backbone.title, {"network": kind})
    for kind, backbone in BACKBONES.items()
    if kind not in _CHOSEN
}
# Each of them is a process of its own while it trains.
MOST_CONTENDERS = 5
# What every network of a race may use: the same epochs, seconds of training, or weights.
Measure = Literal["epochs", "seconds", "weights"]
MOST_EPOCHS, MOST_UNITS = (int(specs()[key].high or 0) for key in ("epochs", "units"))
CELLS = ("lstm", "gru", "rnn")
FORGET_BIASES = ("lstm", "lstm_3", "lstm_chrono")
# Generator → keys of the contenders that make its point; three cells make that of all others.
_USUAL = {"recall": FORGET_BIASES}


@dataclass(frozen=True)
class Budget:
    """How much each network of a race gets. amount: epochs, seconds of training or weights, as `measure` says."""

    measure: Measure
    amount: int

    @property
    def seconds(self) -> float:
        """The most that one training may take."""
        return self.amount if self.measure == "seconds" else math.inf

    def settings(self, contender: Contender, shared: Settings, prepared: Prepared) -> Settings:
        """What a contender trains. Raises SettingsError.

        With seconds, as many epochs as the time allows. With weights, the number of units whose network comes nearest;
        a network without units keeps the weights that it has.
        """
        settings = contender.settings(shared)
        if self.measure == "weights":
            return settings.change(units=_units_for(self.amount, settings.network, prepared))
        return settings.change(epochs=self.amount if self.measure == "epochs" else MOST_EPOCHS)


def weights_of(settings: Settings, prepared: Prepared) -> int:
    """How many weights the network of these settings has on these windows."""
    _, timesteps, features = prepared.train.x.shape
    return parameters(settings.network, timesteps, features, prepared.outputs)


def _units_for(weights: int, network: NetworkSettings, prepared: Prepared) -> int:
    """The units with which a network comes nearest to a number of weights; where it has no units, as they are."""
    if "units" not in BACKBONES[network.kind].uses:
        return network.units
    _, timesteps, features = prepared.train.x.shape

    def away(units: int) -> float:
        sized = network.model_copy(update={"units": units})
        return abs(parameters(sized, timesteps, features, prepared.outputs) - weights)

    return min(range(1, MOST_UNITS + 1), key=away)


def usual(settings: Settings) -> tuple[str, ...]:
    """Keys of the contenders that make the point on this series: three cells, or three forget biases for recall."""
    return _USUAL.get(settings.data.series, CELLS)
