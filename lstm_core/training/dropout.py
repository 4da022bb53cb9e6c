"""Keras' dropout with a rate that may change without compiling anew."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

# Keras folds its seeds into 32 bits in this way.
_SEEDS = np.iinfo(np.int32).max - 1


class Dropout:
    """Hides a share of the numbers at random and scales up the others, bit by bit as `keras.layers.Dropout` does."""

    def __init__(self) -> None:
        self._rate, self._scale = (tf.Variable(0.0, trainable=False) for _ in range(2))
        self._state = tf.Variable([0, 0], dtype=tf.int32, trainable=False)

    def begin(self, rate: float, seed: np.ndarray) -> None:
        """Start over. rate: share to hide, 0 ≤ rate < 1. seed: state of a Keras `SeedGenerator`, two numbers."""
        self._rate.assign(rate)
        self._scale.assign(1 / (1 - rate))
        self._state.assign(np.mod(seed, _SEEDS).astype(np.int32))

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        """x with some numbers hidden, others at each call; x itself where the rate is 0."""
        seed = tf.identity(self._state)
        self._state.assign_add([0, 1])
        return tf.cond(self._rate > 0, lambda: self._hide(x, seed), lambda: x)

    def _hide(self, x: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        kept = tf.random.stateless_uniform(tf.shape(x), seed, alg="auto_select") >= self._rate
        return tf.where(kept, x * self._scale, 0.0)
