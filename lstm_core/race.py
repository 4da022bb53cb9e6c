"""Networks side by side: the same series, windows, seed and budget, one thing different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lstm_core.settings import Settings


@dataclass(frozen=True)
class Contender:
    """One network of a race. changes: short setting key → value, on top of the settings that all share."""

    key: str
    title: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    def settings(self, shared: Settings) -> Settings:
        """The experiment that this contender trains. Raises SettingsError."""
        return shared.change(**self.changes)


CONTENDERS: dict[str, Contender] = {
    c.key: c
    for c in (
        Contender("lstm", "LSTM", {"network": "lstm", "forget_bias": "1"}),
        Contender("gru", "GRU", {"network": "gru"}),
        Contender("rnn", "SimpleRNN", {"network": "rnn"}),
        Contender("attention", "LSTM with attention", {"network": "attention", "forget_bias": "1"}),
        Contender("lstm_0", "LSTM, forget bias 0", {"network": "lstm", "forget_bias": "0"}),
        Contender("lstm_3", "LSTM, forget bias 3", {"network": "lstm", "forget_bias": "3"}),
        Contender("lstm_chrono", "LSTM, chrono", {"network": "lstm", "forget_bias": "chrono"}),
    )
}
# Each of them is a process of its own while it trains.
MOST_CONTENDERS = 4
CELLS = ("lstm", "gru", "rnn")
FORGET_BIASES = ("lstm", "lstm_3", "lstm_chrono")


def usual(settings: Settings) -> tuple[str, ...]:
    """Keys of the contenders that make the point on this series: three cells, or three forget biases for recall."""
    return FORGET_BIASES if settings.data.series == "recall" else CELLS
