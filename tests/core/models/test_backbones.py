"""Networks without cells to look into: their NumPy twins against Keras, and what each of them can see."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lstm_core.models.backbones import BACKBONES, TWINS
from lstm_core.models.backbones.tcn import KERNEL, dilations
from lstm_core.models.build import build, layer_sizes, parameters, weight_shapes
from lstm_core.models.forward import predict
from lstm_core.models.interventions import Intervention
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings
from tests.support.fuzz import examples
from tests.support.twins import assert_equal, reference

WIDE = {"units": 5, "layers": 2, "dropout": 0.3}


def network_of(kind: str, **changes: object):  # type: ignore[no-untyped-def]
    return Settings().change(network=kind, **{**WIDE, **changes}).network


@pytest.mark.parametrize("kind", TWINS)
@settings(max_examples=examples(12))
@given(
    units=st.integers(1, 9), layers=st.integers(1, 3), timesteps=st.integers(1, 40), features=st.integers(1, 5),
    outputs=st.integers(1, 4), seed=st.integers(0, 10**6),
)  # fmt: skip
# As many steps as heads, and heads of one number: Keras' own attention adds the biases of the heads to the steps.
@example(units=2, layers=1, timesteps=2, features=2, outputs=1, seed=57)
def test_the_twin_equals_keras(
    keras: ModuleType, kind: str, units: int, layers: int, timesteps: int, features: int, outputs: int, seed: int
) -> None:
    network = network_of(kind, units=units, layers=layers)
    rng, shapes = np.random.default_rng(seed), weight_shapes(network, timesteps, features, outputs)
    weights = [0.5 * rng.standard_normal(shape) for shape in shapes]
    x = rng.standard_normal((3, timesteps, features))
    model = reference(network, timesteps, features, outputs, weights)
    assert_equal(predict(weights, x, network), model(x))
    assert shapes == [variable.shape for variable in model.trainable_variables]
    assert parameters(network, timesteps, features, outputs) == model.count_params()


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_a_bidirectional_twin_has_every_activation(keras: ModuleType, activation: str) -> None:
    network = network_of("bidirectional", activation=activation)
    rng = np.random.default_rng(0)
    weights = [0.5 * rng.standard_normal(shape) for shape in weight_shapes(network, 6, 2, 1)]
    x = rng.standard_normal((4, 6, 2))
    assert_equal(predict(weights, x, network), reference(network, 6, 2, 1, weights)(x))


@pytest.mark.parametrize("kind", sorted(BACKBONES.keys() - {"linear"}))
def test_same_seed_same_start(keras: ModuleType, kind: str) -> None:
    found = [[w.numpy() for w in build(network_of(kind), 7, 1, 1, seed).trainable_variables] for seed in (4, 4, 5)]
    assert all(np.array_equal(a, b) for a, b in zip(found[0], found[1], strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(found[0], found[2], strict=True))


def test_a_linear_layer_starts_at_zero(keras: ModuleType) -> None:
    model = build(network_of("linear"), 7, 2, 3, seed=1)
    assert not np.any(model(np.ones((2, 7, 2), "float32")))


@pytest.mark.parametrize("kind", TWINS)
@pytest.mark.parametrize("timesteps", [1, 9, 10, 60])
def test_every_step_of_the_window_counts(kind: str, timesteps: int) -> None:
    network = network_of(kind, units=8)
    rng = np.random.default_rng(1)
    weights = [0.6 * np.abs(rng.standard_normal(shape)) for shape in weight_shapes(network, timesteps, 1, 1)]
    x = np.repeat(rng.standard_normal((1, timesteps, 1)), timesteps + 1, axis=0)
    x[np.arange(timesteps), np.arange(timesteps)] += 1.0
    answers = predict(weights, x, network)[:, 0]
    assert (answers[:-1] != answers[-1]).all()


@pytest.mark.parametrize(("timesteps", "blocks"), [(1, 1), (5, 1), (6, 2), (13, 2), (14, 3), (60, 4), (61, 4), (62, 5)])
def test_a_tcn_has_as_many_blocks_as_the_window_needs(timesteps: int, blocks: int) -> None:
    assert dilations(timesteps) == [2**block for block in range(blocks)]
    assert 1 + 2 * (KERNEL - 1) * sum(dilations(timesteps)) >= timesteps


def test_a_linear_layer_is_one_weighted_sum() -> None:
    rng = np.random.default_rng(2)
    kernel, bias, x = rng.standard_normal((8, 1)), rng.standard_normal(1), rng.standard_normal((5, 4, 2))
    by_hand = [sum(kernel[2 * t + f, 0] * one[t, f] for t in range(4) for f in range(2)) + bias[0] for one in x]
    found = predict([kernel, bias], x, network_of("linear"))
    np.testing.assert_allclose(found[:, 0], by_hand)


def test_a_linear_layer_has_no_use_for_units_layers_and_dropout() -> None:
    assert layer_sizes(network_of("linear"), 10, 1, 1) == layer_sizes(
        network_of("linear", units=99, layers=1), 10, 1, 1
    )
    assert [size.name for size in layer_sizes(network_of("linear"), 10, 1, 1)] == ["flatten", "dense"]


@pytest.mark.parametrize("kind", [*TWINS, "attention"])
def test_it_answers_once_per_window(kind: str) -> None:
    with pytest.raises(SettingsError, match="choose lstm, gru or rnn"):
        build(network_of(kind), 10, 1, 1, seed=0, every_step=True)


@pytest.mark.parametrize("kind", TWINS)
def test_nothing_in_it_can_be_silenced(kind: str) -> None:
    network = network_of(kind)
    weights = [np.zeros(shape) for shape in weight_shapes(network, 4, 1, 1)]
    with pytest.raises(SettingsError, match="no cells to look into"):
        predict(weights, np.zeros((1, 4, 1)), network, Intervention(silenced=((0, 0),)))
