"""The weights that training starts from, as Keras draws them."""

from __future__ import annotations

import numpy as np

from lstm_core.models.cells.base import Cell


def start_weights(
    cell: Cell,
    units: int,
    features: int,
    rng: np.random.Generator,
    *,
    layers: int = 1,
    outputs: int = 1,
    forget_bias: str = "1",
    timesteps: int = 2,
    reset_after: bool = True,
) -> tuple[np.ndarray, ...]:
    """Weights of stacked `cell` layers and a dense layer before training, in Keras' order, from a NumPy generator.

    Kernels Glorot uniform (Glorot & Bengio 2010), recurrent kernels orthogonal (Saxe et al. 2014), biases 0.
    forget_bias, timesteps: for the LSTM only, as in `start_bias`. reset_after: for the GRU only.
    """
    blocks = len(cell.order)
    weights: list[np.ndarray] = []
    for layer in range(layers):
        weights += [_glorot(features if layer == 0 else units, blocks * units, rng), _orthogonal(units, blocks, rng)]
        if "forget" in cell.names:
            weights.append(start_bias(forget_bias, units, timesteps, rng))
        else:
            two_rows = cell.bias_rows > 1 and reset_after
            weights.append(np.zeros((cell.bias_rows, blocks * units) if two_rows else blocks * units))
    return (*weights, _glorot(units, outputs, rng), np.zeros(outputs))


def start_bias(forget_bias: str, units: int, timesteps: int, rng: np.random.Generator) -> np.ndarray:
    """Bias (4·units,) of an LSTM layer before training, in Keras' order i, f, c, o.

    forget_bias: a number for every forget gate, or "chrono", which spreads the memories of the cells from
    1 step to the window's length: b_f = log U(1, T − 1), b_i = −b_f (Tallec & Ollivier 2018).
    """
    bias = np.zeros(4 * units)
    if forget_bias == "chrono":
        forget = np.log(rng.uniform(1, max(timesteps - 1, 2), units))
        bias[:units] = -forget
    else:
        forget = np.full(units, float(forget_bias))
    bias[units : 2 * units] = forget
    return bias


def _glorot(rows: int, columns: int, rng: np.random.Generator) -> np.ndarray:
    limit = np.sqrt(6 / (rows + columns))
    return rng.uniform(-limit, limit, (rows, columns))


def _orthogonal(units: int, blocks: int, rng: np.random.Generator) -> np.ndarray:
    """(units, blocks·units) with orthonormal rows, uniform over all such matrices."""
    q, r = np.linalg.qr(rng.standard_normal((blocks * units, units)))
    return (q * np.sign(np.diag(r))).T
