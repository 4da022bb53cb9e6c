"""What belongs to a kind of network on the screen: its words, letters and formulas, and which value is its memory.

Only data: a picture asks it instead of asking which network it draws. What the cells compute is in
`lstm_core.models.cells`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lstm_core.models.backbones import RECURRENT
from lstm_core.models.build import LayerSize
from lstm_core.models.cells import GRU, LSTM, RNN, Cell
from ui.format.cell_numbers import UnitStep, gru_numbers, lstm_numbers, rnn_numbers
from ui.format.palette import LETTERS

NAMES = {
    "forget": "forget gate", "input": "input gate", "candidate": "candidate", "output": "output gate",
    "update": "update gate", "reset": "reset gate", "cell": "cell state", "hidden": "hidden state",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of recurrent layer as the pages show it.

    cell: what it exposes. words: folder of its texts under ``ui/text/gates/``, and its drawing in
    ``cell_explorer/kinds.js``. letters: value → letter in the formulas.
    memory: the value that carries the past from step to step. lively: the value whose swing makes a unit worth a look.
    maps: heat maps, row by row. held: gate → where it is held first. numbers: fills ``<words>/numbers``. biases: its
    rows of biases, as the table of weights names them. weights: how many a layer with u units and f inputs has.
    """

    cell: Cell
    words: str
    letters: Mapping[str, str]
    memory: str
    lively: str
    maps: tuple[tuple[str, ...], ...]
    held: Mapping[str, float]
    numbers: Callable[[UnitStep], dict[str, str]]
    biases: tuple[str, ...]
    weights: str

    @property
    def strip(self) -> tuple[str, ...]:
        """The values that stand under the series, one number per window."""
        return self.cell.openings or (self.memory,)

    @property
    def contents(self) -> tuple[str, ...]:
        """The values that are no openings."""
        return tuple(name for name in self.cell.names if name not in self.cell.openings)

    def name(self, value: str) -> str:
        """Letter and name of a value: ``f forget gate``."""
        return f"{self.letters[value]} {NAMES[value]}"


_LSTM = Kind(
    cell=LSTM, words="lstm", letters=LETTERS, memory="cell", lively="forget",
    maps=(("forget", "candidate"), ("input", "cell"), ("output", "hidden")),
    # Nothing kept, nothing let in, nothing on offer, everything shown.
    held={"forget": 0.0, "input": 0.0, "candidate": 0.0, "output": 1.0},
    numbers=lstm_numbers, biases=("bias",), weights="4·({u}·({u} + {f}) + {u})",
)  # fmt: skip
_GRU = Kind(
    cell=GRU, words="gru", letters={**LETTERS, "candidate": "h̃"}, memory="hidden", lively="update",
    maps=(("update", "candidate"), ("reset", "hidden")),
    # Nothing kept, nothing recalled, nothing on offer.
    held={"update": 0.0, "reset": 0.0, "candidate": 0.0},
    numbers=gru_numbers, biases=("bias", "bias of h"), weights="3·({u}·({u} + {f}) + 2·{u})",
)  # fmt: skip
_RNN = Kind(
    cell=RNN, words="rnn", letters=LETTERS, memory="hidden", lively="hidden",
    maps=(("hidden",),), held={}, numbers=rnn_numbers, biases=("bias",), weights="{u}·({u} + {f}) + {u}",
)  # fmt: skip
_CELLS = {kind.cell: kind for kind in (_LSTM, _GRU, _RNN)}
KINDS = {name: _CELLS[backbone.cell] for name, backbone in RECURRENT.items()}


def weights_formula(kind: str, size: LayerSize) -> str:
    """How many weights a recurrent layer has, in numbers: ``4·(50·(50 + 1) + 50) = 10,400``."""
    return f"{KINDS[kind].weights.format(u=size.outputs, f=size.inputs)} = {size.parameters:,}"
