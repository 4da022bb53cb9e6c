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
    "ACTIVATIONS", "GRU", "LSTM", "RNN", "Cell", "Gru", "Layer", "LayerIntervention", "LayerTrace", "Lstm", "SimpleRnn",
    "State", "relu", "sigmoid", "slope", "start_bias", "start_weights", "walk",
]  # fmt: skip

LSTM, GRU, RNN = Lstm(), Gru(), SimpleRnn()
