"""Keras in float64, the reference for our NumPy networks.

In float32 it is none: a layer norm over two numbers that lie close together divides their rounding by almost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_core.models.build import build
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras


@contextmanager
def float64() -> Iterator[None]:
    """Keras builds layers that compute in float64; what was built so stays so."""
    import keras

    usual, policy = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        yield
    finally:
        keras.config.set_floatx(usual)
        keras.config.set_dtype_policy(policy)


def reference(
    network: NetworkSettings, timesteps: int, features: int, outputs: int, weights: Sequence[np.ndarray] = ()
) -> keras.Model:
    """The app's own Keras network in float64, with these weights."""
    import keras

    with float64():
        model = build(network, timesteps, features, outputs, seed=0)
    for layer in model.layers:
        if isinstance(layer, keras.layers.MultiHeadAttention):
            # A plain float, 1/√size, would become a float32 on its way.
            layer._inverse_sqrt_key_dim = np.float64(layer._inverse_sqrt_key_dim)
    for variable, values in zip(model.trainable_variables, weights, strict=bool(weights)):
        variable.assign(values)
    return model


def assert_equal(ours: np.ndarray, theirs: Any) -> None:
    """Equal but for the order in which float64 adds up.

    Numbers on the way are about 1, so 1e-12 is ten thousand times their rounding. Beyond that, nine digits must agree.
    """
    expected = np.asarray(theirs)
    assert expected.dtype == np.float64
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-12 + 1e-9 * np.abs(expected).max())
