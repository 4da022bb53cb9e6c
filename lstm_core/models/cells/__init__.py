"""Recurrent cells in NumPy, every gate exposed: the twins of Keras' layers, forwards and back through time."""

from lstm_core.models.cells.base import (
    ACTIVATIONS,
    Cell,
    Layer,
    LayerIntervention,
    LayerTrace,
    State,
    relu,
    sigmoid,
    slope,
    walk,
)
from lstm_core.models.cells.gru import Gru
from lstm_core.models.cells.lstm import Lstm
from lstm_core.models.cells.rnn import SimpleRnn
from lstm_core.models.cells.start import start_bias, start_weights

__all__ = [
    "ACTIVATIONS", "CELLS", "Cell", "Gru", "Layer", "LayerIntervention", "LayerTrace", "Lstm", "SimpleRnn", "State",
    "cell_of", "relu", "sigmoid", "slope", "start_bias", "start_weights", "walk",
]  # fmt: skip

LSTM, GRU, RNN = Lstm(), Gru(), SimpleRnn()
# Kind of network → the cell of its recurrent layers.
CELLS: dict[str, Cell] = {"lstm": LSTM, "gru": GRU, "rnn": RNN, "attention": LSTM}


def cell_of(kind: str) -> Cell:
    """The cell of a kind of network (`NetworkSettings.kind`)."""
    return CELLS[kind]
