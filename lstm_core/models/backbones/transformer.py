"""A small Transformer encoder (Vaswani et al. 2017), each block with its normalisation first (Xiong et al. 2020).

    x ← window·W + b + position      x ← x + attend(norm(x))      x ← x + W₂·relu(W₁·norm(x) + b₁) + b₂

Two heads attend from every step to every step of the window, softmax(q·kᵀ / √size)·v; the position is told by sines and
cosines. The dense layer reads the normalised last step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.models.backbones.base import Cost, LayerSize, Shape, Twin, weights_in
from lstm_core.models.cells import relu
from lstm_core.settings import NetworkSettings

if TYPE_CHECKING:
    import keras

HEADS = 2
EPSILON = 1e-6
# How many weight arrays a block has: norm, attention (query, key, value, output), norm, two dense layers.
BLOCK = 2 + 8 + 2 + 4


def positions(timesteps: int, width: int) -> np.ndarray:
    """(timesteps, width): sin and cos of step / 10000^(2i/width), in turn (Vaswani et al. 2017, section 3.5)."""
    angle = np.arange(timesteps)[:, None] / 10_000 ** (2 * (np.arange(width) // 2) / width)
    return np.where(np.arange(width) % 2 == 0, np.sin(angle), np.cos(angle))


def head_size(width: int) -> int:
    """Numbers per head."""
    return max(1, width // HEADS)


class Transformer(Twin):
    """`layers` blocks of `units` numbers per step."""

    title = "Transformer encoder"
    uses = frozenset({"units", "layers", "dropout"})
    units = "numbers per step"

    def layers(self, network: NetworkSettings, timesteps: int, features: int) -> list[LayerSize]:
        """See `Backbone.layers`."""
        u, size = network.units, head_size(network.units)
        into: list[Shape] = [(u, HEADS, size), (HEADS, size)] * 3
        block: list[Shape] = [
            (u,), (u,), *into, (HEADS, size, u), (u,), (u,), (u,), (u, 2 * u), (2 * u,), (2 * u, u), (u,),
        ]  # fmt: skip
        embeds, does = "at each step, with the step's place added", "brought to mean 0 and spread 1, then scaled"
        attends = "each step takes from all steps what it attends to; then two dense layers"
        return [
            LayerSize("embed", features, u, ((features, u), (u,)), "Embedding", embeds),
            *[
                LayerSize(f"block_{number}", u, u, tuple(block), does=attends)
                for number in range(1, network.layers + 1)
            ],
            LayerSize("norm", u, u, ((u,), (u,)), "Last step", does),
        ]

    def build(self, network: NetworkSettings, window: keras.KerasTensor) -> keras.KerasTensor:
        """See `Backbone.build`."""
        import keras

        u = network.units

        def norm(name: str) -> keras.Layer:
            return keras.layers.LayerNormalization(epsilon=EPSILON, name=name)

        signal = keras.layers.Dense(u, name="embed")(window) + positions(window.shape[1], u).astype(window.dtype)
        for number in range(1, network.layers + 1):
            found = norm(f"block_{number}_norm_1")(signal)
            signal = signal + _attention(found, f"block_{number}_attend")
            found = norm(f"block_{number}_norm_2")(signal)
            found = keras.layers.Dense(2 * u, activation="relu", name=f"block_{number}_wide")(found)
            signal = signal + keras.layers.Dense(u, name=f"block_{number}_back")(found)
        return norm("norm")(signal[:, -1])

    def cost(self, network: NetworkSettings, timesteps: int, features: int) -> Cost:
        """See `Backbone.cost`."""
        weights, pairs = weights_in(self.layers(network, timesteps, features)), network.layers * timesteps**2
        held = 12 * timesteps * network.units * network.layers + 3 * HEADS * pairs
        return Cost(
            16 + 64 * network.layers, timesteps * weights + 2 * network.units * pairs, held, 3.0 * network.layers
        )

    def read(self, weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray:
        """See `Twin.read`."""
        signal = x @ weights[0] + weights[1] + positions(x.shape[1], network.units)
        for number in range(network.layers):
            block = weights[2 + number * BLOCK : 2 + (number + 1) * BLOCK]
            signal = signal + _attend(_norm(signal, *block[:2]), block[2:10])
            wide, wide_bias, back, back_bias = block[12:]
            signal = signal + relu(_norm(signal, *block[10:12]) @ wide + wide_bias) @ back + back_bias
        return _norm(signal[:, -1], *weights[-2:])


def _attention(found: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """`_attend` in Keras."""
    import keras

    _, timesteps, u = found.shape
    if (timesteps, head_size(u)) != (HEADS, 1):
        return keras.layers.MultiHeadAttention(HEADS, head_size(u), name=name)(found, found)
    # As many steps as heads, and heads of one number: Keras' `add` would take their biases for one per step. An axis
    # before the steps keeps them apart.
    apart = keras.layers.Reshape((1, timesteps, u), name=f"{name}_apart")(found)
    attend = keras.layers.MultiHeadAttention(HEADS, 1, attention_axes=2, name=name)
    return keras.layers.Reshape((timesteps, u), name=f"{name}_again")(attend(apart, apart))


def _norm(x: np.ndarray, scale: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Layer normalisation over the last axis (Ba et al. 2016)."""
    spread = np.sqrt(x.var(axis=-1, keepdims=True) + EPSILON)
    return (x - x.mean(axis=-1, keepdims=True)) / spread * scale + shift


def _attend(x: np.ndarray, weights: Sequence[np.ndarray]) -> np.ndarray:
    """Multi-head self-attention on x (n, timesteps, width)."""
    pairs = zip(weights[:6:2], weights[1:6:2], strict=True)
    query, key, value = (np.einsum("ntu,uhd->nhtd", x, kernel) + bias[:, None] for kernel, bias in pairs)
    score = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    share = np.exp(score - score.max(axis=-1, keepdims=True))
    share /= share.sum(axis=-1, keepdims=True)
    return np.einsum("nhtd,hdu->ntu", share @ value, weights[6]) + weights[7]
